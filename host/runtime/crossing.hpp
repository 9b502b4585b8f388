// Crossing: the moment a component's code runs on a shard, marked from outside.
//
// While one exists, the crash journal names the component, the watchdog sees since when it runs, and what the
// component ends meanwhile is kept in place: an operation that is over leaves its lane only when the
// component has returned, because its instance may be destroyed after that. Crossings do not nest: the host
// never calls a component from inside a call that a component makes.
//
// Threads: made and destroyed on the
// shard.
#pragma once
#include <chrono>

#include "plugins/crash_journal.hpp"
#include "runtime/shard.hpp"

namespace garden::runtime {
class LiveInstance;

class Crossing {
 public:
  Crossing(Shard& shard, LiveInstance& instance, plugins::Callback callback);
  ~Crossing();
  Crossing(const Crossing&) = delete;

 private:
  Shard& shard_;
  LiveInstance& instance_;
  const plugins::Callback callback_;
  const std::int64_t since_ms_;
};

// Milliseconds on the kernel's coarse monotonic clock: a few ms off, and a fifth of the price.
std::int64_t coarse_now_ms();

}  // namespace garden::runtime
