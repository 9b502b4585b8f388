#include <algorithm>
#include <cmath>

#include "answers/number_check.hpp"
#include "answers/sources.hpp"

namespace garden::answers {
namespace {

constexpr double telling_min = 100;  // a smaller whole number stands in many rows

bool is_telling(double value) {
  return !std::isnan(value) && (std::abs(value) >= telling_min || value != std::floor(value));
}

// The words of a text cell, which holds them with blanks between.
template <class Call>
void each_word(const std::string& name, Call call) {
  for (std::size_t at = 0; at < name.size();) {
    auto end = std::min(name.find(' ', at), name.size());
    call(name.substr(at, end - at));
    at = end + 1;
  }
}

// In how many rows of a table each word stands: what many share names none of them.
class CommonWords {
 public:
  explicit CommonWords(const EvidenceTable& table)
      : common_(std::max<std::size_t>(2, table.names.size() / 4)) {
    for (const auto& row : table.names) {
      std::unordered_set<std::string> words;
      for (const auto& name : row) each_word(name, [&](std::string word) { words.insert(std::move(word)); });
      for (const auto& word : words) ++rows_[word];
    }
  }
  bool has(const std::string& word) const {
    auto found = rows_.find(word);
    return found != rows_.end() && found->second > common_;
  }

 private:
  std::size_t common_;
  std::unordered_map<std::string, std::size_t> rows_;
};

// Whether a passage speaks of the row with these texts: at least half of the telling words of one of them.
bool is_named(const std::vector<std::string>& names, const Passage& passage, const CommonWords& common) {
  return std::ranges::any_of(names, [&](const std::string& name) {
    std::size_t all = 0, found = 0;
    each_word(name, [&](const std::string& word) {
      if (common.has(word)) return;
      ++all;
      found += passage.words.contains(word) ? 1 : 0;
    });
    return found > 0 && found * 2 >= all;
  });
}

}  // namespace

Operands::Operands(const Evidence& evidence, const Passage& passage) {
  for (const auto& part : evidence.parts())
    for (const auto& table : part->tables) add_table(table, passage);
  for (auto& [name, column] : columns_) column.close();
  sums_.close();
}

std::vector<std::size_t> Operands::named_rows(const EvidenceTable& table, const Passage& passage) {
  std::vector<std::size_t> named;
  CommonWords common(table);
  for (std::size_t row = 0; row < table.names.size() && named.size() < operand_rows_max; ++row) {
    bool is_said = table.rows == 1 || is_named(table.names[row], passage, common);
    for (std::size_t i = 0; !is_said && i < table.columns.size(); ++i) {
      const auto& cells = table.columns[i].cells;
      if (row >= cells.size() || !is_telling(cells[row])) continue;
      is_said = passage.stated.any({std::abs(cells[row]), std::abs(cells[row])});
    }
    if (is_said) named.push_back(row);
  }
  return named;
}

void Operands::add_table(const EvidenceTable& table, const Passage& passage) {
  auto named = named_rows(table, passage);
  sums_.add(static_cast<double>(named.size()));
  for (const auto& column : table.columns) {
    if (column.measure == Measure::identifier) continue;
    auto& into = columns_[column.name];
    double sum = 0, all = 0, count = 0;
    for (auto row : named) {
      if (row >= column.cells.size() || std::isnan(column.cells[row])) continue;
      into.add(column.cells[row]);
      sum += column.cells[row];
      ++count;
    }
    for (auto value : column.cells) all += std::isnan(value) ? 0 : value;
    sums_.add(sum);
    if (count > 0) sums_.add(sum / count);
    if (!column.is_summable) continue;
    into.add(all);
    into.add(sum);
    for (const auto& total : table.totals)  // shares of the whole
      if (column.measure == total.measure) into.add(total.cells[0]);
  }
  for (auto row : named) {
    OperandRow operand;
    for (const auto& column : table.columns)
      if (column.measure != Measure::identifier && row < column.cells.size() &&
          !std::isnan(column.cells[row]))
        operand.push_back({column.cells[row], column.unit});
    rows_.push_back(std::move(operand));
  }
  OperandRow totals;
  for (const auto& total : table.totals) totals.push_back({total.cells[0], total.unit});
  for (const auto& total : table.totals) columns_[total.name].add(total.cells[0]);
  if (!totals.empty()) rows_.push_back(std::move(totals));
  for (auto count : table.counts) columns_["rows of it"].add(count);
}

}  // namespace garden::answers
