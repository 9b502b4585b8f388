#include "runtime/watchdog.hpp"

#include "base/limits.hpp"
#include "runtime/crossing.hpp"
#include "runtime/keeper.hpp"
#include "runtime/live_instance.hpp"
#include "runtime/services.hpp"

namespace garden::runtime {

Watchdog::Watchdog(Services& services, Keeper& keeper) : services_(services), keeper_(keeper) {}
Watchdog::~Watchdog() { stop(); }

void Watchdog::start() {
  thread_ = std::thread([this] { loop(); });
}

void Watchdog::stop() {
  {
    std::lock_guard guard(mutex_);
    stopped_ = true;
  }
  stop_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Watchdog::loop() {
  constexpr std::chrono::milliseconds interval{100};
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, interval, [this] { return stopped_; })) {
    lock.unlock();
    for (auto& shard : services_.shards) look_at(*shard);
    keeper_.tick();
    publish();
    lock.lock();
  }
  publish();
}

void Watchdog::look_at(Shard& shard) {
  const Instance* running = shard.running().instance.load(std::memory_order_acquire);
  if (running == nullptr) return;
  const std::int64_t since = shard.running().since_ms.load(std::memory_order_relaxed);
  const std::chrono::milliseconds elapsed{coarse_now_ms() - since};
  if (elapsed < services_.stall_quarantine) return;
  auto instance = keeper_.find(running);  // it may just have returned, and be gone
  if (!instance) return;
  const std::string text = "has held shard " + std::to_string(shard.number()) + " for " +
                           std::to_string(elapsed.count()) + " ms and not come back";
  if (std::exchange(reported_[&shard], since) != since)
    services_.log.error("plugin " + instance->name(), text);
  if (elapsed >= base::limits::lane_hang_max) instance->quarantine("it " + text);
}

void Watchdog::publish() {
  auto set = [this](std::string_view name, std::int64_t value) {
    services_.metrics.counter(name).set(value);
  };
  set("garden_operations_open", services_.open_operations.load());
  set("garden_http_client_open", services_.http.open.load());
  set("garden_http_client_requests_total", services_.http.ended.load());
  set("garden_http_client_reused_total", services_.http.reused.load());
  set("garden_http_client_pauses_total", services_.http.pauses.load());
  services_.metrics.counter("garden_limit_hits_total", R"(limit="upstream_transfers_per_host_max")")
      .set(services_.http.host_limit_hits.load());
  for (const auto& instance : keeper_.all()) instance->publish();
}

}  // namespace garden::runtime
