// Services: what the parts of this room share, made by Runtime and borrowed by all others.
//
// Threads: the members say their own; the struct itself does not change after start.
#pragma once
#include <atomic>
#include <chrono>
#include <memory>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "runtime/http_client.hpp"
#include "runtime/shard.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace garden::runtime {
class OperationTable;

struct Services {
  Services(telemetry::Log& log_, telemetry::Metrics& metrics_, plugins::CrashJournal& journal_,
           OperationTable& operations_)
      : log(log_), metrics(metrics_), journal(journal_), operations(operations_) {}
  Services(const Services&) = delete;

  telemetry::Log& log;
  telemetry::Metrics& metrics;
  plugins::CrashJournal& journal;
  OperationTable& operations;  // lives for ever
  HttpClientCounters http;
  base::SystemClock system_clock;
  const base::Clock* clock = &system_clock;  // of the breakers
  std::chrono::milliseconds stall_log{50};
  std::chrono::milliseconds stall_quarantine{1000};
  std::vector<std::unique_ptr<Shard>> shards;

  std::atomic<bool> stopping{false};
  std::atomic<std::int64_t> open_operations{0};
  std::atomic<unsigned> turn{0};  // which shard is next

  Shard& next_shard() { return *shards[turn.fetch_add(1, std::memory_order_relaxed) % shards.size()]; }

  // Counts a limit that was hit; `limit` is the constant's name in base/limits.hpp. [any] Slow: takes a lock.
  void limit_hit(std::string_view limit);
};

}  // namespace garden::runtime
