#include "answers/sources.hpp"

#include <algorithm>
#include <cmath>

namespace garden::answers {
namespace {

constexpr std::size_t first_rows_max = 50;  // "the first 10 together"

}  // namespace

Range range_of(const NumberReading& reading, double factor) {
  auto slack = (reading.half_step + 1e-9 * std::abs(reading.value)) * factor;
  return {reading.value * factor - slack, reading.value * factor + slack};
}

void Magnitudes::add(double value) {
  if (!std::isnan(value)) values_.push_back(std::abs(value));
}
void Magnitudes::close() {
  std::ranges::sort(values_);
  values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
}
bool Magnitudes::any(Range range) const {
  auto found = std::lower_bound(values_.begin(), values_.end(), range.low);
  return found != values_.end() && *found <= range.high;
}

Sources::Sources(const EvidencePart& part) {
  for (auto value : part.loose) {
    exact_.add(value);
    for (auto* set : {&all_, &money_, &percent_}) set->add(value);
  }
  for (const auto& table : part.tables) {
    for (const auto& column : table.columns) add_column(column, table.rows);
    for (const auto& total : table.totals) add_value(total.measure, total.cells[0]);
    for (const auto* counts : {&table.counts, &table.distances})
      for (auto count : *counts) exact_.add(count);
  }
  for (auto* set : {&all_, &money_, &percent_, &exact_}) set->close();
  for (auto& cells : sorted_cells_) std::ranges::sort(cells);
}

void Sources::add_value(Measure measure, double value) {
  if (measure == Measure::identifier) return exact_.add(value);
  all_.add(value);
  if (measure == Measure::money || measure == Measure::unknown) money_.add(value);
  if (measure == Measure::percent || measure == Measure::unknown) percent_.add(value);
  if (measure == Measure::ratio || measure == Measure::unknown) percent_.add(100 * value);
}

void Sources::add_column(const EvidenceColumn& column, std::size_t rows) {
  double sum = 0, count = 0, zeros = 0, below = 0;
  for (std::size_t i = 0; i < column.cells.size(); ++i) {
    auto value = column.cells[i];
    add_value(column.measure, value);
    if (std::isnan(value)) continue;
    sum += value;
    ++count;
    zeros += value == 0 ? 1 : 0;
    below += value < 0 ? 1 : 0;
    if (i < first_rows_max && column.measure != Measure::identifier) add_value(column.measure, sum);
  }
  if (column.measure == Measure::identifier || count == 0) return;
  for (double value :
       {count, static_cast<double>(rows) - count, zeros, below, zeros + below, count - zeros - below})
    exact_.add(value);
  add_value(column.measure, sum);
  add_value(column.measure, sum / count);
  auto& cells = sorted_cells_.emplace_back(column.cells);
  std::erase_if(cells, [](double value) { return std::isnan(value); });
}

bool Sources::holds(const StatedNumber& number) const {
  const auto& set = number.mark == NumberMark::money     ? money_
                    : number.mark == NumberMark::percent ? percent_
                                                         : all_;
  for (std::size_t i = 0; i < number.readings_count; ++i) {
    const auto& reading = number.readings[i];
    if (set.any(range_of(reading)) || exact_.any({reading.value, reading.value})) return true;
    if (number.calendar_days == 0) continue;
    for (double days : {static_cast<double>(number.calendar_days), 365.0 / 12})
      if (set.any(range_of(reading, days)) || set.any(range_of(reading, 1 / days))) return true;
  }
  return false;
}

}  // namespace garden::answers
