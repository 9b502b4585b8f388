// History: a product's past as forecasts read it, days in, weeks out.
// Two things make the sales of a day a poor witness of demand. A product that was out of stock sold
// nothing although somebody wanted it: such days are censored, not zero. And single days are mostly noise
// and weekday, so everything here that learns from the past learns from weeks, counted back from the last
// day given; the days over at the old end are left out.
// A week of fewer than `in_stock_days_min` days in stock is censored (NaN), one of 4 to 6 is scaled to
// seven. Assumed: demand on a day without stock is like that of the week's days with stock. Without
// snapshots (`stock` empty or unknown) a day counts as in stock, which understates demand: `stock_known`
// says so, and answers must.
// Threads: pure functions, [any].
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "stock/amounts.hpp"

namespace garden::inventory {

// What is known of a product's stock on one day. A day with a sale counts as in stock whatever the snapshot
// says.
enum class StockState : std::uint8_t { unknown, in, out };

struct History {
  std::span<const Quantity> sold;  // net of returns, one a day, oldest first; the last is the last whole day
  std::span<const StockState> stock;  // as many, or empty when there are no snapshots
  std::int32_t first_day = 0;         // the first day (index into `sold`) on which it could be bought at all
  bool discontinued = false;          // will not be bought again by the shop: demand can only fade
};

// True if the day counts as one on which the product could be sold.
bool in_stock(const History& history, std::size_t day);

struct Weeks {
  std::vector<double> units;  // a week each, oldest first; NaN where censored; never below zero
  int censored = 0;           // weeks out of stock
  int scaled = 0;             // weeks partly out of stock, scaled to seven days
  int floored = 0;            // weeks of more returns than sales, taken as zero
  bool stock_known = false;   // at least one day had a snapshot
};

// The weeks since `first_day`. A first week begun late is scaled or left out like one without stock.
Weeks weeks_of(const History& history, int in_stock_days_min = 4);

}  // namespace garden::inventory
