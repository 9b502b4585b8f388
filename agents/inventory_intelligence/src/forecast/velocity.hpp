// Velocity: how fast a product sells while it can be bought.
//   per_day = units sold / days in stock      (days without stock say nothing of demand)
// `sold` is net of returns; gross is beside it, since what was sent back was wanted once. A single order
// far above the others (a school, a wholesaler) says little of tomorrow: `per_day_capped` counts such an
// order as three times the 95th percentile of the other orders; both are reported and the caller says
// which one it uses.
// Edge rules: fewer than `days_min` days in stock give no velocity (too new, or too little stock to
// tell); no sale in enough days is 0, which is a fact; more returns than sales is 0 with the reason said.
// Without snapshots every day since `first_day` counts as in stock and `stock_adjusted` is false: the
// velocity is then a lower bound.
// Units: thousandths for quantities, units a day for rates.
// Threads: pure functions, [any].
#pragma once
#include <optional>
#include <span>

#include "forecast/history.hpp"

namespace garden::inventory {

enum class VelocityNote : std::uint8_t {
  none,
  too_little_stock,    // fewer than days_min days in stock: no velocity
  no_sale,             // 0 a day, and that is known
  returns_above_sales  // taken as 0 a day
};

struct Velocity {
  Quantity sold = 0;                     // net
  Quantity gross = 0;                    // returns not taken off
  int days = 0;                          // of the window since first_day
  int days_in_stock = 0;                 // the divisor
  bool stock_adjusted = false;           // days without stock were known and left out
  std::optional<double> per_day;         // units a day
  std::optional<double> per_day_capped;  // the same with outlying orders capped
  Quantity capped = 0;                   // what the cap took off
  VelocityNote note = VelocityNote::none;
};

// `returned`: thousandths sent back in the window, zero or more. `orders`: the quantity of each order of the
// product in the window, in any order (empty: nothing is capped). An order is outlying only among at least
// five.
Velocity velocity_of(const History& window, Quantity returned = 0, std::span<const Quantity> orders = {},
                     int days_min = 7);

}  // namespace garden::inventory
