#include "answers/operands.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "answers/number_check.hpp"
#include "answers/row_finder.hpp"

namespace garden::answers {
namespace {

// Without an order, and much faster to look through once or twice than to sort.
bool any_in(const std::vector<double>& values, const Range& range) {
  constexpr std::ptrdiff_t block = 64;
  auto at = values.begin();
  for (; values.end() - at >= block; at += block) {
    int inside = 0;
    for (auto i = at; i != at + block; ++i)
      inside |= static_cast<int>(*i >= range.low) & static_cast<int>(*i <= range.high);
    if (inside != 0) return true;
  }
  return std::any_of(at, values.end(), [&](double value) { return range.holds(value); });
}

// Whether for one of `ones` a value lies between two bounds, which rise with it: both lists are passed over
// once.
template <class Low, class High>
bool any_pair(std::span<const double> ones, const std::vector<double>& values, Low low, High high) {
  auto other = values.begin();
  for (auto one : ones) {
    other = std::find_if(other, values.end(), [least = low(one)](double value) { return value >= least; });
    if (other == values.end()) return false;
    if (*other <= high(one)) return true;
  }
  return false;
}

bool fits_column(const Wanted& wanted, const std::vector<double>& column) {
  std::span<const double> ones(column.data(), std::min(column.size(), operands_max));
  const auto& difference = wanted.difference;
  const auto least = std::max(difference.low, 1e-12);  // of two cells, not of one with itself
  auto from = [least](double a) { return a + least; };
  auto to = [&](double a) { return a + difference.high; };
  if (difference.high > 0 && any_pair(ones, column, from, to)) return true;
  while (!ones.empty() && ones.front() == 0) ones = ones.subspan(1);
  return std::ranges::any_of(wanted.ratios, [&](const Range& ratio) {
    auto at_least = [low = std::max(ratio.low, 0.0)](double a) { return a * low; };
    auto at_most = [&](double a) { return a * ratio.high; };
    return ratio.high > 0 && any_pair(ones, column, at_least, at_most);
  });
}

}  // namespace

Wanted wanted_of(const StatedNumber& number, const NumberReading& reading) {
  Wanted wanted;
  auto plus = [](Range range, double add) { return Range{range.low + add, range.high + add}; };
  if (number.mark == NumberMark::percent) {
    auto share = range_of(reading, 0.01);
    wanted.ratios = {share, plus(share, 1), {1 - share.high, 1 - share.low}};
    wanted.difference = range_of(reading);  // percentage points
  } else if (number.mark == NumberMark::times) {
    wanted.ratios = {range_of(reading), plus(range_of(reading), 1)};
  } else {
    wanted.difference = range_of(reading);
    if (reading.has_decimals) wanted.rate = range_of(reading);
    if (number.mark == NumberMark::plain && reading.has_decimals) wanted.ratios = {range_of(reading)};
  }
  return wanted;
}

bool is_ratio(const Range& ratio, double a, double b) {
  return (b != 0 && ratio.holds(a / b)) || (a != 0 && ratio.holds(b / a));
}

bool fits(const Wanted& wanted, double a, double b) {
  a = std::abs(a);
  b = std::abs(b);
  return wanted.difference.holds(std::abs(a - b)) ||
         std::ranges::any_of(wanted.ratios, [&](const Range& ratio) { return is_ratio(ratio, a, b); });
}

Operands::Operands(const Evidence& evidence, const Passage& passage) {
  for (const auto& part : evidence.parts()) {
    const auto& finders = part->finders();
    for (std::size_t i = 0; i < finders.size(); ++i) add_table(part->tables[i], finders[i], passage);
  }
  for (auto& [name, column] : columns_) column.close();
  sums_.close();
}

void Operands::add_table(const EvidenceTable& table, const RowFinder& finder, const Passage& passage) {
  auto named = finder.rows_of(passage);
  std::vector<Row> rows(named.size());
  sums_.add(static_cast<double>(named.size()));
  for (std::size_t place = 0; place < table.columns.size(); ++place) {
    const auto& column = table.columns[place];
    if (column.measure == Measure::identifier) continue;
    auto& into = columns_[column.name];
    double sum = 0, count = 0;
    for (std::size_t i = 0; i < named.size(); ++i) {
      if (named[i] >= column.cells.size() || std::isnan(column.cells[named[i]])) continue;
      auto cell = column.cells[named[i]];
      rows[i].push_back({std::abs(cell), column.unit});
      into.add(cell);
      sum += cell;
      ++count;
    }
    sums_.add(sum);
    if (count > 0) sums_.add(sum / count);
    if (!column.is_summable) continue;
    into.add(finder.sum_of(place));
    into.add(sum);
    for (const auto& total : table.totals)  // shares of the whole
      if (column.measure == total.measure) into.add(total.cells[0]);
  }
  Row totals;
  for (const auto& total : table.totals) {
    totals.push_back({std::abs(total.cells[0]), total.unit});
    columns_[total.name].add(total.cells[0]);
  }
  rows.push_back(std::move(totals));
  for (const auto& row : rows) add_row(row);
  for (auto count : table.counts) columns_["rows of it"].add(count);
}

void Operands::add_row(const Row& row) {
  for (std::size_t i = 0; i < row.size(); ++i)
    for (std::size_t j = i + 1; j < row.size(); ++j) {
      auto a = row[i].magnitude, b = row[j].magnitude;
      const bool alike = row[i].unit == row[j].unit;
      auto& quotients = alike ? ratios_ : rates_;
      if (alike) differences_.push_back(std::abs(a - b));
      if (b != 0) quotients.push_back(a / b);
      if (a != 0) quotients.push_back(b / a);
    }
}

bool Operands::make(const Wanted& wanted) const {
  auto is_quotient = [this](const Range& ratio) { return any_in(ratios_, ratio); };
  if (sums_.any(wanted.difference) || any_in(differences_, wanted.difference) ||
      any_in(rates_, wanted.rate) || is_quotient(wanted.rate) ||
      std::ranges::any_of(wanted.ratios, is_quotient))
    return true;
  return std::ranges::any_of(columns_,
                             [&](const auto& column) { return fits_column(wanted, column.second.sorted()); });
}

}  // namespace garden::answers
