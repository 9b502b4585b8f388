#include "runtime/runtime.hpp"

#include <algorithm>
#include <system_error>
#include <thread>

#include "runtime/forever.hpp"
#include "runtime/keeper.hpp"
#include "runtime/live_instance.hpp"
#include "runtime/live_operation.hpp"
#include "runtime/operation_table.hpp"
#include "runtime/services.hpp"
#include "runtime/watchdog.hpp"

namespace garden::runtime {
using base::Code;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

void Services::limit_hit(std::string_view limit) {
  metrics.counter("garden_limit_hits_total", "limit=\"" + std::string(limit) + "\"").add();
}

struct Runtime::State {
  State(telemetry::Log& log, telemetry::Metrics& metrics, plugins::CrashJournal& journal)
      : services(log, metrics, journal, *make_forever<OperationTable>()),
        keeper(services),
        watchdog(services, keeper) {}

  Services services;
  Keeper keeper;
  Watchdog watchdog;
  bool stopped = false;

  // Waits until no operation is open, at the latest until `until`.
  bool drained(steady_clock::time_point until) const {
    while (services.open_operations.load() != 0) {
      if (steady_clock::now() >= until) return false;
      std::this_thread::sleep_for(milliseconds(1));  // only when the whole host ends: not worth a signal
    }
    return true;
  }
};

Runtime::Runtime(std::unique_ptr<State> state) : state_(std::move(state)) {}

Runtime::~Runtime() { stop(milliseconds(0)); }

base::Result<std::unique_ptr<Runtime>> Runtime::start(const RuntimeOptions& options, telemetry::Log& log,
                                                      telemetry::Metrics& metrics,
                                                      plugins::CrashJournal& journal) {
  try {
    auto state = std::make_unique<State>(log, metrics, journal);
    if (options.clock) state->services.clock = options.clock;
    state->services.stall_log = options.stall_log;
    state->services.stall_quarantine = options.stall_quarantine;
    const unsigned count =
        options.shards != 0 ? options.shards : std::max(1u, std::thread::hardware_concurrency());
    for (unsigned number = 0; number < count; number++)
      state->services.shards.push_back(
          std::make_unique<Shard>(number, options.http, state->services.http, journal.mark()));
    for (auto& shard : state->services.shards)
      if (auto started = shard->start(); !started) return std::unexpected(started.error());
    state->watchdog.start();
    return std::unique_ptr<Runtime>(new Runtime(std::move(state)));
  } catch (const std::system_error& error) {
    return base::fail(Code::unavailable, std::string("the runtime could not start: ") + error.what());
  }
}

std::size_t Runtime::shard_count() const { return state_->services.shards.size(); }
Shard& Runtime::shard(std::size_t number) { return *state_->services.shards.at(number); }
Shard& Runtime::next_shard() { return state_->services.next_shard(); }

base::Result<std::shared_ptr<Instance>> Runtime::create(InstanceSpec spec, milliseconds time_max) {
  if (Shard::current() != nullptr)
    return base::fail(Code::internal, "an instance cannot be created on a shard: it would block it",
                      spec.name);
  if (!spec.component) return base::fail(Code::invalid, "an instance needs a component", spec.name);
  if (state_->services.stopping) return base::fail(Code::unavailable, "the host is being stopped", spec.name);
  return state_->keeper.create(std::move(spec), time_max);
}

base::Result<std::shared_ptr<Operation>> Runtime::begin(OperationRequest request) {
  if (!request.instance || !request.sink)
    return base::fail(Code::internal, "an operation needs an instance and a sink");
  LiveOperation::Ancestry ancestry{
      .depth = 0, .deadline = steady_clock::now() + request.time_max, .trace = {}};
  if (!request.trace.name.empty() || !request.trace.traceparent.empty())
    ancestry.trace = std::make_shared<const Trace>(std::move(request.trace));
  return LiveOperation::begin(state_->services, std::move(request), std::move(ancestry));
}

void Runtime::retire(std::shared_ptr<Instance> instance, milliseconds grace) {
  state_->keeper.retire(std::move(instance), grace);
}

base::Result<> Runtime::stop(milliseconds grace) {
  if (!state_ || state_->stopped) return {};
  state_->stopped = true;
  Services& services = state_->services;
  services.stopping = true;
  if (!state_->drained(steady_clock::now() + grace)) {
    for (const auto& operation : services.operations.all())
      operation->cancel(Code::unavailable, "the host is being stopped");
  }
  std::vector<std::string> left;
  if (state_->drained(steady_clock::now() + base::limits::stop_time_max))
    left = state_->keeper.stop(base::limits::stop_time_max);
  else
    for (const auto& shard : services.shards)
      if (auto instance = state_->keeper.find(shard->running().instance.load()))
        left.push_back(instance->name());
  state_->watchdog.stop();
  if (left.empty() && services.open_operations.load() == 0) {
    for (auto& shard : services.shards) shard->stop();
    return {};
  }
  std::string names;
  for (const auto& name : left) names += (names.empty() ? "'" : ", '") + name + "'";
  const std::string text = "still running and cannot be stopped: " + (names.empty() ? "a component" : names);
  services.log.error("runtime", text);
  static_cast<void>(state_.release());  // on purpose: a component's thread is in there
  return base::fail(Code::unavailable, text);
}

std::size_t Runtime::open_operations() const {
  return static_cast<std::size_t>(state_->services.open_operations.load());
}

std::vector<std::shared_ptr<Instance>> Runtime::instances() const {
  std::vector<std::shared_ptr<Instance>> found;
  for (auto& instance : state_->keeper.all()) found.push_back(std::move(instance));
  return found;
}

}  // namespace garden::runtime
