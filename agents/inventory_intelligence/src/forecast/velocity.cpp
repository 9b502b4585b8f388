#include "forecast/velocity.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace garden::inventory {
namespace {
constexpr std::size_t others_min = 4;  // orders beside the one that is judged
constexpr int outlying_times = 3;      // of the 95th percentile of the others

// What a cap on outlying orders takes off. The largest is judged by those below it, then the next.
Quantity above_cap(std::span<const Quantity> orders) {
  std::vector<Quantity> sorted(orders.begin(), orders.end());
  std::erase_if(sorted, [](Quantity order) { return order <= 0; });
  std::sort(sorted.begin(), sorted.end());
  Quantity above = 0;
  while (sorted.size() > others_min) {
    const auto others = sorted.size() - 1;
    const auto rank = (others * 95 + 99) / 100;  // nearest rank, from 1
    const auto cap = saturated(Wide{sorted[rank - 1]} * outlying_times);
    if (sorted.back() <= cap) break;
    above = saturated(Wide{above} + sorted.back() - cap);
    sorted.pop_back();
  }
  return above;
}
}  // namespace

Velocity velocity_of(const History& window, Quantity returned, std::span<const Quantity> orders,
                     int days_min) {
  Velocity velocity;
  const auto first = static_cast<std::size_t>(std::max(window.first_day, 0));
  for (std::size_t day = 0; day < window.sold.size(); ++day)
    velocity.sold = saturated(Wide{velocity.sold} + window.sold[day]);
  velocity.gross = saturated(Wide{velocity.sold} + std::max<Quantity>(returned, 0));
  for (std::size_t day = first; day < window.sold.size(); ++day) {
    ++velocity.days;
    if (in_stock(window, day)) ++velocity.days_in_stock;
    if (day < window.stock.size() && window.stock[day] != StockState::unknown) velocity.stock_adjusted = true;
  }
  velocity.capped = above_cap(orders);
  if (velocity.days_in_stock < std::max(days_min, 1)) {
    velocity.note = VelocityNote::too_little_stock;
    return velocity;
  }
  if (velocity.sold < 0)
    velocity.note = VelocityNote::returns_above_sales;
  else if (velocity.gross == 0)
    velocity.note = VelocityNote::no_sale;
  auto a_day = [&velocity](Wide units) {
    return units_of(std::max<Quantity>(saturated(units), 0)) / velocity.days_in_stock;
  };
  velocity.per_day = a_day(velocity.sold);
  velocity.per_day_capped = a_day(Wide{velocity.sold} - velocity.capped);
  return velocity;
}

}  // namespace garden::inventory
