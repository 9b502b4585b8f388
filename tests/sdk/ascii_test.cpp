// Goal: letters of ASCII are changed and nothing else, whatever the locale; blanks go at the ends only.
// Method: every byte, and texts with UTF-8 in them.
#include <catch2/catch.hpp>

#include "garden/ascii.hpp"

namespace garden {

TEST_CASE("ascii: every byte") {
  int digits = 0, lower = 0, upper = 0;
  for (int byte = 0; byte < 256; ++byte) {
    const auto c = static_cast<char>(byte);
    digits += is_digit(c);
    lower += is_lower(c);
    upper += is_upper(c);
    if (!is_upper(c)) CHECK(to_lower(c) == c);
    if (!is_lower(c)) CHECK(to_upper(c) == c);
    if (is_upper(c)) CHECK(to_upper(to_lower(c)) == c);
  }
  CHECK(digits == 10);
  CHECK(lower == 26);
  CHECK(upper == 26);
  CHECK(to_lower('Z') == 'z');
}

TEST_CASE("ascii: texts keep what is not ASCII") {
  CHECK(to_lower(std::string_view("SELECT \u00c4\u00d6 x")) == "select \u00c4\u00d6 x");
  CHECK(to_upper(std::string_view("caf\u00e9")) == "CAF\u00e9");
  CHECK(to_upper(std::string_view()).empty());
}

TEST_CASE("ascii: trimmed") {
  CHECK(trimmed("\t a b \r\n") == "a b");
  CHECK(trimmed("a") == "a");
  CHECK(trimmed(" \r\n\t").empty());
  CHECK(trimmed("").empty());
  CHECK(trimmed("\u00a0a") == "\u00a0a");
}

}  // namespace garden
