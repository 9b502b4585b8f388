// Outlook: how fast each product will sell, by the definition that fits it.
//
// Days on which a product was out of stock say nothing of demand. Where they are known, the pace of a year is
// that of the days it was there, and a week that was out in part counts as sold at that pace on those days.
//
// Sheets in families go by years in stock, that is the pace of 12 months; all else by the forecast of its
// weeks (forecast/forecast.hpp). A shop whose orders are totals of months has no weeks to learn from: an even
// pace then, with the scatter of chance. What a number is worth goes with it: `confidence_of` says it in a
// word. Threads: plain values; pure functions.
#pragma once
#include "forecast/forecast.hpp"
#include "queries/shop.hpp"
#include "stock/reorder.hpp"

namespace garden::inventory::steps {

struct Outlook {
  Pace pace;
  const char* demand = "none";      // class
  const char* basis = "12 months";  // or the method of the forecast
  std::optional<double>
      wape;           // of one week ahead; empty: no forecast, or no sale in the weeks it is measured on
  int weeks = 0;      // that the forecast knows; 0 without one
  bool rare = false;  // sold now and then: safety stock by simulation, not by the normal distribution
};

// `by_years`: the product is a size of a family of sheets.
Outlook outlook_of(const Shop& shop, const Product& product, bool by_years);

// The weeks of a product, with what would have sold on the days that it is known to have been out.
Weeks wanted_weeks(const Product& product);

// By place in shop.products: whether it is a size of a family.
std::vector<bool> sizes_of_families(const Shop& shop, const cutting::FamilyRules& rules);

// low: under 12 weeks known, WAPE above 1 or unknown (by years: not a year old); high: at least 26 weeks,
// WAPE at most 0.5, and lead time and vendor's rules known; else medium.
const char* confidence_of(const Outlook& outlook, const Product& product, bool assumed);

}  // namespace garden::inventory::steps
