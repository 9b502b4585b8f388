#include "telemetry/metrics.hpp"

namespace garden::telemetry {

Counter& Metrics::counter(std::string_view name, std::string_view labels) {
  std::lock_guard guard(mutex_);
  auto& slot = counters_[{std::string(name), std::string(labels)}];
  if (!slot) slot = std::make_unique<Counter>();
  return *slot;
}

std::vector<Metrics::Sample> Metrics::samples() const {
  std::lock_guard guard(mutex_);
  std::vector<Sample> all;
  all.reserve(counters_.size());
  for (const auto& [key, counter] : counters_) all.push_back({key.first, key.second, counter->value()});
  return all;
}

}  // namespace garden::telemetry
