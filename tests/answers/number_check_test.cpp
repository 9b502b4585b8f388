// Goal: an answer's numbers are accounted for by what was looked up (fewer than 5 % of the golden answers'
// numbers raise a false warning), and invented numbers are found. Method: golden answers over real results of
// the demo shop; then each of their numbers in turn is replaced by an invented one, and the warning must name
// it.
#include "answers/number_check.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <iostream>

#include "answers/golden_answers.hpp"

using namespace garden::answers;
using garden::base::Json;

namespace {

std::string context_of(const std::string& text, const StatedNumber& number) {
  auto begin = number.begin < 25 ? 0 : number.begin - 25;
  return text.substr(begin, number.end + 20 - begin);
}

std::vector<std::string> unverified(const std::string& text, const Evidence& evidence) {
  std::vector<std::string> found;
  auto check = check_numbers(text, evidence);
  for (auto place : check.unverified)
    found.push_back(
        text.substr(check.stated[place].begin, check.stated[place].end - check.stated[place].begin));
  return found;
}
using Texts = std::vector<std::string>;

Json shop_table() {
  return Json::parse(R"({
    "columns": [{"name": "products_id", "type": "integer"}, {"name": "name", "type": "text"},
                {"name": "sold", "type": "quantity", "unit": "units"}, {"name": "before", "type": "quantity", "unit": "units"},
                {"name": "revenue", "type": "revenue", "unit": "USD"}, {"name": "cover", "type": "number", "unit": "days"},
                {"name": "share", "type": "number", "unit": "%"}, {"name": "last_sale", "type": "date"}],
    "rows": [[9001, "Ruby sheet", 437, 312, "5126.40", 11.26, 38.4, "2026-03-01"],
             [9002, "Amber sheet", 251, 268, "3051.90", 47.9, 22.1, "2026-02-10"],
             [9003, "Cobalt rod", 83, 83, "419.15", 211.0, 7.3, null],
             [9004, "Fern frit", 0, 19, "0.00", null, 0, "2025-11-30"]],
    "total_rows": 57, "totals": {"total_sold": 1137, "total_revenue": "13350.20"}, "as_of": "2026-03-11T08:00:00Z",
    "params": {"days": 90}, "summary": "57 products."})");
}
Evidence shop_evidence() {
  Evidence evidence;
  evidence.add_result(shop_table());
  evidence.add_text("Which of the 642 products sold more than 60 units?");
  return evidence;
}

}  // namespace

TEST_CASE("numbers that were looked up are sourced") {
  auto evidence = shop_evidence();
  for (const char* text : {
           "Ruby sold 437 units for $5,126.40, in 90 days; Amber 251.",  // cells, a parameter
           "Ruby brought $5,126 and Amber about $3.1k.",                 // rounded as shown
           "Cover of Ruby sheet: 11.3 days, or 11.",                     //
           "4 of 57 products are shown, of 642 in the question.",        // counts and the question
           "Together the four sold 771 units.",                          // the sum of a column
           "The first two sold 688 units.",                              // of its first rows
           "On average 192.75 units each.",                              // its mean
           "Ruby sold 125 more than before, an increase of 40 %.",       // a row's difference and percentage
           "Ruby sold 186 more than Amber, 1.74 times as many.",         // a column's difference and ratio
           "Ruby is 38.4 % of the units, and 38.4 % of the money of all.",  // a share of the total
           "Ruby sheet brings $11.73 a piece.",                             // money by units
           "Ruby sheet lasts 1.6 weeks, Cobalt rod 0.58 years.",            // another unit of time
           "3 products sold more than 60 units.",                           // a count beyond a threshold
           "Amber sheet was last sold 29 days ago.",                        // the distance of two dates
           "1 product sold nothing.",                                       // a count of zeros
           "Ruby 437, Amber 251: together 688.",                            // two numbers beside it
           "The 2 worst:\n- Cobalt rod: 83\n- Fern frit: 0\n",              // what the answer lists itself
           "Order 9003 is Cobalt rod.",                                     // a key, exactly
       }) {
    INFO(text);
    CHECK(unverified(text, evidence) == Texts{});
  }
}

TEST_CASE("numbers that nobody looked up are not") {
  auto evidence = shop_evidence();
  CHECK(unverified("Ruby sold 438 units.", evidence) == Texts{"438"});
  CHECK(unverified("Ruby brought $5,127.40.", evidence) == Texts{"5,127.40"});
  CHECK(unverified("Ruby brought $5,127.", evidence) == Texts{"5,127"});
  CHECK(unverified("Ruby brought about $5.3k.", evidence) == Texts{"5.3"});
  CHECK(unverified("Cover is 11.4 days.", evidence) == Texts{"11.4"});
  CHECK(unverified("We expect 2,900 units next year.", evidence) == Texts{"2,900"});
  CHECK(unverified("The supplier gives 15.5 % off.", evidence) == Texts{"15.5"});
  CHECK(unverified("Order 9007 is late.", evidence) == Texts{"9007"});
  CHECK(unverified("All of it: 437, 9999 and 251.", Evidence()) == Texts{"437", "9999", "251"});
}

