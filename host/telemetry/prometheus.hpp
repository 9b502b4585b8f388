// The metrics as Prometheus reads them.
//
// Text exposition format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats): for each name one TYPE
// line, then a line a sample. What ends in _total only grows, everything else may fall.
#pragma once
#include <string>

#include "telemetry/metrics.hpp"

namespace garden::telemetry {

inline constexpr const char* prometheus_content_type = "text/plain; version=0.0.4; charset=utf-8";

std::string prometheus_text(const Metrics& metrics);  // [any]

}  // namespace garden::telemetry
