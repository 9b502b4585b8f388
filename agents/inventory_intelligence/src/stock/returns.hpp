// Returns on the money in the stock: how often it turns, and what it earns.
//   turnover = cost of goods sold / average inventory at cost          DIO = days of the period / turnover
//   GMROI    = (revenue - cost of goods sold) / average inventory at cost, both of 12 months
//   average inventory = mean of the month-ends given
// Edge rules: all need cost: where it is not known the result is empty, never a guess; a caller that has
// only prices may give retail values for both and must label it so. Average inventory of zero or less
// (oversold) leaves them empty. Months with more owed than there count with their negative value.
// Source: retail accounting; GMROI above 1 earns the stock back.
// Units: 1e-4 of money.
// Threads: pure functions, [any].
#pragma once
#include <optional>
#include <span>

#include "stock/amounts.hpp"

namespace garden::inventory {

struct StockReturns {
  std::optional<Money> average_inventory;
  std::optional<double> turnover;
  std::optional<double> days_in_inventory;
  std::optional<double> gmroi;
};

// `cost_of_sales` empty: cost not known. `month_ends`: inventory at cost at the end of each month of the
// period.
StockReturns stock_returns(Money revenue, std::optional<Money> cost_of_sales,
                           std::span<const Money> month_ends, int days = 365);

}  // namespace garden::inventory
