#include "runtime/crossing.hpp"

#include <ctime>

#include "runtime/live_instance.hpp"
#include "runtime/services.hpp"

namespace garden::runtime {

std::int64_t coarse_now_ms() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

Crossing::Crossing(Shard& shard, LiveInstance& instance, plugins::Callback callback)
    : shard_(shard), instance_(instance), callback_(callback), since_ms_(coarse_now_ms()) {
  shard.mark().enter(instance.journal_number(), callback);
  shard.running().since_ms.store(since_ms_, std::memory_order_relaxed);
  shard.running().instance.store(&instance, std::memory_order_release);
}

Crossing::~Crossing() {
  shard_.running().instance.store(nullptr, std::memory_order_release);
  shard_.mark().leave();
  const std::chrono::milliseconds elapsed{coarse_now_ms() - since_ms_};
  if (elapsed > instance_.services().stall_log) instance_.stalled(callback_, elapsed);
  shard_.run_deferred();
}

}  // namespace garden::runtime
