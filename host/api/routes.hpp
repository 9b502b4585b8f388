// The routes of the API, one function a noun; each is defined in the file of its name. Threads: before the
// server starts.
#pragma once
#include <functional>

#include "api/store_routes.hpp"
#include "telemetry/metrics.hpp"

namespace garden::api {

void add_execute_agent(StoreRoutes& routes);  // POST /execute_agent
void add_sessions(StoreRoutes& routes);       // /sessions, /clear_session
void add_runs(StoreRoutes& routes);           // /runs
void add_agents(StoreRoutes& routes);         // /agents
void add_queries(StoreRoutes& routes);        // /queries

// What /health tells beyond what every host knows; `verbose` may ask components and so takes longer. `done`
// once, on any thread.
struct HealthSource {
  std::function<base::Json()> basics;  // {"status", "active_sessions", "uptime_s", "version"}
  std::function<void(std::function<void(base::Json)> done)> verbose;
  std::function<bool()> is_ready;
};
void add_health(http::Router& router, HealthSource source);  // /health, /health/ready, /health/live

// `metrics` outlives the router.
void add_metrics(http::Router& router, const telemetry::Metrics& metrics);  // /metrics

}  // namespace garden::api
