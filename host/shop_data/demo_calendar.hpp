// Calendar of the demo shop: how many orders a day brings, and what people look for at that time of the year.
// Threads: plain functions and a value [any].
#pragma once
#include <cstdint>
#include <string_view>

#include "shop_data/local_time.hpp"
#include "shop_data/random.hpp"

namespace garden::shop_data {

// A few days of lower prices, the same every year.
struct Promotion {
  std::string_view coupon;  // empty: none on this day
  double discount = 0;      // of the price
  double rush = 1;          // times the usual number of orders
};
Promotion promotion_on(const CivilDay& day);

// Orders on that day against the year's average: season, weekday, promotion, growth over the history.
double day_factor(const CivilDay& day, double part_of_history);

// How much more than usual a product that is bought before Christmas sells in that month.
double christmas_factor(const CivilDay& day);

// A time of day as people order, in seconds after midnight.
int time_of_day(Random& random);

}  // namespace garden::shop_data
