// Reorder: when to order, and how much.
//   safety stock   SS  = z sqrt(T sigma_d^2 + d^2 sigma_L^2)       T = lead time L + review period R
//   reorder point  ROP = d T + SS                                 d demand a day, sigma_d its deviation
//   order          max(0, up-to level - position), position = available + incoming (+ what cutting brings)
//   up-to level    by cover: sold in 12 months x target years;  by reorder point: d (T + target days) + SS
//   EOQ            sqrt(2 D S / (h c))
// z is the normal quantile of the service level: 95 % 1.645. Products sold now and then take the quantile
// of simulated lead-time demand instead of ROP (forecast/lead_time.hpp).
// Source: Silver, Pyke, Thomas, "Inventory and Production Management in Supply Chains"; EOQ: Harris 1913.
// Check: d 100, sigma_d 20, L 7, sigma_L 2, 95 %: SS 340, ROP 1040. D 36500, S 50, h c 2.5: EOQ 1208.
// Edge rules: a service level of a half or less has no safety stock; negative inputs count as 0; oversold
// stock makes the position negative, so the order fills the backlog as well.
// Units: units and days as doubles where statistics are; thousandths where something is ordered.
// Threads: pure functions, [any].
#pragma once
#include <optional>

#include "stock/amounts.hpp"

namespace garden::inventory {

struct Pace {
  double per_day = 0;            // d
  double deviation_per_day = 0;  // sigma_d
};

struct LeadTime {
  double days = 0;            // L
  double deviation_days = 0;  // sigma_L
};

double safety_stock(const Pace& pace, const LeadTime& lead, double service_level, double review_days = 0);
double reorder_point(const Pace& pace, const LeadTime& lead, double service_level, double review_days = 0);

// Empty where an input is not above 0.
std::optional<double> economic_order_quantity(double sold_a_year, double cost_an_order,
                                              double holding_a_year);

// What must be there to cover `target_milliyears` (350 is 0.35 years) of the last 12 months' pace. Exact,
// rounded up to a thousandth; 0 without sales.
Quantity level_of_years(Quantity sold_12_months, std::int64_t target_milliyears);

// How a vendor sells. The defaults sell single whole units.
struct VendorRules {
  Quantity pack = unit;         // orders are multiples of it; 1 for products measured in thousandths
  Quantity minimum = 0;         // of an order of this product; raised to a whole number of packs
  Quantity add_when_empty = 0;  // added before rounding when nothing is available
  Quantity fixed = 0;           // above 0: always exactly this much, whatever is needed
};

// What to order for a need: 0 if nothing is needed, else at least the need, a multiple of the pack and at
// least the minimum; `fixed` wins over all.
Quantity order_quantity(Quantity need, Quantity available, const VendorRules& rules);

// Units above the up-to level; 0 if none. Without sales every unit is (level 0).
Quantity excess_units(Quantity position, Quantity up_to_level);

}  // namespace garden::inventory