TEST_CASE("two cells are compared only where the answer speaks of their rows") {
  auto evidence = shop_evidence();
  CHECK(unverified("Ruby sold 354 more than Cobalt rod.", evidence) == Texts{});
  CHECK(unverified("Supplier A sent 354 crates.", evidence) == Texts{"354"});
}

TEST_CASE("a context's tables and its words are evidence") {
  Evidence evidence;
  evidence.add_markdown(
      "# Shop: the data\n\n### Sold\nQuery q (days=30), 143 rows.\n\n| ID | Product | Sold (units) | Money "
      "(USD) |\n"
      "|---:|---|---:|---:|\n| 7001 | Red | 1437 | 5126.40 |\n| 7002 | Blue | 251 | - |\n\n2 of 143 rows "
      "shown.\n");
  CHECK(unverified("Red sold 1437, Blue 251, 1,688 together, $5,126 of 143 rows in 30 days.", evidence) ==
        Texts{});
  CHECK(unverified("Red sold 1438 of 144.", evidence) == Texts{"1438", "144"});
}

TEST_CASE("golden answers raise few false warnings") {
  std::size_t numbers = 0, warnings = 0, answers = 0;
  for (const auto& golden : garden::testing::golden_answers()) {
    auto check = check_numbers(golden.text, golden.evidence);
    ++answers;
    numbers += check.stated.size();
    warnings += check.unverified.size();
    for (auto place : check.unverified)
      std::cout << "false warning, " << golden.name << ": ..." << context_of(golden.text, check.stated[place])
                << "...\n";
  }
  std::cout << warnings << " false warnings over " << numbers << " numbers of " << answers
            << " golden answers\n";
  REQUIRE(numbers > 400);
  CHECK(static_cast<double>(warnings) < 0.05 * static_cast<double>(numbers));
}

// Each number of the golden answers in turn, replaced: by one that is off by 3 to 80 %, of the same form.
TEST_CASE("invented numbers in golden answers are found") {
  std::size_t tried[2] = {}, found[2] = {};  // small whole numbers; all others
  std::uint32_t state = 1;
  auto next = [&state] {
    return static_cast<double>((state = state * 1664525 + 1013904223) >> 8) / (1 << 24);
  };
  for (const auto& golden : garden::testing::golden_answers()) {
    auto numbers = read_numbers(golden.text);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const auto& number = numbers[i];
      auto digits = golden.text.substr(number.begin, number.end - number.begin);
      auto value = number.readings[number.readings_count - 1].value;
      auto factor = next() < 0.5 ? 1.03 + 0.77 * next() : 0.97 - 0.77 * next();
      auto wanted = std::to_string(static_cast<long long>(value * factor * 1000) + 1);
      std::string invented;  // the same form with other digits
      std::size_t place = 0;
      for (char c : digits) invented += c >= '0' && c <= '9' && place < wanted.size() ? wanted[place++] : c;
      if (invented == digits) continue;
      auto text = golden.text;
      text.replace(number.begin, digits.size(), invented);
      auto check = check_numbers(text, golden.evidence);
      bool is_found = std::ranges::any_of(check.unverified, [&](std::size_t at) {
        return check.stated[at].begin <= number.begin && check.stated[at].end > number.begin;
      });
      bool is_small = value < 100 && !number.readings[0].has_decimals;
      ++tried[is_small ? 0 : 1];
      found[is_small ? 0 : 1] += is_found ? 1 : 0;
    }
  }
  for (int kind : {0, 1})
    std::cout << (kind == 0 ? "below 100, whole: " : "others: ") << found[kind] << " of " << tried[kind]
              << " invented numbers found\n";
  CHECK(found[1] > 0.8 * tried[1]);
  CHECK(found[0] > 0.05 * tried[0]);  // among so many small numbers almost each is a count of something
}

TEST_CASE("a long answer over large tables is checked quickly") {
  Evidence evidence;
  Json table{{"columns", Json::array()}, {"rows", Json::array()}};
  for (int c = 0; c < 10; ++c)
    table["columns"].push_back({{"name", "c" + std::to_string(c)}, {"type", c == 0 ? "text" : "quantity"}});
  std::uint32_t state = 3;
  for (int r = 0; r < 10'000; ++r) {
    Json row = Json::array({"Product " + std::to_string(r)});
    for (int c = 1; c < 10; ++c) row.push_back((state = state * 1664525 + 1013904223) % 1'000'000);
    table["rows"].push_back(std::move(row));
  }
  for (int i = 0; i < 4; ++i) evidence.add_result(table);
  std::string text;
  for (int i = 0; i < 400; ++i)
    text +=
        "Product " + std::to_string(i) + " has " + std::to_string(2'000'000 + 7919 * i) + ".37 of them.\n";
  auto begun = std::chrono::steady_clock::now();
  auto check = check_numbers(text, evidence);
  auto ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
  std::cout << "360,000 cells, " << check.stated.size() << " numbers: " << ms << " ms\n";
  CHECK(check.stated.size() == 800);
  CHECK(check.unverified.size() == unverified_max);  // what follows is not looked at any more
  CHECK(ms < 5'000);  // it takes some tens of milliseconds; the bound only catches what grows with the square
}
