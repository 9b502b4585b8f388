#include "stock/reorder.hpp"

#include <algorithm>
#include <cmath>

#include "forecast/normal.hpp"

namespace garden::inventory {
namespace {
constexpr double service_level_max = 0.9999;  // beyond it z grows without end and says nothing of real demand

double exposed_days(const LeadTime& lead, double review_days) {
  return std::max(0.0, lead.days) + std::max(0.0, review_days);
}
}  // namespace

double safety_stock(const Pace& pace, const LeadTime& lead, double service_level, double review_days) {
  const double z = normal_quantile(std::min(service_level, service_level_max));
  if (!(z > 0)) return 0;
  const double demand = std::max(0.0, pace.per_day), scatter = std::max(0.0, pace.deviation_per_day);
  const double delay = std::max(0.0, lead.deviation_days);
  return z * std::sqrt(exposed_days(lead, review_days) * scatter * scatter + demand * demand * delay * delay);
}

double reorder_point(const Pace& pace, const LeadTime& lead, double service_level, double review_days) {
  return std::max(0.0, pace.per_day) * exposed_days(lead, review_days) +
         safety_stock(pace, lead, service_level, review_days);
}

std::optional<double> economic_order_quantity(double sold_a_year, double cost_an_order,
                                              double holding_a_year) {
  if (!(sold_a_year > 0) || !(cost_an_order > 0) || !(holding_a_year > 0)) return {};
  return std::sqrt(2 * sold_a_year * cost_an_order / holding_a_year);
}

Quantity level_of_years(Quantity sold_12_months, std::int64_t target_milliyears) {
  if (sold_12_months <= 0 || target_milliyears <= 0) return 0;
  return scaled_up(sold_12_months, target_milliyears, 1000);
}

Quantity order_quantity(Quantity need, Quantity available, const VendorRules& rules) {
  if (need <= 0) return 0;
  if (rules.fixed > 0) return rules.fixed;
  if (available <= 0) need = saturated(Wide{need} + std::max<Quantity>(rules.add_when_empty, 0));
  return packed_up(std::max(need, rules.minimum), rules.pack);
}

Quantity excess_units(Quantity position, Quantity up_to_level) {
  return saturated(std::max<Wide>(0, Wide{position} - std::max<Quantity>(up_to_level, 0)));
}

}  // namespace garden::inventory
