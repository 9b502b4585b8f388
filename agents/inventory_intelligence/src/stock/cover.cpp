#include "stock/cover.hpp"

#include <algorithm>
#include <vector>

namespace garden::inventory {
namespace {

// Stock and demand over time, in units; below zero it is owed.
struct Shelf {
  double stock, per_day;
  double now = 0, lost = 0;
  bool empty = false;
  std::optional<double> first_empty, last_empty;

  void pass_until(double then) {
    const double days = std::max(0.0, then - now), lasts = std::max(0.0, stock) / per_day;
    if (stock > 0) empty = false;
    if (lasts < days) {
      if (!empty) last_empty = now + lasts;
      if (!first_empty) first_empty = last_empty;
      empty = true;
      lost += per_day * (days - lasts);
      stock = std::min(stock, 0.0);
    } else {
      stock -= per_day * days;
    }
    now = std::max(now, then);
  }
};

std::vector<Arrival> in_order(std::span<const Arrival> arrivals, double horizon) {
  std::vector<Arrival> sorted;
  for (const auto& arrival : arrivals)
    if (arrival.days <= horizon && arrival.quantity > 0) sorted.push_back(arrival);
  std::sort(sorted.begin(), sorted.end(), [](const Arrival& a, const Arrival& b) { return a.days < b.days; });
  return sorted;
}
}  // namespace

Cover cover_of(Quantity available, std::optional<double> per_day) {
  if (!per_day) return {{}, CoverNote::pace_unknown};
  if (!(*per_day > 0)) return {{}, CoverNote::no_sales};
  if (available <= 0) return {0.0, CoverNote::empty_shelf};
  return {units_of(available) / *per_day, CoverNote::known};
}

std::optional<double> years_in_stock(Quantity available, Quantity sold_12_months) {
  if (sold_12_months <= 0) return {};
  return static_cast<double>(std::max<Quantity>(available, 0)) / static_cast<double>(sold_12_months);
}

Urgency urgency_of(const Cover& cover, const UrgencyLimits& limits) {
  if (cover.note == CoverNote::no_sales) return Urgency::no_sales;
  if (cover.note == CoverNote::empty_shelf) return Urgency::out;
  if (!cover.days) return Urgency::unknown;
  if (*cover.days < limits.critical) return Urgency::critical;
  if (*cover.days < limits.urgent) return Urgency::urgent;
  if (*cover.days < limits.watch) return Urgency::watch;
  return *cover.days > limits.over ? Urgency::over : Urgency::fine;
}

const char* name_of(Urgency urgency) {
  switch (urgency) {
    case Urgency::no_sales: return "no sales";
    case Urgency::unknown: return "unknown";
    case Urgency::out: return "out";
    case Urgency::critical: return "critical";
    case Urgency::urgent: return "urgent";
    case Urgency::watch: return "watch";
    case Urgency::fine: return "fine";
    case Urgency::over: return "over";
  }
  return "unknown";
}

SellsOut sells_out(Quantity available, double per_day, std::span<const Arrival> arrivals,
                   double horizon_days) {
  SellsOut result;
  if (!(per_day > 0)) return result;
  Shelf shelf{units_of(available), per_day};
  for (const auto& arrival : in_order(arrivals, horizon_days)) {
    shelf.pass_until(arrival.days);
    shelf.stock += units_of(arrival.quantity);
  }
  result.lost_units = shelf.lost;
  shelf.pass_until(horizon_days);
  result.first = shelf.first_empty;
  if (!(shelf.stock > 0)) result.last = shelf.last_empty;
  return result;
}

double lost_within(Quantity available, double per_day, std::span<const Arrival> arrivals, double days) {
  if (!(per_day > 0) || !(days > 0)) return 0;
  Shelf shelf{units_of(available), per_day};
  for (const auto& arrival : in_order(arrivals, days)) {
    shelf.pass_until(arrival.days);
    shelf.stock += units_of(arrival.quantity);
  }
  shelf.pass_until(days);
  return shelf.lost;
}

}  // namespace garden::inventory
