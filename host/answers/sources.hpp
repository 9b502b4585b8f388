// Sources: the evidence of an answer, arranged so that a number is found in it quickly.
//
// Sources holds what a number may be as it stands, of one part of the evidence; what it may be calculated
// from is in operands.hpp. Threads: values; the evidence outlives them.
#pragma once
#include <algorithm>
#include <cstddef>
#include <vector>

#include "answers/evidence.hpp"
#include "answers/number_text.hpp"

namespace garden::answers {

// What a number may lie between; empty when low > high.
struct Range {
  double low = 1, high = 0;
  bool holds(double value) const { return value >= low && value <= high; }
};
// `reading` as it was rounded, scaled by `factor`.
Range range_of(const NumberReading& reading, double factor = 1);

// A sorted set of magnitudes.
class Magnitudes {
 public:
  void add(double value);
  void close();  // before any() is asked
  bool any(Range range) const;
  const std::vector<double>& sorted() const { return values_; }

 private:
  std::vector<double> values_;
};

class Sources {
 public:
  explicit Sources(const EvidencePart& part);

  // As it stands in the evidence, or as a count, sum or mean.
  bool holds(const StatedNumber& number) const;
  // Calls function(count) with how many cells of a column lie below or above `threshold`, of each column.
  template <class Function>
  void each_count_beyond(double threshold, Function function) const {
    for (const auto& cells : sorted_cells_) {
      auto under = std::lower_bound(cells.begin(), cells.end(), threshold) - cells.begin();
      auto up_to = std::upper_bound(cells.begin(), cells.end(), threshold) - cells.begin();
      auto all = static_cast<std::ptrdiff_t>(cells.size());
      for (auto count : {under, up_to, all - under, all - up_to}) function(count);
    }
  }

 private:
  void add_column(const EvidenceColumn& column, std::size_t rows);
  void add_value(Measure measure, double value);

  Magnitudes all_, money_, percent_, exact_;       // percent_ as "12 %" says them: ratios times 100
  std::vector<std::vector<double>> sorted_cells_;  // of each column with numbers
};

}  // namespace garden::answers
