#include "stock/returns.hpp"

namespace garden::inventory {

StockReturns stock_returns(Money revenue, std::optional<Money> cost_of_sales,
                           std::span<const Money> month_ends, int days) {
  StockReturns result;
  if (!cost_of_sales || month_ends.empty()) return result;
  Wide sum = 0;
  for (const Money value : month_ends) sum += value;
  const auto count = static_cast<Wide>(month_ends.size());
  const Wide half = sum >= 0 ? count / 2 : -(count / 2);
  const Money average = saturated((sum + half) / count);
  result.average_inventory = average;
  if (average <= 0) return result;
  const auto stock = static_cast<double>(average);
  result.gmroi = static_cast<double>(Wide{revenue} - *cost_of_sales) / stock;
  result.turnover = static_cast<double>(*cost_of_sales) / stock;
  if (*result.turnover > 0) result.days_in_inventory = days / *result.turnover;
  return result;
}

}  // namespace garden::inventory
