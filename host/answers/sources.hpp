// Sources: the evidence of an answer, arranged so that a number is found in it quickly.
//
// Sources holds what a number may be as it stands, of one part of the evidence. Operands holds what a part of
// the answer may calculate with: the cells of the rows that this part names. Threads: values; the evidence
// outlives them.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
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
  // How many cells of a column lie below or above `threshold`.
  bool counts_beyond(double threshold, Range range) const;

 private:
  void add_column(const EvidenceColumn& column, std::size_t rows);
  void add_value(Measure measure, double value);

  Magnitudes all_, money_, percent_, exact_;       // percent_ as "12 %" says them: ratios times 100
  std::vector<std::vector<double>> sorted_cells_;  // of each column with numbers, for counts_beyond
};

struct Operand {
  double value = 0;
  std::string_view unit;  // empty: unknown, or none
};
using OperandRow = std::vector<Operand>;

// A part of an answer: its words and the numbers it states.
struct Passage {
  std::unordered_set<std::string> words;
  Magnitudes stated;
};

class Operands {
 public:
  Operands(const Evidence& evidence, const Passage& passage);

  const std::vector<OperandRow>& rows() const { return rows_; }
  const std::unordered_map<std::string, Magnitudes>& columns() const { return columns_; }
  const Magnitudes& sums() const { return sums_; }  // and means, of the named rows' cells, and their count

 private:
  void add_table(const EvidenceTable& table, const Passage& passage);
  static std::vector<std::size_t> named_rows(const EvidenceTable& table, const Passage& passage);

  std::vector<OperandRow> rows_;
  std::unordered_map<std::string, Magnitudes> columns_;
  Magnitudes sums_;
};

}  // namespace garden::answers
