#include "stock/anomalies.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace garden::inventory {
namespace {
constexpr int windows_min = 5;
constexpr double mad_to_deviation = 1.482602218505602;  // 1 / the normal quantile of 0.75

std::optional<double> middle_of(std::vector<double>& values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const auto half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

std::vector<double> known(std::span<const double> values) {
  std::vector<double> left;
  for (const double value : values)
    if (!std::isnan(value)) left.push_back(value);
  return left;
}
}  // namespace

std::optional<double> median_of(std::span<const double> values) {
  auto left = known(values);
  return middle_of(left);
}

std::optional<double> mad_of(std::span<const double> values) {
  auto left = known(values);
  const auto median = middle_of(left);
  if (!median) return {};
  for (double& value : left) value = std::abs(value - *median);
  return middle_of(left);
}

const char* name_of(AnomalyKind kind) {
  switch (kind) {
    case AnomalyKind::none: return "none";
    case AnomalyKind::undecided: return "undecided";
    case AnomalyKind::rise: return "rise";
    case AnomalyKind::bulk_order: return "bulk order";
    case AnomalyKind::drop: return "drop";
  }
  return "none";
}

Anomaly anomaly_of(double units, std::span<const double> before, double largest_order, double z_limit) {
  Anomaly anomaly;
  if (std::isnan(units) || known(before).size() < windows_min) return anomaly;
  anomaly.expected = *median_of(before);
  anomaly.scale = std::max(mad_to_deviation * *mad_of(before), std::sqrt(std::max(anomaly.expected, 1.0)));
  anomaly.z = (units - anomaly.expected) / anomaly.scale;
  if (anomaly.z >= z_limit) {
    const double without = (units - largest_order - anomaly.expected) / anomaly.scale;
    anomaly.kind = without < z_limit ? AnomalyKind::bulk_order : AnomalyKind::rise;
  } else {
    anomaly.kind = anomaly.z <= -z_limit ? AnomalyKind::drop : AnomalyKind::none;
  }
  return anomaly;
}

}  // namespace garden::inventory
