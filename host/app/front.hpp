// Front: the listener and the routes behind it. Threads: made, started and drained by one thread.
#pragma once
#include <memory>
#include <vector>

#include "api/routes.hpp"
#include "config/host_config.hpp"
#include "http/server.hpp"

namespace garden::app {

class Front {
 public:
  Front(const config::ServerConfig& server, runtime::Runtime& runtime,
        std::vector<conversation::Conversation*> conversations, api::HealthSource health, telemetry::Log& log,
        telemetry::Metrics& metrics);
  base::Result<> start() { return server_->start(); }
  std::uint16_t port() const { return server_->port(); }
  bool drain(std::chrono::milliseconds timeout) { return server_->drain(timeout); }

 private:
  api::ApiParts parts_;
  http::Router router_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace garden::app
