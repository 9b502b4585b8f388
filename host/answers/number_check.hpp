// Number check: which numbers of an answer nothing accounts for.
//
// A reader cannot see whether a model looked a number up or made it up, so every number of an answer is held
// against the run's evidence. A number is sourced if it is
// - a cell, rounded as it is shown; a number of the question, a parameter, a threshold;
// - a count, sum or mean of a column: of all its rows, of the first ones, or of those the answer names;
// - a difference, ratio or percentage of two cells of rows the answer names: of one row, or of one column; or
// of two
//   numbers beside it in its line, or the sum of a column of the answer's own table;
// - a length of time or a pace in another unit of time (days, weeks, months, years);
// - how many lines a list or table of the answer itself has.
// A row is named where the number stands: in its passage or one before. That keeps the check sharp: among any
// two cells of a large table almost every number would be found. A small whole number proves little either
// way, since some count is always equal to it. Signs are not compared.
//
// Cost: sorting the cells once, then a binary search a number; pairs only for numbers not found so, and only
// of rows that are named (bounds below). An answer of which many numbers stand on nothing is not looked at to
// its end: it is known for what it is. Threads: pure functions [any].
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

#include "answers/evidence.hpp"
#include "answers/number_text.hpp"

namespace garden::answers {

// Pairs and sums are looked at in so many cells of one column, and so many rows of one table.
inline constexpr std::size_t operands_max = 200;
inline constexpr std::size_t operand_rows_max = 60;
inline constexpr std::size_t unverified_max = 50;  // then no further number is calculated from others

struct NumberCheck {
  std::vector<StatedNumber> stated;     // all that were read
  std::vector<std::size_t> unverified;  // places in `stated`; `unverified_max` of them: or more
};

NumberCheck check_numbers(std::string_view answer, const Evidence& evidence);

}  // namespace garden::answers
