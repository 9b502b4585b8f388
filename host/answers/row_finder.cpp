#include "answers/row_finder.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "answers/number_check.hpp"
#include "answers/operands.hpp"

namespace garden::answers {
namespace {

constexpr double telling_min = 100;  // a smaller whole number stands in many rows

bool is_telling(double value) {
  return !std::isnan(value) && (std::abs(value) >= telling_min || value != std::floor(value));
}

// The words of a text cell, which holds them with blanks between.
template <class Call>
void each_word(std::string_view name, Call call) {
  for (std::size_t at = 0; at < name.size();) {
    auto end = std::min(name.find(' ', at), name.size());
    call(name.substr(at, end - at));
    at = end + 1;
  }
}

}  // namespace

RowFinder::RowFinder(const EvidenceTable& table) : rows_(table.names.size()), is_single_(table.rows == 1) {
  add_names(table);
  add_values(table);
}

void RowFinder::add_names(const EvidenceTable& table) {
  for (std::size_t row = 0; row < rows_; ++row)
    for (const auto& name : table.names[row]) {
      auto place = static_cast<std::uint32_t>(names_.size());
      names_.push_back({static_cast<std::uint32_t>(row), 0});
      each_word(name, [&](std::string_view word) { names_with_[word].push_back(place); });
    }
  const auto common = std::max<std::size_t>(2, rows_ / 4);
  std::erase_if(names_with_, [&](const auto& entry) {
    std::size_t rows = 0;
    auto last = static_cast<std::uint32_t>(-1);
    for (auto place : entry.second)
      rows += std::exchange(last, names_[place].row) == names_[place].row ? 0 : 1;
    return rows > common;
  });
  for (const auto& [word, places] : names_with_)
    for (auto place : places) ++names_[place].words;
}

void RowFinder::add_values(const EvidenceTable& table) {
  for (const auto& column : table.columns) {
    double sum = 0;
    for (auto value : column.cells) sum += std::isnan(value) ? 0 : value;
    sums_.push_back(sum);
    for (std::size_t row = 0; row < std::min(rows_, column.cells.size()); ++row)
      if (is_telling(column.cells[row]))
        telling_.emplace_back(std::abs(column.cells[row]), static_cast<std::uint32_t>(row));
  }
  std::ranges::sort(telling_);
}

std::vector<std::size_t> RowFinder::rows_of(const Passage& passage) const {
  std::vector<bool> is_said(rows_, is_single_);
  std::vector<std::uint32_t> found(names_.size());
  for (const auto& word : passage.words)
    if (auto with = names_with_.find(word); with != names_with_.end())
      for (auto place : with->second) ++found[place];
  for (std::size_t i = 0; i < names_.size(); ++i)  // at least half of the telling words of one text
    if (found[i] > 0 && found[i] * 2 >= names_[i].words) is_said[names_[i].row] = true;
  for (auto value : passage.stated.sorted())
    for (auto at = std::ranges::lower_bound(telling_, std::pair{value, std::uint32_t{0}});
         at != telling_.end() && at->first == value; ++at)
      is_said[at->second] = true;
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < rows_ && rows.size() < operand_rows_max; ++row)
    if (is_said[row]) rows.push_back(row);
  return rows;
}

}  // namespace garden::answers
