// /metrics: what the host counts, for Prometheus.
#include "api/routes.hpp"
#include "telemetry/prometheus.hpp"

namespace garden::api {

void add_metrics(http::Router& router, const telemetry::Metrics& metrics) {
  router.get("/metrics", [&metrics](http::Request&&, const http::PathParameters&, http::Responder responder) {
    responder.reply(
        {200, {{"Content-Type", telemetry::prometheus_content_type}}, telemetry::prometheus_text(metrics)});
  });
}

}  // namespace garden::api
