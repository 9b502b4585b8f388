// RowFinder: which rows of a table a passage of an answer speaks of.
//
// A passage names a row by words of one of its texts, or by a number that stands in few rows. Most rows are
// named by nothing, so the table is turned around once: from each word and each telling number to its rows. A
// word that stands in many rows names none of them. Threads: [any] once it is made; the table outlives it,
// and must not change.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "answers/evidence.hpp"

namespace garden::answers {
struct Passage;

class RowFinder {
 public:
  explicit RowFinder(const EvidenceTable& table);

  // In order, at most `operand_rows_max`.
  std::vector<std::size_t> rows_of(const Passage& passage) const;
  // Of all cells of a column that are numbers.
  double sum_of(std::size_t column) const { return sums_[column]; }

 private:
  struct Name {
    std::uint32_t row = 0, words = 0;  // that are telling; one that stands there twice counts twice
  };
  void add_names(const EvidenceTable& table);
  void add_values(const EvidenceTable& table);

  std::size_t rows_ = 0;
  bool is_single_ = false;  // whatever is said of the table is said of its row
  std::vector<Name> names_;
  std::unordered_map<std::string_view, std::vector<std::uint32_t>>
      names_with_;                                         // a telling word: places in names_
  std::vector<std::pair<double, std::uint32_t>> telling_;  // magnitude and row, sorted
  std::vector<double> sums_;
};

}  // namespace garden::answers
