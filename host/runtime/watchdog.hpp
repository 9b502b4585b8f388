// Watchdog: sees what a blocked lane cannot report itself.
//
// A component that does not return from a callback holds its shard, and everything on it, deadlines included.
// So a thread looks at all shards ten times a second: a callback that is over the limit is logged while it
// still runs, and one that has not come back for long puts its instance in quarantine, which ends the
// instance's operations for their clients on other shards. The same thread looks after what is due now and
// then: retiring instances, and counters that go into the metrics.
// Threads: start and stop on one thread; the rest on its own.
#pragma once
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "runtime/shard.hpp"

namespace garden::runtime {
class Keeper;
struct Services;

class Watchdog {
 public:
  Watchdog(Services& services, Keeper& keeper);
  ~Watchdog();  // stop()
  void start();
  void stop();

 private:
  void loop();
  void look_at(Shard& shard);
  void publish();

  Services& services_;
  Keeper& keeper_;
  std::map<const Shard*, std::int64_t> reported_;  // since when the callback runs that was logged already
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace garden::runtime
