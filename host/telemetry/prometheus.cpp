#include "telemetry/prometheus.hpp"

namespace garden::telemetry {

std::string prometheus_text(const Metrics& metrics) {
  std::string text, last;
  for (const auto& sample : metrics.samples()) {
    if (sample.name != last) {
      text += "# TYPE " + sample.name + (sample.name.ends_with("_total") ? " counter\n" : " gauge\n");
      last = sample.name;
    }
    text += sample.name;
    if (!sample.labels.empty()) text += '{' + sample.labels + '}';
    text += ' ' + std::to_string(sample.value) + '\n';
  }
  return text;
}

}  // namespace garden::telemetry
