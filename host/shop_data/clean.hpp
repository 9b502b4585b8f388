// Cleaning: the text of an export as the shop meant it.
//
// Names arrive with HTML entities (some without their semicolon), doubled spaces, and sizes written in half a
// dozen ways; numbers with thousands marks. What a mapping asks for is done here, and nothing else: a text
// that cannot be a number is not made one. Threads: pure functions [any].
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace garden::shop_data {

// "Fusers&#39 Reserve &amp; more" -> "Fusers' Reserve & more". Unknown entities stay as they are.
std::string without_entities(std::string_view text);

// Every run of blanks (also no-break spaces) becomes one space; none at the ends.
std::string single_spaced(std::string_view text);

// All lower case for ASCII, with '_' and '-' as blanks: for comparing column names and status words.
std::string folded(std::string_view text);

// The words `word` in `text`, whole and whatever their case: "Frit" is in "Red Frit COE96", not in "Fritted".
bool has_word(std::string_view text, std::string_view word);

// A size of two lengths in inches: 6"x12". At least one of them carries an inch mark.
struct Size {
  std::string first, second;  // "5.5", "6": as written
  std::string text() const { return first + "\"x" + second + "\""; }
  std::string code() const { return first + "x" + second; }  // without marks, for SKUs
};
struct FoundSize {
  std::size_t begin = 0, end = 0;  // in the text, in bytes
  Size size;
};
// The first size in `text` from `from` on. `small_first` puts the shorter length first, so that 24"x22" and
// 22"x24" are one size.
std::optional<FoundSize> find_size(std::string_view text, std::size_t from, bool small_first);
// `text` with every size written the one way: 6x6" -> 6"x6".
std::string with_even_sizes(std::string_view text, bool small_first);

// "3mm", "1.6 mm" -> "3", "1.6".
std::optional<std::string> find_thickness_mm(std::string_view text);

struct NumberStyle {
  char decimal = '.';
  char thousands = ',';  // '\0': none
};
// The number in thousandths; nothing when the text is no plain number, has more than three decimals, or is
// beyond a thousand million either way.
std::optional<std::int64_t> parse_thousandths(std::string_view text, const NumberStyle& style = {});
// A whole number from 1 to 2147483647.
std::optional<int> parse_id(std::string_view text);
// "10257", "0.25": the shortest text of thousandths.
std::string thousandths_text(std::int64_t value_m);

}  // namespace garden::shop_data
