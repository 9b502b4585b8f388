// Service: how often the shop could sell what was wanted, and what it missed.
//   in-stock rate  = days in stock / days active, summed over products; by revenue: days weighted by it
//   sell-through   = sold / (stock at the start + received); without receipts sold / (sold + end)
//   lost sales     = days out of stock x pace of the (up to) 28 days in stock before that outage x season
// Lost sales is a guess about what nobody saw, so it is a range: the pace plus and minus 1.28 standard
// errors (an 80 % interval). Only for products that sell regularly: at least 4 of those days with a sale;
// never for sporadic ones, and not with fewer than 14 such days.
// Edge rules: a day with a sale is a day in stock; unknown days count as neither in nor out; a rate
// without a known day is empty; sell-through is empty where the denominator is not above 0 (oversold) and
// may be above 1.
// Source: product practice (StockIQ, Inventory Planner) for the baseline and its limits.
// Units: thousandths, units.
// Threads: pure functions, [any].
#pragma once
#include <optional>
#include <span>

#include "forecast/history.hpp"

namespace garden::inventory {

struct InStock {
  int days_in = 0, days_out = 0;  // known ones
};
InStock in_stock_days(const History& history);

struct WeightedDays {
  InStock days;
  std::int64_t weight = 1;  // revenue in any exact unit; below zero counts as 0
};
// Shares in [0, 1]: each product-day alike; weighted. Empty without a known day (or without weight).
struct InStockRate {
  std::optional<double> plain, weighted;
};
InStockRate in_stock_rate(std::span<const WeightedDays> products);

// A share; `received` empty if not known, then the stock at the end is taken.
std::optional<double> sell_through(Quantity sold, Quantity start, std::optional<Quantity> received,
                                   Quantity end);

enum class LostNote : std::uint8_t { estimated, never_out, sporadic, too_little_history, stock_unknown };

struct LostSales {
  LostNote note = LostNote::never_out;
  int days_out = 0;                   // in the window asked for
  int days_estimated = 0;             // of them, those whose outage had a baseline
  double low = 0, mid = 0, high = 0;  // units; 0 unless estimated
};

// Outages within the last `window_days` of the history; baselines may reach back before them. `season`: how
// much more (or less) sells in that time of the year than in the baseline; 1 if not known.
LostSales lost_sales(const History& history, int window_days, double season = 1);

}  // namespace garden::inventory
