// Operands: what a part of an answer may calculate with: the cells of the rows that this part names, compared
// within a row and within a column.
//
// A model that works numbers out does it with what it speaks of just there; among all cells almost every
// number would be found. Cells of one unit may be compared in every way, those of different units only be
// divided (money a piece). Threads: a value; the evidence outlives it.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "answers/evidence.hpp"
#include "answers/number_text.hpp"
#include "answers/sources.hpp"

namespace garden::answers {
class RowFinder;

// A part of an answer: its words and the numbers it states.
struct Passage {
  std::unordered_set<std::string> words;
  Magnitudes stated;
};

// What a stated number would be if it were made of two others.
struct Wanted {
  Range difference;           // empty unless it may be one
  std::vector<Range> ratios;  // larger or smaller by the other, or a part of it
  Range rate;                 // of two things of different units, or empty
};
Wanted wanted_of(const StatedNumber& number, const NumberReading& reading);

// Whether one is the other's `ratio`, and whether two of one unit make what is wanted.
bool is_ratio(const Range& ratio, double a, double b);
bool fits(const Wanted& wanted, double a, double b);

class Operands {
 public:
  Operands(const Evidence& evidence, const Passage& passage);

  // Two of them, or the sum, mean or count of the named rows, make the number.
  bool make(const Wanted& wanted) const;

 private:
  struct Cell {
    double magnitude = 0;
    std::string_view unit;  // empty: unknown, or none
  };
  using Row = std::vector<Cell>;
  void add_table(const EvidenceTable& table, const RowFinder& finder, const Passage& passage);
  void add_row(const Row& row);

  // Of each two cells of a row: the differences and ratios of those of one unit, the ratios of the others.
  std::vector<double> differences_, ratios_, rates_;
  std::unordered_map<std::string_view, Magnitudes> columns_;
  Magnitudes sums_;  // and means, of the named rows' cells, and their count
};

}  // namespace garden::answers
