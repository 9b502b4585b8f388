#include "stock/service.hpp"

#include <algorithm>
#include <cmath>

#include "forecast/normal.hpp"

namespace garden::inventory {
namespace {
constexpr int baseline_days = 28;
constexpr int baseline_days_min = 14;
constexpr int baseline_sale_days_min = 4;

enum class DayKind : std::uint8_t { unknown, in, out };

DayKind kind_of(const History& history, std::size_t day) {
  if (history.sold[day] > 0) return DayKind::in;
  if (day >= history.stock.size() || history.stock[day] == StockState::unknown) return DayKind::unknown;
  return history.stock[day] == StockState::in ? DayKind::in : DayKind::out;
}

// What sold a day in the days in stock before an outage.
struct Baseline {
  int days = 0, sale_days = 0;
  double mean = 0, error = 0;  // units a day, standard error of that mean
};

Baseline baseline_before(const History& history, std::size_t outage, std::size_t first) {
  Baseline baseline;
  double sum = 0, squares = 0;
  for (std::size_t day = outage; day-- > first && baseline.days < baseline_days;) {
    if (kind_of(history, day) != DayKind::in) continue;
    const double units = std::max(0.0, units_of(history.sold[day]));
    ++baseline.days;
    if (units > 0) ++baseline.sale_days;
    sum += units;
    squares += units * units;
  }
  if (baseline.days < 2) return baseline;
  baseline.mean = sum / baseline.days;
  const double variance = std::max(0.0, squares - sum * baseline.mean) / (baseline.days - 1);
  baseline.error = std::sqrt(variance / baseline.days);
  return baseline;
}

struct Tally {
  LostSales lost;
  bool known = false, sporadic = false;

  // `days` of one outage fall into the window.
  void add(const Baseline& baseline, int days, double season) {
    if (baseline.days < baseline_days_min) return;
    if (baseline.sale_days < baseline_sale_days_min) {
      sporadic = true;
      return;
    }
    static const double z = normal_quantile(0.9);  // leaves a tenth on either side
    const double factor = days * std::max(0.0, season);
    lost.days_estimated += days;
    lost.low += factor * std::max(0.0, baseline.mean - z * baseline.error);
    lost.mid += factor * baseline.mean;
    lost.high += factor * (baseline.mean + z * baseline.error);
  }
};
}  // namespace

InStock in_stock_days(const History& history) {
  InStock days;
  for (auto day = static_cast<std::size_t>(std::max(history.first_day, 0)); day < history.sold.size();
       ++day) {
    const auto kind = kind_of(history, day);
    if (kind == DayKind::in) ++days.days_in;
    if (kind == DayKind::out) ++days.days_out;
  }
  return days;
}

InStockRate in_stock_rate(std::span<const WeightedDays> products) {
  double in = 0, known = 0, weighted_in = 0, weighted_known = 0;
  for (const auto& product : products) {
    const double weight = static_cast<double>(std::max<std::int64_t>(product.weight, 0));
    const double days = product.days.days_in + product.days.days_out;
    if (days <= 0) continue;
    in += product.days.days_in;
    known += days;
    weighted_in +=
        weight * product.days.days_in / days;  // a product weighs what it earns, not how long it is known
    weighted_known += weight;
  }
  InStockRate rate;
  if (known > 0) rate.plain = in / known;
  if (weighted_known > 0) rate.weighted = weighted_in / weighted_known;
  return rate;
}

std::optional<double> sell_through(Quantity sold, Quantity start, std::optional<Quantity> received,
                                   Quantity end) {
  const Wide base = received ? Wide{start} + *received : Wide{sold} + end;
  if (base <= 0) return {};
  return static_cast<double>(sold) / static_cast<double>(base);
}

LostSales lost_sales(const History& history, int window_days, double season) {
  Tally tally;
  const auto days = history.sold.size();
  const auto first = static_cast<std::size_t>(std::max(history.first_day, 0));
  const auto window = static_cast<std::size_t>(std::max(window_days, 0));
  const auto begin = std::max(first, days > window ? days - window : 0);
  for (std::size_t day = begin; day < days;) {
    const auto kind = kind_of(history, day);
    // A sale alone says that it was there that day, but not that it was not there on others.
    if (day < history.stock.size() && history.stock[day] != StockState::unknown) tally.known = true;
    if (kind != DayKind::out) {
      ++day;
      continue;
    }
    auto outage = day;  // it may have begun before the window
    while (outage > first && kind_of(history, outage - 1) == DayKind::out) --outage;
    auto end = day;
    while (end < days && kind_of(history, end) == DayKind::out) ++end;
    const int out = static_cast<int>(end - day);
    tally.lost.days_out += out;
    tally.add(baseline_before(history, outage, first), out, season);
    day = end;
  }
  if (!tally.known)
    tally.lost.note = LostNote::stock_unknown;
  else if (tally.lost.days_out == 0)
    tally.lost.note = LostNote::never_out;
  else if (tally.lost.days_estimated > 0)
    tally.lost.note = LostNote::estimated;
  else
    tally.lost.note = tally.sporadic ? LostNote::sporadic : LostNote::too_little_history;
  return tally.lost;
}

}  // namespace garden::inventory
