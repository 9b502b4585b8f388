#include "forecast/normal.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace garden::inventory {

double normal_share_below(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

double normal_quantile(double p) {
  if (std::isnan(p)) return p;
  if (p <= 0) return -std::numeric_limits<double>::infinity();
  if (p >= 1) return std::numeric_limits<double>::infinity();
  if (p == 0.5) return 0;
  // The lower tail only: erfc keeps its digits there, and 1 - p is exact for p above a half.
  const double tail = p < 0.5 ? p : 1 - p;
  // Begin at the far tail's own law, tail ~ density(x) / x, where it holds; in the middle at a straight line.
  double x = tail < 0.1 ? -std::sqrt(-2 * std::log(tail)) : (tail - 0.5) / 0.4;
  for (int step = 0; step < 30; ++step) {
    const double density = std::exp(-0.5 * x * x) / std::sqrt(2 * std::numbers::pi);
    const double error = (normal_share_below(x) - tail) / density;
    const double change =
        error / (1 + 0.5 * x * error);  // Halley: the second derivative is -x times the first
    x -= change;
    if (std::abs(change) <= 1e-15 * std::abs(x)) break;
  }
  return p < 0.5 ? x : -x;
}

}  // namespace garden::inventory
