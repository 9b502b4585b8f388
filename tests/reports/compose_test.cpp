// Goal: a report says what is new since the report before, fits its bounds, names what failed, and is one
// line on a quiet day. Method: made-up results of two days, compared with the words that must come out.
#include "reports/compose.hpp"

#include <catch2/catch.hpp>

using namespace garden;
using base::Json;
using reports::Section;

namespace {

constexpr auto contains = [](const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
};

queries::QueryResult table(std::vector<Json> rows) {
  queries::QueryResult result;
  result.query = "get_things";
  result.title = "Things";
  result.summary = "Things are *as* they are.";
  result.columns = {{"id", "ID", queries::ColumnType::integer, {}},
                    {"name", "Product", queries::ColumnType::text, {}},
                    {"stock", "Stock", queries::ColumnType::quantity, "units"},
                    {"money", "Money", queries::ColumnType::money, "USD"}};
  result.rows = std::move(rows);
  result.total_rows = static_cast<std::int64_t>(result.rows.size());
  result.params = {{"days", 90}};
  return result;
}

Section section(std::string name, Section::Lines lines) {
  Section made;
  made.name = std::move(name);
  made.title = "Gone";
  made.query = "get_things";
  made.key = {"id"};
  made.lines = lines;
  made.rows = 3;
  made.line = "{name}: {stock}, {money} {currency}";
  made.say = "{new|product|products} since {since_day}, {sum.money} at risk, {still} as before, {days} days.";
  made.say_first = "{total} in all.";
  made.quiet = "{total} still gone";
  return made;
}

reports::Occasion occasion(std::string day) { return {"Shop", "USD", day, day + " 09:15:00", "UTC"}; }

struct Days {
  reports::Definition definition;
  reports::Composed first, second;
  Days(std::vector<Section> sections, reports::SectionResults one, reports::SectionResults two) {
    definition.name = "morning";
    definition.title = "Morning report";
    definition.sections = std::move(sections);
    first = reports::compose(definition, occasion("2026-03-09"), one, Json());
    second = reports::compose(definition, occasion("2026-03-10"), two, first.body);
  }
};
reports::SectionResults results(std::vector<queries::QueryResult> tables) {
  reports::SectionResults all;
  for (auto& one : tables) all.emplace_back(std::move(one));
  return all;
}

const Json ruby{1, "Ruby", 0, "12.50"}, amber{2, "Amber", -3, "7.25"}, cobalt{3, "Cobalt", 0, "100.00"};

}  // namespace

TEST_CASE("the first report says that it has nothing to compare with") {
  Days days({section("out", Section::Lines::fresh)}, results({table({ruby, amber})}), results({table({})}));
  const auto& text = days.first.markdown;
  CHECK(contains(text, "# Morning report, Shop, 2026-03-09\n"));
  CHECK(contains(text, "**Gone:** 2 in all.\n- Ruby: 0, 12.50 USD\n- Amber: -3, 7.25 USD\n"));
  CHECK(contains(text, "Data as of 2026-03-09 09:15:00 (UTC). The first report"));
  CHECK_FALSE(days.first.is_quiet);
}

TEST_CASE("the second report has lines for what is new only") {
  Days days({section("out", Section::Lines::fresh)}, results({table({ruby, amber})}),
            results({table({cobalt, ruby, amber})}));
  const auto& text = days.second.markdown;
  CHECK(contains(
      text, "1 product since 2026-03-09, 100.00 at risk, 2 as before, 90 days.\n- Cobalt: 0, 100.00 USD\n"));
  CHECK_FALSE(contains(text, "Ruby"));
  CHECK_FALSE(days.second.is_quiet);
  CHECK(days.second.counts["out"]["new"] == 1);
  CHECK(days.second.body["since_day"] == "2026-03-09");
}

TEST_CASE("a day without news is one line") {
  auto headline = section("head", Section::Lines::none);
  headline.news = false;
  headline.say = headline.say_first = "{summary}";
  headline.quiet.clear();
  Days days({headline, section("out", Section::Lines::fresh)}, results({table({ruby}), table({ruby, amber})}),
            results({table({ruby}), table({amber})}));
  CHECK(days.second.is_quiet);
  CHECK(days.second.markdown ==
        "**Morning report, Shop, 2026-03-10:** Things are \\*as\\* they are. Nothing new since 2026-03-09: 1 "
        "still gone. "
        "Data as of 2026-03-10 09:15:00 (UTC).\n");
}

TEST_CASE("a query that failed is named and the rest stands") {
  auto other = section("other", Section::Lines::fresh);
  other.title = "Late";
  reports::SectionResults second = results({table({ruby})});
  second.emplace_back(base::fail(base::Code::unavailable, "the database is away"));
  Days days({section("out", Section::Lines::fresh), other}, results({table({ruby}), table({ruby})}), second);
  CHECK(contains(days.second.markdown, "Not available: Late (get_things: the database is away)."));
  CHECK(contains(days.second.markdown, "**Gone:** 1 still gone"));
  CHECK_FALSE(days.second.is_quiet);
  // What failed yesterday is no reason to call everything new today.
  auto third = reports::compose(days.definition, occasion("2026-03-11"),
                                results({table({ruby}), table({ruby})}), days.second.body);
  CHECK(contains(third.markdown, "**Late:** 1 in all."));
}

