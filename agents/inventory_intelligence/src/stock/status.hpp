// Stock status: one word for where a product stands, with the order that is open taken into account.
//   inactive zero       nothing available, nothing wanted: no alarm
//   stocked out         nothing available, though it sells
//   potential stock-out the shelf will be empty before the next arrival, or before an order of today is there
//   surplus order       an open order would make an excess: cancel or put off so many units
//   excess              more than the up-to level is there already
// The first that fits, in this order. Source: the words of inventory practice (Netstock's panels).
// Edge rules: oversold is stocked out even where nothing sold lately, since it is owed; an unknown pace is
// `unknown` where the pace decides; without an up-to level (none known) there is no excess.
// Units: thousandths, units a day, days from now. Threads: pure functions, [any].
#pragma once
#include <cstdint>
#include <optional>
#include <span>

#include "stock/cover.hpp"

namespace garden::inventory {

enum class StockStatus : std::uint8_t {
  inactive_zero,
  stocked_out,
  potential_stockout,
  surplus_order,
  excess,
  fine,
  unknown
};
const char* name_of(StockStatus status);

struct StatusInput {
  Quantity available = 0;
  std::optional<double> per_day;      // empty: not known
  std::span<const Arrival> arrivals;  // open orders
  double lead_days = 35;              // of an order placed today
  std::optional<Quantity> up_to;      // reorder.hpp
};

struct StatusLine {
  StockStatus status = StockStatus::unknown;
  std::optional<double> empty_in_days;    // when the shelf is first empty
  std::optional<double> arrival_in_days;  // the next one
  Quantity surplus = 0;                   // of what is on order, above the up-to level
  Quantity excess = 0;                    // of what is available
};
StatusLine status_of(const StatusInput& input);

// A part of a kit: how many of it one kit takes.
struct KitPart {
  Quantity available = 0;
  Quantity a_kit = 0;
};
// Whole kits that can be made from the parts: the least of available / a_kit, rounded down; 0 without parts
// or if one is missing. Kits have no stock of their own: never add this to that of the parts.
std::int64_t kits_available(std::span<const KitPart> parts);

}  // namespace garden::inventory
