#include "http/core.hpp"

#include "telemetry/log.hpp"

namespace garden::http {

Counters::Counters(telemetry::Metrics& metrics)
    : streams(metrics.counter("garden_http_streams")),
      accepted(metrics.counter("garden_http_connections_total")),
      requests(metrics.counter("garden_http_requests_total")),
      refused(metrics.counter("garden_http_refused_total")),
      timed_out(metrics.counter("garden_http_timed_out_total")),
      shed(metrics.counter("garden_http_shed_total")) {
  for (std::size_t i = 0; i < answers_.size(); ++i) {
    answers_[i] = &metrics.counter("garden_http_answers_total", "status=\"" + std::to_string(i + 1) + "xx\"");
  }
}

Core::Core(ServerConfig config_, Handler handler_)
    : own_metrics_(config_.metrics ? nullptr : std::make_unique<telemetry::Metrics>()),
      config(std::move(config_)),
      handler(std::move(handler_)),
      metrics(config.metrics ? *config.metrics : *own_metrics_),
      counters(metrics),
      budget(config.bodies_bytes_max) {}

Loop& Core::least_loaded() {
  Loop* best = loops.front().get();
  for (const auto& loop : loops) {
    if (loop->connections.load(std::memory_order_relaxed) <
        best->connections.load(std::memory_order_relaxed)) {
      best = loop.get();
    }
  }
  return *best;
}

bool Core::wait_empty(std::chrono::steady_clock::time_point until) {
  std::unique_lock lock(mutex_);
  return empty_.wait_until(lock, until, [this] { return open() == 0; });
}

void Core::hit(const char* limit) {
  metrics.counter("garden_limit_hits_total", "limit=\"" + std::string(limit) + "\"").add();
}

void Core::warn(const std::string& message) {
  if (config.log) config.log->warn("http", message);
}

void Core::fault(const std::string& message) {
  if (config.log) config.log->error("http", message);
}

Seat::Seat(std::shared_ptr<Core> core, Loop& loop) : core_(std::move(core)), loop_(&loop) {
  core_->open_.fetch_add(1, std::memory_order_relaxed);
  loop_->connections.fetch_add(1, std::memory_order_relaxed);
}

Seat::~Seat() {
  if (!core_) return;
  loop_->connections.fetch_sub(1, std::memory_order_relaxed);
  if (core_->open_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    std::lock_guard lock(core_->mutex_);  // between the waiter's look and its sleep nothing gets in
    core_->empty_.notify_all();
  }
}

}  // namespace garden::http
