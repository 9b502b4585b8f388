// Goal: the small parts do exactly what they promise: JSON kept as written, sums exact, words, periods and
// amounts read as people mean them, text from data made harmless.
// Method: direct calls with hand-computed results.
#include <catch2/catch.hpp>
#include <string>

#include "clues.hpp"
#include "decimal.hpp"
#include "markdown.hpp"
#include "value.hpp"
#include "words.hpp"

namespace garden::offline {
namespace {

std::string sum(std::initializer_list<const char*> numbers) {
  Decimal total;
  for (const char* number : numbers) total += *Decimal::read(number);
  return total.text();
}

std::string words_of(std::string_view text) {
  std::string out;
  for (const Word& word : split(text)) {
    static constexpr const char* kinds[] = {"", "number:", "code:", "date:", "stop"};
    if (!out.empty()) out += ' ';
    out += kinds[static_cast<int>(word.kind)] + word.folded;
  }
  return out;
}

Clues clues(std::string_view text) { return read_clues(split(text), "2026-11-22"); }

}  // namespace

TEST_CASE("decimals add up exactly") {
  CHECK(sum({"0.1", "0.2"}) == "0.3");
  CHECK(sum({"10.00", "-2.5", "0.005"}) == "7.505");
  CHECK(sum({"-1", "-2.25"}) == "-3.25");
  CHECK(sum({"1", "-1"}) == "0");
  CHECK(sum({"99999999999999999999999999.99", "0.01"}) == "100000000000000000000000000");
  CHECK(sum({"1e3", "1E-3", "1.5e1"}) == "1015.001");
  Decimal thousand_tenths;
  for (int i = 0; i < 1000; ++i) thousand_tenths += *Decimal::read("0.1");
  CHECK(thousand_tenths.text(2) == "100.00");
}

TEST_CASE("decimals divide and round away from zero on ties") {
  CHECK(Decimal::read("10")->divided_by(3, 2).text(2) == "3.33");
  CHECK(Decimal::read("20")->divided_by(3, 2).text() == "6.67");
  CHECK(Decimal::read("-0.05")->divided_by(1, 1).text() == "-0.1");
  CHECK(Decimal::read("0.125")->rounded(2).text() == "0.13");
  CHECK(Decimal::read("9.995")->rounded(2).text(2) == "10.00");
  CHECK(Decimal::read("-0.004")->rounded(2).text(2) == "0.00");
  CHECK(Decimal::read("007.50")->text() == "7.5");
  CHECK(Decimal::read("12")->is_whole());
  CHECK_FALSE(Decimal::read("12.5")->is_whole());
}

TEST_CASE("text that is no number is no decimal") {
  for (const char* text : {"", "-", ".", "abc", "1.2.3", "1e", "1e99", "1e+", "12 ", "0x10", "--1"}) {
    CHECK_FALSE(Decimal::read(text));
  }
  CHECK_FALSE(Decimal::read(std::string(61, '9')));
}

TEST_CASE("JSON is read whole or not at all") {
  const auto value = read_json(R"( {"a":[1,-2.50,1e3,true,null],"b":"x\"\u00e9\ud83d\ude00\n"} )");
  REQUIRE(value);
  CHECK(value->at("a").items().size() == 5);
  CHECK(value->at("a").items()[1].number() == "-2.50");
  CHECK(value->at("b").text() == "x\"\u00e9\U0001F600\n");
  CHECK(value->at("none").at("further").items().empty());
  CHECK(write_json(*value) == "{\"a\":[1,-2.50,1e3,true,null],\"b\":\"x\\\"\u00e9\U0001F600\\u000a\"}");
  for (const char* text : {"", "{", "[1,", "[1 2]", "{\"a\"}", "{\"a\":1,}", "01", "1.", "-", "tru",
                           "\"\\x\"", "\"\\u12\"", "\"open", "[]]", "nul", "{1:2}", "+1"}) {
    INFO(text);
    CHECK_FALSE(read_json(text));
  }
  CHECK(read_json(std::string(60, '[') + std::string(60, ']')));
  CHECK_FALSE(read_json(std::string(100'000, '[')));
  CHECK(read_json(R"("\ud800x")")->text() == "\uFFFDx");
}

TEST_CASE("words are told from numbers, codes and dates") {
  CHECK(words_of("What's running-low?") == "what s running low stop");
  CHECK(words_of("1,000 or 2.5 or 3,5") == "number:1000 or number:2.5 or number:3.5");
  CHECK(words_of("ABC-123 OGT1308AF cdvBOWSLU 001101-0030") ==
        "code:abc-123 code:ogt1308af code:cdvbowslu code:001101-0030");
  CHECK(words_of("24x24 3mm COE96 top-10 re-order") == "24x24 3mm coe96 top number:10 re order");
  CHECK(words_of("2026-11-22, 30days") == "date:2026-11-22 stop number:30 days");
  CHECK(words_of("Verkäufe Straße «così» “x”") == "verkaufe strasse cosi x");
  CHECK(split(std::string(100'000, 'a') + " b").size() == 2);
  std::string many;
  for (int i = 0; i < 5'000; ++i) many += "word ";
  CHECK(split(many).size() == 400);
}

TEST_CASE("stems meet") {
  for (const char* word : {"sells", "selling", "sell"}) CHECK(stem(word) == "sell");
  for (const char* word : {"categories", "category"}) CHECK(stem(word) == "category");
  for (const char* word : {"moving", "moves", "moved", "move"}) CHECK(stem(word) == "mov");
  CHECK(stem("stopped") == "stop");
  CHECK(stem("glass") == "glass");
  CHECK(stem("bus") == "bus");
  CHECK(distance("stock", "stcok", 2) == 1);
  CHECK(distance("inventory", "invntory", 2) == 1);
  CHECK(distance("abc", "xyz", 2) == 3);
}

TEST_CASE("periods are read in the shop's calendar") {
  struct Case {
    const char* text;
    const char* name;
    long days;
    const char* since;
    const char* until;
  };
  // 2026-11-22 is a Sunday.
  for (const Case& one : {Case{"today", "today", 1, "2026-11-22", ""},
                          Case{"yesterday's", "yesterday", 2, "2026-11-21", "2026-11-22"},
                          Case{"last week", "last_week", 7, "2026-11-09", "2026-11-16"},
                          Case{"this week", "this_week", 7, "2026-11-16", ""},
                          Case{"last month", "last_month", 30, "2026-10-01", "2026-11-01"},
                          Case{"past quarter", "last_quarter", 90, "2026-07-01", "2026-10-01"},
                          Case{"this year", "this_year", 365, "2026-01-01", ""},
                          Case{"year to date", "this_year", 365, "2026-01-01", ""},
                          Case{"last 30 days", "last_n", 30, "2026-10-23", ""},
                          Case{"last two weeks", "last_n", 14, "2026-11-08", ""},
                          Case{"in 12 months", "last_n", 365, "2025-11-22", ""},
                          Case{"half a year", "last_n", 183, "2026-05-23", ""},
                          Case{"in October", "month", 53, "2026-10-01", "2026-11-01"},
                          Case{"in December", "month", 357, "2025-12-01", "2026-01-01"},
                          Case{"since 2026-11-01", "since", 22, "2026-11-01", ""},
                          Case{"letzte Woche", "last_week", 7, "2026-11-09", "2026-11-16"},
                          Case{"la semana pasada", "last_week", 7, "2026-11-09", "2026-11-16"},
                          Case{"le mois dernier", "last_month", 30, "2026-10-01", "2026-11-01"}}) {
    INFO(one.text);
    const Clues found = clues(one.text);
    REQUIRE(found.periods.size() == 1);
    CHECK(found.periods[0].name == one.name);
    CHECK(found.periods[0].days == one.days);
    CHECK(found.periods[0].since == one.since);
    CHECK(found.periods[0].until == one.until);
  }
  for (const char* text : {"may I", "the last one", "first day", "march on"})
    CHECK(clues(text).periods.empty());
}

TEST_CASE("amounts get their meaning from their neighbours") {
  struct Case {
    const char* text;
    const char* amount;
    Bound bound;
    Unit unit;
  };
  for (const Case& one :
       {Case{"top 5", "5", Bound::top, Unit::none}, Case{"show 7 products", "7", Bound::top, Unit::none},
        Case{"the last 20 orders", "20", Bound::top, Unit::none},
        Case{"five best sellers", "5", Bound::top, Unit::none},
        Case{"under 10 units", "10", Bound::below, Unit::piece},
        Case{"fewer than ten pieces", "10", Bound::below, Unit::piece},
        Case{"10 or fewer left", "10", Bound::below, Unit::none},
        Case{"no more than 3", "3", Bound::below, Unit::none},
        Case{"at least 100", "100", Bound::above, Unit::none}, Case{"> 50", "50", Bound::above, Unit::none},
        Case{"more than a year of stock", "365", Bound::above, Unit::day},
        Case{"cover below 14 days", "14", Bound::below, Unit::day},
        Case{"over $50", "50", Bound::above, Unit::money}}) {
    INFO(one.text);
    const Clues found = clues(one.text);
    REQUIRE(found.amounts.size() == 1);
    CHECK(found.amounts[0].text == one.amount);
    CHECK(found.amounts[0].bound == one.bound);
    CHECK(found.amounts[0].unit == one.unit);
  }
  CHECK(clues("order 10234 and #77").order_numbers == std::vector<std::string>{"10234", "77"});
  CHECK(clues("product 172501").codes == std::vector<std::string>{"172501"});
  CHECK(clues("is \"Red Opal 3mm\" left").quoted == std::vector<std::string>{"Red Opal 3mm"});
}

TEST_CASE("text from data cannot break an answer") {
  CHECK(decode_entities("Payne&#39s &amp; &#x41;&#66; &bogus; &#0; &") == "Payne's & AB &bogus; &#0; &");
  CHECK(plain(" a | b\n\n**c**  [x](y) ") == "a \\| b \\*\\*c\\*\\* \\[x\\](y)");
  CHECK(plain("&lt;script&gt;") == "\\<script\\>");
  CHECK(plain("äöüäöü", 3) == "äöü…");
  CHECK(code("a`b|c") == "ab/c");
  CHECK(plain(std::string("a\0b\x1b[31m", 8)) == "ab\\[31m");
}

TEST_CASE("pieces lose nothing and split no character") {
  const std::string text =
      "A first sentence that is rather longer than one piece of text.\n| a | row of a table that is long "
      "|\n" +
      std::string(100, 'x') + "äöü\n\nend";
  std::string joined;
  for (const std::string_view piece : pieces(text)) {
    CHECK_FALSE(piece.empty());
    CHECK((static_cast<unsigned char>(piece[0]) & 0xc0) != 0x80);
    joined += piece;
  }
  CHECK(joined == text);
  CHECK(pieces("").empty());
}

}  // namespace garden::offline
