// Demand anomalies: a week unlike the others, told apart from chance.
//   expected = median of the earlier windows      scale = max(1.4826 MAD, sqrt(max(expected, 1)))
//   z = (units - expected) / scale                anomaly if |z| >= 3
// MAD is the median of the absolute deviations from the median; unlike mean and deviation, both stand a
// few outliers in the past. Counts of a random demand scatter by at least the root of their mean, so a
// product that sold exactly 2 each week is not alarmed by 3; that is the floor of the scale (and there is
// always one, even where MAD is 0).
// Source: Hampel, "The influence curve and its role in robust estimation", JASA 69 (1974); Iglewicz,
// Hoaglin 1993.
// Edge rules: fewer than 5 earlier windows give no verdict; NaN (out of stock) is left out; a drop of a
// product that was out of stock is not a drop of demand, its window must be given as NaN and has no
// verdict.
// Units: units a window.
// Threads: pure functions, [any].
#pragma once
#include <cstdint>
#include <optional>
#include <span>

namespace garden::inventory {

// Middle value, the mean of the two middle ones for an even count; NaN left out; empty without any.
std::optional<double> median_of(std::span<const double> values);
std::optional<double> mad_of(std::span<const double> values);

enum class AnomalyKind : std::uint8_t { none, undecided, rise, bulk_order, drop };
const char* name_of(AnomalyKind kind);

struct Anomaly {
  AnomalyKind kind = AnomalyKind::undecided;
  double expected = 0, scale = 0, z = 0;
};

// `before`: earlier windows of the same length. `largest_order`: units of the largest single order in this
// window; a rise that would be none without it is a bulk order.
Anomaly anomaly_of(double units, std::span<const double> before, double largest_order = 0,
                   double z_limit = 3);

}  // namespace garden::inventory