TEST_CASE("yesterday's advice is held against today's") {
  auto advice = section("advice", Section::Lines::all);
  advice.rows = 2;
  Section changes;
  changes.name = "changes";
  changes.title = "Since then";
  changes.changes_of = "advice";
  changes.stock = "stock";
  changes.lines = Section::Lines::all;
  changes.line = "{name} is up to {stock}";
  changes.say = "Of {advised} {gone} are gone, {still} stand, {followed} with more stock; {new} are new.";
  const Json ruby_up{1, "Ruby", 9, "12.50"};
  auto first = results({table({ruby, amber, cobalt}), {}});
  Days days({advice, changes}, first, results({table({cobalt, ruby_up}), {}}));
  CHECK_FALSE(contains(days.first.markdown, "Since then"));
  // Shown yesterday: Ruby and Amber. Today Amber is not advised any more; Cobalt was on yesterday's list,
  // unseen.
  CHECK(contains(
      days.second.markdown,
      "**Since then:** Of 2 1 are gone, 1 stand, 1 with more stock; 0 are new.\n- Ruby is up to 9\n"));
}

TEST_CASE("a section may be about some of the rows, and about each thing once") {
  auto only = section("out", Section::Lines::all);
  only.where = {{"stock", {0, -1}}};
  only.once = {"money"};
  const Json twin{4, "Twin", 0, "12.50"};
  Days days({only}, results({table({ruby, amber, twin, cobalt})}), results({table({ruby})}));
  CHECK(contains(days.first.markdown,
                 "**Gone:** 2 in all.\n- Ruby: 0, 12.50 USD\n- Cobalt: 0, 100.00 USD\n\n"));
}

TEST_CASE("a section has its own order, words for no news, and parts that are left out") {
  auto ranked = section("out", Section::Lines::fresh);
  ranked.rank = "money";
  ranked.say_same = "None new.";
  ranked.say = "{new} new[[, {sum.money} {currency}]][[, first {first.name}]][[, {nothing} of it]].";
  const Json unknown{4, "Unknown", 0, nullptr}, free{5, "Free", 0, "0.00"};
  Days days({ranked}, results({table({unknown, ruby, cobalt, amber})}),
            results({table({unknown, ruby, cobalt, amber})}));
  CHECK(contains(days.first.markdown,
                 "- Cobalt: 0, 100.00 USD\n- Ruby: 0, 12.50 USD\n- Amber: -3, 7.25 USD\n"));
  CHECK(days.second.is_quiet);
  auto third = reports::compose(days.definition, occasion("2026-03-10"), results({table({ruby, free})}),
                                days.first.body);
  CHECK(contains(third.markdown, "**Gone:** 1 new, first Free.\n- Free: 0, 0.00 USD\n"));
  days.definition.sections.push_back(section("more", Section::Lines::all));
  auto both = reports::compose(days.definition, occasion("2026-03-10"),
                               results({table({ruby}), table({cobalt})}), days.first.body);
  CHECK(contains(both.markdown, "**Gone:** None new.\n\n"));
}

TEST_CASE("advice that nobody followed and that did not change is said in other words") {
  auto advice = section("advice", Section::Lines::all);
  Section changes;
  changes.name = "changes";
  changes.title = "Since then";
  changes.changes_of = "advice";
  changes.stock = "stock";
  changes.say = "{gone} gone.";
  changes.say_same = "All {advised} stand.";
  Days same({advice, changes}, results({table({ruby, amber}), {}}), results({table({ruby, amber}), {}}));
  CHECK(same.second.body["sections"][1]["text"] == "All 2 stand.");
  Days other({advice, changes}, results({table({ruby, amber}), {}}), results({table({ruby}), {}}));
  CHECK(contains(other.second.markdown, "**Since then:** 1 gone."));
}

TEST_CASE("a report keeps within its lines and counts what it leaves out") {
  std::vector<Json> many;
  for (int i = 0; i < 40; ++i) many.push_back({i, "Thing " + std::to_string(i), 0, "1.00"});
  std::vector<Section> sections;
  for (int i = 0; i < 4; ++i) {
    sections.push_back(section("s" + std::to_string(i), Section::Lines::all));
    sections.back().rows = 20;
  }
  reports::SectionResults one = results({table(many), table(many), table(many), table(many)});
  Days days(sections, one, one);
  auto lines = std::count(days.first.markdown.begin(), days.first.markdown.end(), '\n');
  CHECK(lines <= 45);
  CHECK(lines >= 40);
  CHECK(contains(days.first.markdown, "more\n"));
  CHECK(days.first.body["sections"][0]["shown"].size() == days.first.body["sections"][0]["lines"].size());
}

TEST_CASE("texts of the shop cannot write into the report") {
  Days days({section("out", Section::Lines::fresh)},
            results({table({Json{1, "# Fake\n- line <b> [x](http://y) **bold**", 0, nullptr}})}),
            results({table({})}));
  CHECK(
      contains(days.first.markdown, "- # Fake - line \\<b> \\[x\\](http://y) \\*\\*bold\\*\\*: 0, - USD\n"));
}
