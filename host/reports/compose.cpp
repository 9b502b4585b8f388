#include "reports/compose.hpp"

#include <algorithm>
#include <numeric>

#include "reports/section_view.hpp"

namespace garden::reports {
namespace {
using base::Json;

constexpr std::size_t notes_max = 6;  // assumptions and warnings that are said at the end

std::vector<SectionView> views_of(const Definition& definition, const Occasion& occasion,
                                  const SectionResults& results, const Json& previous) {
  std::vector<SectionView> views;
  for (std::size_t i = 0; i < definition.sections.size(); ++i) {
    const auto& section = definition.sections[i];
    bool compares = !section.changes_of.empty();
    auto other = std::ranges::find(definition.sections, section.changes_of, &Section::name);
    const auto& source = compares ? *other : section;
    const auto& result =
        results[compares ? static_cast<std::size_t>(other - definition.sections.begin()) : i];
    auto earlier = earlier_section(previous, source.name);
    if (!result && !compares)
      views.push_back(failed_view(section, result.error()));
    else if (result && !compares)
      views.push_back(view_of(section, narrowed(section, *result), earlier, occasion));
    else if (result)
      views.push_back(changes_view(section, source, narrowed(source, *result), earlier, occasion));
  }
  return views;
}

std::size_t lines_of(const SectionView& view) {
  if (view.sentence.empty()) return 0;
  return 2 + view.lines.size() + (view.hidden > 0 ? 1 : 0);  // with the empty line before it
}

// Takes lines off the longest sections until the whole fits.
void fit(std::vector<SectionView>& views, std::size_t lines_max) {
  for (;;) {
    auto lines =
        std::accumulate(views.begin(), views.end(), std::size_t{5},  // title and end, with empty lines
                        [](std::size_t sum, const SectionView& view) { return sum + lines_of(view); });
    auto longest = std::ranges::max_element(views, {}, [](const auto& view) { return view.lines.size(); });
    if (lines <= lines_max || longest == views.end() || longest->lines.size() < 2) return;
    longest->lines.pop_back();
    ++longest->hidden;
    if (longest->kept.contains("shown")) longest->kept["shown"].erase(longest->lines.size());
  }
}

// What the reader must know of the data: its time, what was assumed, what is missing.
std::string closing(const Occasion& occasion, const SectionResults& results,
                    const std::vector<SectionView>& views, bool is_first) {
  std::int64_t age = 0;
  std::vector<std::string> notes;
  for (const auto& result : results) {
    if (!result) continue;
    age = std::max(age, result->age_s);
    for (const auto& warning : result->warnings)
      if (std::ranges::find(notes, warning) == notes.end()) notes.push_back(warning);
  }
  auto text = "Data as of " + occasion.local_time + " (" + occasion.zone + ")";
  if (age > 0) text += ", " + std::to_string(age) + " s old";
  text += ".";
  if (is_first) text += " The first report: there is none to compare with.";
  for (std::size_t i = 0; i < notes.size() && i < notes_max; ++i) text += " " + notes[i];
  for (const auto& view : views)
    if (!view.failed.empty())
      text +=
          " Not available: " + view.section->title + " (" + view.section->query + ": " + view.failed + ").";
  return text;
}

std::string quiet_line(const Definition& definition, const Occasion& occasion,
                       const std::vector<SectionView>& views, const std::string& since) {
  auto text = "**" + definition.title + ", " + occasion.store_title + ", " + occasion.day + ":** ";
  bool first = true;
  std::string rest;
  for (const auto& view : views) {
    if (first && !view.sentence.empty())
      text += view.sentence;
    else if (!view.quiet.empty())
      rest += (rest.empty() ? "" : "; ") + view.quiet;
    first = false;
  }
  text += " Nothing new since " + since + (rest.empty() ? "." : ": " + rest + ".");
  return text;
}

std::string whole(const Definition& definition, const Occasion& occasion,
                  const std::vector<SectionView>& views) {
  auto text = "# " + definition.title + ", " + occasion.store_title + ", " + occasion.day + "\n";
  for (const auto& view : views) {
    if (view.sentence.empty() && view.lines.empty()) continue;
    text += "\n**" + view.section->title + ":** " + view.sentence + "\n";
    for (const auto& line : view.lines) text += "- " + line + "\n";
    if (view.hidden > 0) text += "- and " + std::to_string(view.hidden) + " more\n";
  }
  return text;
}

}  // namespace

Composed compose(const Definition& definition, const Occasion& occasion, const SectionResults& results,
                 const Json& previous) {
  auto views = views_of(definition, occasion, results, previous);
  fit(views, definition.lines_max);
  Composed made;
  auto since = base::text_at(previous, "day");
  bool failed = std::ranges::any_of(views, [](const auto& view) { return !view.failed.empty(); });
  bool news = std::ranges::any_of(views, [](const auto& view) { return view.has_news; });
  made.is_quiet = !since.empty() && !failed && !news;
  if (!views.empty()) made.headline = views.front().sentence;
  auto end = closing(occasion, results, views, since.empty());
  made.markdown = made.is_quiet ? quiet_line(definition, occasion, views, since) + " " + end + "\n"
                                : whole(definition, occasion, views) + "\n" + end + "\n";
  made.counts = Json::object();
  Json sections = Json::array();
  for (auto& view : views) {
    made.counts[view.section->name] = view.counts;
    made.counts[view.section->name]["hidden"] = view.hidden;
    view.kept["text"] = view.sentence;
    view.kept["lines"] = view.lines;
    sections.push_back(std::move(view.kept));
  }
  made.body = {{"report", definition.name},    {"title", definition.title},
               {"day", occasion.day},          {"since_day", since.empty() ? Json() : Json(since)},
               {"as_of", occasion.local_time}, {"quiet", made.is_quiet},
               {"text", made.markdown},        {"sections", std::move(sections)}};
  return made;
}

}  // namespace garden::reports
