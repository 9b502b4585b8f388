#include "stock/status.hpp"

#include <algorithm>
#include <limits>

#include "stock/reorder.hpp"

namespace garden::inventory {
namespace {

StockStatus status_in(const StatusInput& input, const StatusLine& line) {
  const bool sells = input.per_day && *input.per_day > 0;
  if (input.available <= 0) {
    if (sells || input.available < 0) return StockStatus::stocked_out;
    return input.per_day ? StockStatus::inactive_zero : StockStatus::unknown;
  }
  const double next = std::min(input.lead_days, line.arrival_in_days.value_or(input.lead_days));
  if (line.empty_in_days && *line.empty_in_days < next) return StockStatus::potential_stockout;
  if (line.surplus > 0) return StockStatus::surplus_order;
  if (line.excess > 0) return StockStatus::excess;
  return input.per_day ? StockStatus::fine : StockStatus::unknown;
}
}  // namespace

const char* name_of(StockStatus status) {
  switch (status) {
    case StockStatus::inactive_zero: return "inactive zero";
    case StockStatus::stocked_out: return "stocked out";
    case StockStatus::potential_stockout: return "potential stock-out";
    case StockStatus::surplus_order: return "surplus order";
    case StockStatus::excess: return "excess";
    case StockStatus::fine: return "fine";
    case StockStatus::unknown: return "unknown";
  }
  return "unknown";
}

StatusLine status_of(const StatusInput& input) {
  StatusLine line;
  Wide coming = 0;
  for (const auto& arrival : input.arrivals) {
    if (arrival.quantity <= 0) continue;
    coming += arrival.quantity;
    if (!line.arrival_in_days || arrival.days < *line.arrival_in_days) line.arrival_in_days = arrival.days;
  }
  if (input.per_day) line.empty_in_days = sells_out(input.available, *input.per_day, input.arrivals).first;
  if (input.up_to) {
    line.excess = excess_units(input.available, *input.up_to);
    const Quantity position = saturated(coming + input.available);
    line.surplus = std::min(saturated(coming), excess_units(position, *input.up_to));
  }
  line.status = status_in(input, line);
  return line;
}

std::int64_t kits_available(std::span<const KitPart> parts) {
  std::int64_t kits = std::numeric_limits<std::int64_t>::max();
  for (const auto& part : parts) {
    if (part.a_kit <= 0) continue;  // listed, but not used up
    kits = std::min(kits, std::max<Quantity>(part.available, 0) / part.a_kit);
  }
  return kits == std::numeric_limits<std::int64_t>::max() ? 0 : kits;
}

}  // namespace garden::inventory
