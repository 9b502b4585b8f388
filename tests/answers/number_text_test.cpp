// Goal: numbers of a text are read as people of several countries write them, and what is no number is left
// out. Method: one line a spelling, the numbers it must give.
#include "answers/number_text.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <string>

using garden::answers::NumberMark;
using garden::answers::read_numbers;

namespace {

// The first readings, in the order of the text.
std::vector<double> values(const std::string& text) {
  std::vector<double> values;
  for (const auto& number : read_numbers(text)) values.push_back(number.readings[0].value);
  return values;
}
using Values = std::vector<double>;

}  // namespace

TEST_CASE("numbers are read in the spellings of several countries") {
  CHECK(values("12 units") == Values{12});
  CHECK(values("1,234.5 and 1.234,5") == Values{1234.5, 1234.5});
  CHECK(values("1,234,567") == Values{1234567});
  CHECK(values("1.234.567,89 EUR") == Values{1234567.89});
  CHECK(values("12,50 €") == Values{12.5});
  CHECK(values("1\u202f234,5 et 1\u00a0234") == Values{1234.5, 1234});
  CHECK(values("1'234.50 CHF und 1’234") == Values{1234.5, 1234});
  CHECK(values("1,23,456 rupees") == Values{123456});
  CHECK(values(".5 of it") == Values{0.5});
  CHECK(values("0,35 years") == Values{0.35});
  CHECK(values("12\\.5 \\-3") == Values{12.5, 3});
}

TEST_CASE("a spelling that two countries read differently has two readings") {
  auto numbers = read_numbers("1,234 and 1.234 and 12");
  REQUIRE(numbers.size() == 3);
  CHECK(numbers[0].readings_count == 2);
  CHECK(numbers[0].readings[0].value == 1.234);
  CHECK(numbers[0].readings[1].value == 1234);
  CHECK(numbers[1].readings_count == 2);
  CHECK(numbers[2].readings_count == 1);
  // Other numbers of the text may tell which it is.
  CHECK(values("1,234 and 12.5") == Values{1234, 12.5});
  CHECK(values("1.234 and 12.5") == Values{1.234, 12.5});
  CHECK(values("1.234 and 12,5") == Values{1234, 12.5});
}

TEST_CASE("scales, marks and units of time are understood") {
  auto one = [](const std::string& text) {
    auto numbers = read_numbers(text);
    REQUIRE(numbers.size() == 1);
    return numbers[0];
  };
  CHECK(one("$1.2k").readings[0].value == Approx(1200));
  CHECK(one("$1.2k").readings[0].half_step == Approx(50));
  CHECK(one("$1.2k").mark == NumberMark::money);
  CHECK(one("3 million units").readings[0].value == Approx(3e6));
  CHECK(one("US$ 40").mark == NumberMark::money);
  CHECK(one("-$40.00").mark == NumberMark::money);
  CHECK(one("40 dollars").mark == NumberMark::money);
  CHECK(one("USD 40").mark == NumberMark::money);
  CHECK(one("12 %").mark == NumberMark::percent);
  CHECK(one("**12** percent").mark == NumberMark::percent);
  CHECK(one("12.5% of it").readings[0].half_step == Approx(0.05));
  CHECK(one("12 Prozent").mark == NumberMark::percent);
  CHECK(one("2.5x faster").mark == NumberMark::times);
  CHECK(one("3 times").mark == NumberMark::times);
  CHECK(one("12 units a week").calendar_days == 7);
  CHECK(one("for 3 months").calendar_days == 30);
  CHECK(one("0.35y").calendar_days == 0);
  CHECK(one("0.35 years").calendar_days == 365);
  CHECK(one("30-day window").readings[0].value == 30);
  CHECK(one("about 1,200 of them").readings[1].half_step == 50);
  CHECK(one("3mm glass").readings[0].value == 3);
}

TEST_CASE("what counts nothing is left out") {
  for (const char* text : {"on 2026-03-10",
                           "2026-03-10T14:30:00Z",
                           "as of 2026-03",
                           "on 10 March 2026",
                           "March 10, 2026",
                           "am 3. Mai",
                           "10.03.2026",
                           "03/10/2026",
                           "at 14:30",
                           "9:15:20",
                           "at 9 am",
                           "since 2024",
                           "in 2026",
                           "the 1st and 22nd",
                           "COE96",
                           "SKU-123",
                           "AB12-34",
                           "v1.2.3",
                           "24x24 sheets",
                           "10 × 10",
                           "6x12x3",
                           "1122-0030",
                           "[1]",
                           "#1 pick",
                           "step 3",
                           "No. 4",
                           "https://example.org/12/34",
                           "192.168.10.1",
                           "abc123def",
                           "Q3",
                           "24/7",
                           "le 5 août",
                           "el 5 de mayo"}) {
    INFO(text);
    CHECK(values(text).empty());
  }
  CHECK(values("1. First\n2) Second\n  3. Third has 7") == Values{7});
  CHECK(values("## 2. Cut 5 sheets") == Values{5});
  CHECK(values("order #12345 has 2 lines") == Values{12345, 2});
  CHECK(values("2026 units") == Values{2026});
  CHECK(values("order 10-15 sheets") == Values{10, 15});
}

TEST_CASE("a table's own numbering is left out and its cells are read") {
  CHECK(values("| # | Product | Sold |\n|---|---|---:|\n| 1 | Red 96 | 40 |\n| 2 | Blue | 41 |\n") ==
        Values{96, 40, 41});
  CHECK(values("| Sold | Product |\n|---:|---|\n| 7 | Red |\n| 2 | Blue |\n") == Values{7, 2});
}

TEST_CASE("lists and tables of a text are counted") {
  using Counts = std::vector<std::size_t>;
  CHECK(garden::answers::listed_counts("Three:\n- a\n- b\n  - inner\n- c\n\nNext\n1. x\n2. y\n") ==
        Counts{3, 2});
  CHECK(garden::answers::listed_counts("|a|\n|-|\n|1|\n|2|\n\ntext") == Counts{2});
  CHECK(garden::answers::listed_counts("nothing").empty());
}

TEST_CASE("any bytes can be read") {
  std::string text;
  std::uint32_t state = 7;
  const std::string pieces[] = {"1",    "23",           ".",  ",",      " ", "\n",       "|", "x", "%", "$",
                                "\xe2", "\xe2\x82\xac", "k",  "-",      "'", "\xc2\xa0", "a", "/", ":", "*",
                                "#",    "2026-01-",     "\\", "March ", "]", "["};
  for (int round = 0; round < 2000; ++round) {
    text.clear();
    for (int i = 0; i < 30; ++i) {
      state = state * 1664525 + 1013904223;
      text += pieces[(state >> 16) % std::size(pieces)];
    }
    for (const auto& number : read_numbers(text)) {
      REQUIRE(number.begin < number.end);
      REQUIRE(number.end <= text.size());
    }
    (void)garden::answers::listed_counts(text);
  }
  CHECK(read_numbers(std::string(100'000, '7')).size() <= 1);
}
