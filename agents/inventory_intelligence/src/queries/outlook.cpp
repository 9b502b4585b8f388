#include "queries/outlook.hpp"

#include <algorithm>
#include <cmath>

namespace garden::inventory::steps {

namespace {

double per_day_of_year(const Product& product) {
  return units_of(std::max<Quantity>(product.sold_12_months, 0)) / product.pace_days;
}

}  // namespace

Weeks wanted_weeks(const Product& product) {
  auto weeks = product.weeks;
  for (std::size_t week = 0; week < product.days_out.size(); ++week)
    weeks.units[week] += product.days_out[week] * per_day_of_year(product);
  return weeks;
}

Outlook outlook_of(const Shop& shop, const Product& product, bool by_years) {
  Outlook outlook;
  if (by_years || !shop.weekly()) {
    outlook.pace.per_day = per_day_of_year(product);
    outlook.pace.deviation_per_day = std::sqrt(outlook.pace.per_day);
    return outlook;
  }
  const auto forecast = forecast_of(wanted_weeks(product), false);
  outlook.pace = {forecast.per_day, forecast.deviation_per_day};
  outlook.demand = name_of(forecast.profile.kind);
  outlook.basis = name_of(forecast.method);
  outlook.wape = forecast.accuracy.wape;
  outlook.weeks = forecast.profile.periods;
  outlook.rare = forecast.method == Method::sba || forecast.method == Method::tsb;
  return outlook;
}

std::vector<bool> sizes_of_families(const Shop& shop, const cutting::FamilyRules& rules) {
  std::vector<bool> sized(shop.products.size(), false);
  for (const auto& family : families_of(shop, rules).families)
    for (const auto& size : family.sizes) sized[product_of(size)] = true;
  return sized;
}

const char* confidence_of(const Outlook& outlook, const Product& product, bool assumed) {
  constexpr int weeks_low = 12, weeks_high = 26, year = 365;
  constexpr double wape_low = 1.0, wape_high = 0.5;
  if (outlook.weeks == 0) return product.age_days.value_or(year) < year ? "low" : "medium";
  if (outlook.weeks < weeks_low || outlook.wape.value_or(wape_low + 1) > wape_low) return "low";
  return outlook.weeks >= weeks_high && *outlook.wape <= wape_high && !assumed ? "high" : "medium";
}

}  // namespace garden::inventory::steps
