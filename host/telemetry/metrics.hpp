// Metrics: numbers that add up, for /health now and for Prometheus when it asks.
//
// A counter or gauge is made once, by name and labels, and kept by its user; adding to it is one atomic
// instruction. Names follow Prometheus (base units, `_total` for counters). Labels are few and fixed: never
// an id or free text. Threads: all calls [any]. The registry outlives everything that keeps a reference into
// it.
#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace garden::telemetry {

class Counter {
 public:
  void add(std::int64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
  void set(std::int64_t n) { value_.store(n, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

class Metrics {
 public:
  // The same name and labels give the same counter. `labels` as Prometheus writes them: R"(plugin="shop")".
  Counter& counter(std::string_view name, std::string_view labels = {});

  struct Sample {
    std::string name, labels;
    std::int64_t value;
  };
  std::vector<Sample> samples() const;  // sorted by name

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::unique_ptr<Counter>> counters_;
};

}  // namespace garden::telemetry
