// LiveInstance: an instance from the inside: the component's self, its host table, its pool, its record.
//
// Threads: each function says its own.
#pragma once
#include <atomic>
#include <mutex>
#include <optional>
#include <string>

#include "plugins/crash_journal.hpp"
#include "runtime/breaker.hpp"
#include "runtime/host_context.hpp"
#include "runtime/instance.hpp"
#include "runtime/offload_pool.hpp"
#include "runtime/process_set.hpp"
#include "telemetry/metrics.hpp"

namespace garden::runtime {
class Shard;
struct Services;

class LiveInstance final : public Instance {
 public:
  LiveInstance(Services& services, InstanceSpec spec);
  ~LiveInstance() override;

  const std::string& name() const override { return spec_.name; }
  const plugins::Component& component() const override { return *spec_.component; }
  InstanceState state() const override { return state_.load(); }
  std::string reason() const override;
  std::size_t open_operations() const override { return open_.load(); }
  std::size_t stalls() const override { return static_cast<std::size_t>(stalls_.value()); }
  const Breaker* breaker() const override { return breaker_ ? &*breaker_ : nullptr; }
  Breaker* breaker() { return breaker_ ? &*breaker_ : nullptr; }
  const void* extension(const char* id) override;

  // [a thread of its own] May block. The errors are the component's own words.
  base::Result<> create();
  void close();  // stop and destroy; open() and open_operations() must be 0. A second call does nothing

  // [any] Counts a new operation in, or says why not. A child of a running operation may enter a retiring
  // instance, a new one may not.
  base::Result<> admit(bool is_child);
  void leave() { open_.fetch_sub(1); }
  void refused() { refused_->add(); }               // [any] its breaker spared somebody the wait
  bool has_ended() const { return ended_.load(); }  // close() has returned, or create() failed
  bool is_idle() const { return open_.load() == 0 && pool_.pending() == 0; }
  void retire();      // [any] only children of running operations may enter from now on
  void refuse_all();  // [any] nobody may enter from now on

  // [any] The component took `elapsed` for a callback; the third time over the limit means quarantine.
  void stalled(plugins::Callback callback, std::chrono::milliseconds elapsed);
  // [any] From now on it is refused; its open operations end with `unavailable`.
  void quarantine(std::string reason);

  Services& services() const { return services_; }
  void* self() const { return self_; }
  const garden_component& functions() const { return spec_.component->functions; }
  Shard* lane() const { return lane_; }  // null: reentrant
  HostContext& context() const { return context_; }
  OffloadPool& pool() { return pool_; }
  ProcessSet& processes() { return processes_; }
  const void* internal() const { return spec_.internal; }
  std::uint32_t journal_number() const { return journal_number_; }

  // [any] garden_plugin_<name>{instance=...}, checked and capped; for host->metric.
  void metric(std::string_view name, double value, bool set);
  void publish();  // [any] what the context counted, into the metrics

 private:
  void watch_breaker();  // makes it, and tells the log and the metrics of its changes
  base::Error error_of(garden_status status, const garden_error& error, std::string_view what) const;

  Services& services_;
  const InstanceSpec spec_;
  const std::uint32_t journal_number_;
  Shard* lane_ = nullptr;
  HostContext& context_;  // lives for ever
  OffloadPool pool_;
  std::optional<Breaker> breaker_;
  ProcessSet processes_;
  void* self_ = nullptr;
  std::atomic<InstanceState> state_{InstanceState::starting};
  std::atomic<bool> closing_{false};
  std::atomic<bool> ended_{false};
  std::atomic<std::size_t> open_{0};
  std::atomic<unsigned> strikes_{0};
  telemetry::Counter& stalls_;
  telemetry::Counter& gone_;
  telemetry::Counter& full_;
  telemetry::Counter* refused_ = nullptr;  // of one with a breaker
  mutable std::mutex mutex_;
  std::string reason_;                                                   // [mutex_]
  std::map<std::string, telemetry::Counter*, std::less<>> own_metrics_;  // [mutex_]
};

}  // namespace garden::runtime
