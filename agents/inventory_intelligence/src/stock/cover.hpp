// Cover: how long the stock lasts, and when it is gone.
//   days of cover  = available / per_day
//   years in stock = available / units sold in 12 months        (the words of the trade for sheet glass)
//   sells out      = walk over the days to come: stock + dated arrivals - demand
// Edge rules: without sales there is no cover: empty with a reason, never 0 and never 999. With sales and
// nothing available (zero or oversold) cover is 0. An unknown pace (too new) leaves it empty too.
// Fractional units are exact thousandths.
// In the walk, demand while the shelf is empty is lost (it does not come back later); what was oversold
// before today is owed and taken from the first arrival.
// Units: thousandths, units a day, days from now (a fraction is a part of that day).
// Threads: pure functions, [any].
#pragma once
#include <optional>
#include <span>

#include "stock/amounts.hpp"

namespace garden::inventory {

enum class CoverNote : std::uint8_t { known, no_sales, pace_unknown, empty_shelf };

struct Cover {
  std::optional<double> days;
  CoverNote note = CoverNote::known;
};

// `per_day` empty: unknown; 0 or less: no sales.
Cover cover_of(Quantity available, std::optional<double> per_day);

// Empty without sales; 0 with sales and nothing available. `sold_12_months` net.
std::optional<double> years_in_stock(Quantity available, Quantity sold_12_months);

// How urgent a cover is; the limits in days are the store's (defaults: the shop the product was first made
// for).
enum class Urgency : std::uint8_t { no_sales, unknown, out, critical, urgent, watch, fine, over };
struct UrgencyLimits {
  double critical = 14;  // sells out before the next cutting cycle
  double urgent = 28;
  double watch = 56;
  double over = 365;  // above it, too much
};
Urgency urgency_of(const Cover& cover, const UrgencyLimits& limits = {});
const char* name_of(Urgency urgency);

// Stock that arrives `days` from now (0: it is there with the morning's post).
struct Arrival {
  double days = 0;
  Quantity quantity = 0;
};

struct SellsOut {
  std::optional<double> first;  // days until the shelf is first empty; empty: not in the horizon
  std::optional<double> last;   // days until it is empty and nothing more arrives
  double lost_units = 0;        // demand while the shelf is empty, up to the last arrival or the horizon
};

// `per_day` constant demand. Arrivals in any order; those beyond the horizon are left out.
SellsOut sells_out(Quantity available, double per_day, std::span<const Arrival> arrivals,
                   double horizon_days = 730);

// Demand that finds an empty shelf in the next `days`: what is lost if nothing is done. Units.
double lost_within(Quantity available, double per_day, std::span<const Arrival> arrivals, double days);

}  // namespace garden::inventory
