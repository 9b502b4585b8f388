#include "stock/amounts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace garden::inventory {
namespace {
constexpr Wide floor_64 = std::numeric_limits<std::int64_t>::min();
constexpr Wide ceiling_64 = std::numeric_limits<std::int64_t>::max();
}  // namespace

std::int64_t saturated(Wide value) {
  return static_cast<std::int64_t>(std::clamp(value, floor_64, ceiling_64));
}

std::int64_t scaled(std::int64_t value, std::int64_t numerator, std::int64_t denominator) {
  const Wide product = Wide{value} * numerator;
  const Wide half = denominator / 2;
  // An odd denominator has no exact half: its rounded-down one decides the same way, since the rest is a
  // whole number.
  return saturated(product >= 0 ? (product + half) / denominator : -((-product + half) / denominator));
}

std::int64_t scaled_up(std::int64_t value, std::int64_t numerator, std::int64_t denominator) {
  const Wide product = Wide{value} * numerator;
  const Wide whole = product / denominator;  // towards zero
  return saturated(whole + (product > whole * denominator ? 1 : 0));
}

Money worth(Quantity quantity, Money price) { return scaled(quantity, price, unit); }

Quantity packed_down(Quantity quantity, Quantity pack) {
  if (quantity <= 0) return 0;
  pack = std::max<Quantity>(pack, 1);
  return quantity / pack * pack;
}

Quantity packed_up(Quantity quantity, Quantity pack) {
  if (quantity <= 0) return 0;
  pack = std::max<Quantity>(pack, 1);
  const Quantity whole = packed_down(quantity, pack);
  return whole == quantity ? whole : saturated(Wide{whole} + pack);
}

Quantity rounded_up(double units) {
  if (std::isnan(units)) return 0;
  constexpr double most = 9.0e15;  // beyond it a double no longer tells thousandths apart
  const double thousandths = std::clamp(units, -most, most) * 1000.0;
  return static_cast<Quantity>(std::ceil(thousandths - 1e-6));
}

}  // namespace garden::inventory
