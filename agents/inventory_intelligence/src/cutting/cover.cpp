#include "cutting/cover.hpp"

#include <algorithm>
#include <cmath>

namespace garden::inventory::cutting {
namespace {
std::int64_t thousandths(double days) { return std::llround(days * 1000); }

// sold_m / window is thousandths a day, so that stock = days x sold_m / window.
std::int64_t stock_for_md(const Size& size, std::int64_t days_md) {
  return divide_up(days_md * size.sold_m, std::int64_t{1000} * size.window_days);
}
}  // namespace

std::int64_t divide_down(std::int64_t dividend, std::int64_t divisor) {
  auto quotient = dividend / divisor;
  return dividend % divisor < 0 ? quotient - 1 : quotient;
}

std::int64_t divide_up(std::int64_t dividend, std::int64_t divisor) {
  auto quotient = dividend / divisor;
  return dividend % divisor > 0 ? quotient + 1 : quotient;
}

std::int64_t stock_for_days_m(const Size& size, double days) {
  return has_demand(size) ? stock_for_md(size, thousandths(days)) : 0;
}

std::int64_t stock_for_cover_m(const Size& size, std::int64_t cover_md) {
  return stock_for_md(size, cover_md);
}

std::int64_t cover_md(const Size& size, std::int64_t stock_m) {
  // A proposal may be absurd; beyond a thousand million pieces all covers are alike, and nothing overflows.
  stock_m = std::clamp<std::int64_t>(stock_m, -1'000'000'000'000, 1'000'000'000'000);
  return divide_down(stock_m * 1000 * size.window_days, size.sold_m);
}

std::optional<double> cover_days(const Size& size, std::int64_t stock_m) {
  if (!has_demand(size)) return std::nullopt;
  if (stock_m <= 0) return 0;
  return static_cast<double>(stock_m) * size.window_days / static_cast<double>(size.sold_m);
}

bool sells_faster(const Size& size, const Size& other) {
  return size.sold_m * other.window_days > other.sold_m * size.window_days;
}

std::int64_t minimum_m(const Size& size) { return stock_for_days_m(size, size.rule.minimum_days); }

std::int64_t target_m(const Size& size) {
  return stock_for_days_m(size, std::max(size.rule.minimum_days, size.rule.target_days));
}

std::int64_t overstock_m(const Size& size) {
  if (size.rule.overstock_days <= 0) return target_m(size);
  return stock_for_days_m(size, size.rule.overstock_days);
}

std::int64_t floor_m(const Size& size) {
  auto kept = size.rule.may_be_emptied ? 0 : minimum_m(size);
  return std::min(size.stock_m, std::max(kept, size.rule.reserve_m));
}

}  // namespace garden::inventory::cutting
