// Goal: text of exports becomes what the shop meant, and a text that cannot be a number never becomes one.
// Method: tables of texts and their results, from the disorder seen in real exports.
#include "shop_data/clean.hpp"

#include <catch2/catch.hpp>

#include "shop_data/local_time.hpp"

using namespace garden::shop_data;

TEST_CASE("clean: entities are decoded with and without their semicolon") {
  CHECK(without_entities("Fusers&#39 Reserve &amp; more") == "Fusers' Reserve & more");
  CHECK(without_entities("Payne&#39;s &#x41;&#X42 &quot;x&quot; &lt;&gt;&apos;") == "Payne's AB \"x\" <>'");
  CHECK(without_entities("&reg; &trade; 90&deg;") == "® ™ 90°");
  CHECK(without_entities("&#228;&#8364;&#128512;") == "ä€😀");
  for (auto same : {"R&D", "&", "&#", "&#x", "&#;", "&#0;", "&#7;", "&#xD800;", "&#1114112;",
                    "&#99999999999;", "&nosuch;", "&amp", "a & b"})
    CHECK(without_entities(same) == same);
  CHECK(without_entities("&amp;#39;") == "&#39;");  // once only
}

TEST_CASE("clean: blanks") {
  CHECK(single_spaced("  Oceanside Glass   Red\t\n ") == "Oceanside Glass Red");
  CHECK(single_spaced("a\u00a0\u00a0b") == "a b");
  CHECK(single_spaced("   ").empty());
  CHECK(folded("Products_Status ") == "products status");
  CHECK(folded("Vendor  SKU") == folded("vendor-sku"));
}

TEST_CASE("clean: words are whole") {
  CHECK(has_word("Red Frit COE96", "frit"));
  CHECK(has_word("Frit", "Frit"));
  CHECK(has_word("Glass (frit)", "Frit"));
  CHECK(has_word("Packs by the Pound 3mm", "by the pound"));
  CHECK_FALSE(has_word("Fritted glass", "Frit"));
  CHECK_FALSE(has_word("Rodeo", "Rod"));
  CHECK_FALSE(has_word("anything", ""));
}

TEST_CASE("clean: sizes are found and written one way") {
  auto even = [](std::string_view text) { return with_even_sizes(text, true); };
  CHECK(even("Size 12\"x12\"") == "Size 12\"x12\"");
  CHECK(even("Size 6x6\"") == "Size 6\"x6\"");
  CHECK(even("Size 24\"x22\"") == "Size 22\"x24\"");
  CHECK(even("Size 5.5\"x6\"") == "Size 5.5\"x6\"");
  CHECK(even("Ten 12\" x 12\" sheets") == "Ten 12\"x12\" sheets");
  CHECK(even("10” X 9”") == "9\"x10\"");
  CHECK(even("6''×12''") == "6\"x12\"");
  CHECK(even("a 6x6\" and a 12\"x3\"") == "a 6\"x6\" and a 3\"x12\"");
  CHECK(with_even_sizes("Size 24\"x22\"", false) == "Size 24\"x22\"");
  // No inch mark, no size; and a number inside a word is none.
  for (auto same :
       {"COE96 x 4", "2x4", "7-10\" Bowl", "A6x6", "96x", "x6\"", "6\"", "6\"x", "1.x2", "12\"x twelve"})
    CHECK(even(same) == same);
  auto found = find_size("Red - Size 11\"x12\" more", 0, true);
  REQUIRE(found.has_value());
  CHECK(found->size.text() == "11\"x12\"");
  CHECK(found->size.code() == "11x12");
  CHECK_FALSE(find_size("Red 3mm COE96", 0, true).has_value());
  CHECK(find_thickness_mm("Red Transparent 3mm COE96") == "3");
  CHECK(find_thickness_mm("Thin 1.6 mm") == "1.6");
  CHECK_FALSE(find_thickness_mm("COE96 5mmm 6in").has_value());
}

TEST_CASE("clean: numbers are exact or none") {
  struct {
    const char* text;
    std::int64_t value_m;
  } good[] = {{"0", 0},
              {"4", 4000},
              {" 12 ", 12000},
              {"-3", -3000},
              {"+7", 7000},
              {"6.5", 6500},
              {"0.125", 125},
              {"0.0000", 0},
              {"1.1000", 1100},
              {"1,234", 1234000},
              {"1,234,567.5", 1234567500},
              {"1000000000", 1'000'000'000'000},
              {"00012", 12000}};
  for (const auto& [text, value_m] : good) {
    INFO(text);
    CHECK(parse_thousandths(text) == value_m);
  }
  for (auto bad : {"",
                   " ",
                   "-",
                   ".",
                   "4.",
                   ".5",
                   "1.2345",
                   "1e3",
                   "0x10",
                   "n/a",
                   "1 2",
                   "--1",
                   "1,23",
                   "12,34,567",
                   ",5",
                   "1,",
                   "1234,567",
                   "1000000001",
                   "99999999999999999999",
                   "1.2.3",
                   "1,234.5,6",
                   "½",
                   "٣"}) {
    INFO(bad);
    CHECK_FALSE(parse_thousandths(bad).has_value());
  }
  NumberStyle german{',', '.'}, plain{'.', '\0'};
  CHECK(parse_thousandths("1.234,5", german) == 1234500);
  CHECK_FALSE(parse_thousandths("1.5", german).has_value());
  CHECK_FALSE(parse_thousandths("1,234", plain).has_value());
  CHECK(parse_id("172502") == 172502);
  CHECK(parse_id("2147483647") == 2147483647);
  for (auto bad : {"0", "-1", "2147483648", "12a", "1.0", ""}) CHECK_FALSE(parse_id(bad).has_value());
  CHECK(thousandths_text(10257000) == "10257");
  CHECK(thousandths_text(250) == "0.25");
  CHECK(thousandths_text(-1500) == "-1.5");
  CHECK(thousandths_text(0) == "0");
}

TEST_CASE("clean: local times are read in one form and written back") {
  for (auto text :
       {"2026-11-22 10:30:00", "1970-01-01 00:00:00", "2024-02-29 23:59:59", "2100-12-31 00:00:01"}) {
    auto at = parse_local(text);
    REQUIRE(at.has_value());
    CHECK(local_text(*at) == text);
  }
  CHECK(local_text(*parse_local("2026-11-22")) == "2026-11-22 23:59:59");
  for (auto bad :
       {"", "2026-11-22T10:30:00", "2026-02-30", "2026-13-01", "2025-02-29 00:00:00", "2026-11-22 24:00:00",
        "2026-11-22 10:60:00", "26-11-22", "1969-12-31", "2026-11-22 10:30", "2026-1a-01", "0000-00-00"})
    CHECK_FALSE(parse_local(bad).has_value());
  auto day = civil_day(*parse_local("2026-11-22 10:30:00"));
  CHECK(day.weekday == 0);
  CHECK(day.day_of_year == 326);
  CHECK(local_midnight(2026, 11, 22) == *parse_local("2026-11-22 00:00:00"));
}
