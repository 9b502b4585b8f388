// Number text: the numbers that a text states, as a reader would take them.
//
// An answer writes 1,234.5 or 1.234,5, $1.2k, 12 %, 2.5x, **40** units a week. To check such a number against
// what was looked up one must know its value, how precisely it is said, and what kind of thing it is. Where
// two countries read one spelling differently (1.234) both readings are given. What counts nothing is left
// out: dates, times of day, ordinals, numbers of lists and ranks, versions, sizes (24x24), addresses, and
// names with digits in them (COE96). Numbers in words ("three") are not read. Threads: pure functions [any].
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace garden::answers {

enum class NumberMark : std::uint8_t { plain, percent, money, times };

// One way to read a number: without its sign, with the distance that rounding may have put between it and the
// exact value ("12.5": 0.05; "about 1,200": 50).
struct NumberReading {
  double value = 0;
  double half_step = 0.5;
  bool has_decimals = false;
};

struct StatedNumber {
  std::size_t begin = 0, end = 0;  // bytes of its digits in the text
  std::size_t line = 0;            // from 0
  NumberMark mark = NumberMark::plain;
  // Days of the unit of time that follows it ("weeks": 7), or 0; a pace may be said by another unit than
  // looked up.
  int calendar_days = 0;
  std::uint8_t readings_count = 1;
  std::array<NumberReading, 2> readings;
};

inline constexpr std::size_t stated_numbers_max = 2'000;  // of one text; what follows is not read

std::vector<StatedNumber> read_numbers(std::string_view text);

// How many items and table rows the text itself lists, by list and by table: "the 5 worst" above five lines.
std::vector<std::size_t> listed_counts(std::string_view text);

}  // namespace garden::answers
