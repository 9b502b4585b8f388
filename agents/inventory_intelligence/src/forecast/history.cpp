#include "forecast/history.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace garden::inventory {
namespace {
constexpr int week_days = 7;

StockState state_of(const History& history, std::size_t day) {
  return day < history.stock.size() ? history.stock[day] : StockState::unknown;
}
}  // namespace

bool in_stock(const History& history, std::size_t day) {
  return state_of(history, day) != StockState::out || history.sold[day] > 0;
}

Weeks weeks_of(const History& history, int in_stock_days_min) {
  Weeks weeks;
  const auto days = static_cast<std::int64_t>(history.sold.size());
  const std::int64_t first = std::max(history.first_day, 0);
  std::int64_t begin = days % week_days;
  while (begin + week_days <= first) begin += week_days;  // weeks before it could be bought
  for (; begin + week_days <= days; begin += week_days) {
    Quantity sold = 0;
    int open = 0;
    for (auto day = std::max(begin, first); day < begin + week_days; ++day) {
      const auto at = static_cast<std::size_t>(day);
      sold = saturated(Wide{sold} + history.sold[at]);
      if (in_stock(history, at)) ++open;
      if (state_of(history, at) != StockState::unknown) weeks.stock_known = true;
    }
    if (open < std::clamp(in_stock_days_min, 1, week_days)) {
      ++weeks.censored;
      weeks.units.push_back(std::numeric_limits<double>::quiet_NaN());
      continue;
    }
    if (sold < 0) ++weeks.floored;
    if (open < week_days) ++weeks.scaled;
    weeks.units.push_back(std::max(0.0, units_of(sold)) * week_days / open);
  }
  return weeks;
}

}  // namespace garden::inventory
