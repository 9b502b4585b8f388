#include "app/front.hpp"

#include <utility>

#include "http/origin.hpp"
#include "http/router.hpp"

namespace garden::app {
namespace {
http::ServerConfig http_config(const config::ServerConfig& server, runtime::Runtime& runtime,
                               telemetry::Log& log, telemetry::Metrics& metrics) {
  http::ServerConfig http;
  http.address = server.listen.host;
  http.port = server.listen.port;
  for (std::size_t i = 0; i < runtime.shard_count(); ++i) http.loops.push_back(&runtime.shard(i).io());
  http.head_bytes_max = server.head_bytes_max;
  http.body_bytes_max = server.body_bytes_max;
  http.stream_bytes_max = server.stream_bytes_max;
  http.connections_max = server.connections_max;
  http.head_time = server.head_time;
  http.body_time = server.body_time;
  http.idle_time = server.idle_time;
  http.write_time = server.write_time;
  http.ping_interval = server.ping_interval;
  http.log = &log;
  http.metrics = &metrics;
  return http;
}
}  // namespace

Front::Front(const config::ServerConfig& server, runtime::Runtime& runtime,
             std::vector<conversation::Conversation*> conversations, api::HealthSource health,
             telemetry::Log& log, telemetry::Metrics& metrics)
    : parts_{runtime, std::move(conversations)} {
  router_.guard(http::origin_guard({server.allowed_hosts, {}}));
  api::StoreRoutes routes(router_, parts_);
  api::add_execute_agent(routes);
  api::add_sessions(routes);
  api::add_runs(routes);
  api::add_agents(routes);
  api::add_queries(routes);
  api::add_health(router_, std::move(health));
  api::add_metrics(router_, metrics);
  server_ = std::make_unique<http::Server>(http_config(server, runtime, log, metrics),
                                           [this](http::Request&& request, http::Responder responder) {
                                             router_.handle(std::move(request), std::move(responder));
                                           });
}

}  // namespace garden::app
