// Runtime: the heart of the host. It makes instances of components, runs operations on them and ends them.
//
// It owns the shards, the table of operations, the watchdog and the thread on which components are created
// and destroyed; and it is the only way from the host into a component. What a component may do in return is
// in the table of functions that each instance gets (sdk/include/garden/abi.h).
//
// Order of life: start -> create instances -> begin operations ... -> stop. No Operation and no Sink may be
// used after stop() has returned; an Instance may still be held, it is closed then.
// Threads: all calls [any] but stop(); create(), stop() and run() (collect.hpp) block and so refuse a shard.
#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "runtime/http_client.hpp"
#include "runtime/instance.hpp"
#include "runtime/operation.hpp"
#include "runtime/scope.hpp"

namespace garden::plugins {
class CrashJournal;
}
namespace garden::telemetry {
class Log;
class Metrics;
}  // namespace garden::telemetry

namespace garden::runtime {
class Shard;

struct RuntimeOptions {
  unsigned shards = 0;  // 0: one for each core
  HttpClientOptions http;
  std::chrono::milliseconds stall_log{50};           // a callback that takes longer is counted and logged
  std::chrono::milliseconds stall_quarantine{1000};  // three that take longer: quarantine
  const base::Clock* clock = nullptr;  // of the breakers; null: the system's. Outlives the runtime
};

class Runtime {
 public:
  // `log`, `metrics` and `journal` must outlive the runtime. unavailable: threads or descriptors ran out.
  static base::Result<std::unique_ptr<Runtime>> start(const RuntimeOptions& options, telemetry::Log& log,
                                                      telemetry::Metrics& metrics,
                                                      plugins::CrashJournal& journal);
  ~Runtime();  // stop(0)

  std::size_t shard_count() const;
  Shard& shard(std::size_t number);  // what host/http gives a connection to
  Shard& next_shard();               // round robin

  // Creates and starts an instance; blocks until it is ready. The errors are the component's own, with
  // `where` = the JSON pointer into its configuration ("/api_key") where it gave one. deadline: create() or
  // start() took longer than `time_max`; what comes of it later is destroyed.
  base::Result<std::shared_ptr<Instance>> create(
      InstanceSpec spec, std::chrono::milliseconds time_max = base::limits::create_time_max);

  // Begins an operation. A reentrant component runs it on the sink's home shard, a serial one on its own.
  // unavailable: the instance is in quarantine, retiring or closed, or the runtime stops; rate_limited: too
  // many operations are open. After an error nothing reaches the sink.
  base::Result<std::shared_ptr<Operation>> begin(OperationRequest request);

  // The caller lets go of an instance. Operations under way, and what they call in their scope, go on; it is
  // stopped and destroyed when nobody refers to it any more, or after `grace`: then what is left is
  // cancelled.
  void retire(std::shared_ptr<Instance> instance, std::chrono::milliseconds grace);

  // [one thread, not a shard] Refuses new operations, lets those under way end within `grace`, cancels the
  // rest, stops and destroys every instance (last made, first ended), ends the shards. Later calls do
  // nothing. unavailable: a component is still running somewhere and cannot be stopped (the text names it).
  // Then what it may touch is left standing, and the process should end by _Exit, with no destructors run
  // under its feet.
  base::Result<> stop(std::chrono::milliseconds grace);

  std::size_t open_operations() const;
  std::vector<std::shared_ptr<Instance>> instances() const;  // those that are not closed, by age

 private:
  struct State;
  explicit Runtime(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace garden::runtime
