#include "shop_data/demo_calendar.hpp"

#include <cmath>
#include <numbers>

namespace garden::shop_data {
namespace {

// The fourth Thursday of November.
int thanksgiving(int year) {
  int first_weekday = civil_day(local_midnight(year, 11, 1)).weekday;
  return 1 + (4 - first_weekday + 7) % 7 + 21;
}
}  // namespace

Promotion promotion_on(const CivilDay& day) {
  if (day.month == 3 && day.day >= 12 && day.day <= 17) return {"SPRING15", .15, 1.7};
  if (day.month == 7 && day.day >= 22 && day.day <= 28) return {"SUMMER10", .10, 1.45};
  int thursday = thanksgiving(day.year);
  if (day.month == 11 && day.day > thursday && day.day <= thursday + 4) return {"BLACK20", .20, 2.6};
  return {};
}

double day_factor(const CivilDay& day, double part_of_history) {
  static constexpr double weekday[] = {.98, 1.16, 1.12, 1.05, 1.0, .92, .77};  // from Sunday
  // People fuse glass when the evenings are long: most orders in late October, fewest in early July.
  double season = 1 + .24 * std::cos(2 * std::numbers::pi * (day.day_of_year - 300) / 365.25);
  if (day.month == 12 && day.day > 20) season *= .55;
  double growth = .93 + .14 * part_of_history;
  return season * weekday[day.weekday] * promotion_on(day).rush * growth;
}

double christmas_factor(const CivilDay& day) {
  switch (day.month) {
    case 9: return 1.2;
    case 10: return 3.2;
    case 11: return 6.5;
    case 12: return day.day <= 14 ? 5.5 : 1;
    default: return .15;
  }
}

int time_of_day(Random& random) {
  // Share of the day's orders by hour; lunch and evening are strong, the night is quiet.
  static constexpr double hours[] = {.9,  .5,  .3,  .2,  .2,  .4,  1.1, 2.4, 4.1, 5.6, 6.4, 6.5,
                                     6.3, 5.9, 5.6, 5.4, 5.3, 5.6, 6.2, 7.1, 7.4, 6.6, 4.6, 2.4};
  double total = 0;
  for (double share : hours) total += share;
  double dice = random.unit() * total;
  int hour = 0;
  while (hour < 23 && dice >= hours[hour]) dice -= hours[hour++];
  return hour * 3600 + random.whole(0, 3599);
}

}  // namespace garden::shop_data
