// TestHost: a runtime with everything around it, in one line, and a component written as two lambdas.
//
// Tests of the border want to be the component: a Script is one, in this process, through the same C table of
// functions as any plugin. What begin and event do is the test's.
// Threads: begin and event run on lanes; a Script's functions must not be changed once it has an instance.
#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "plugins/component.hpp"
#include "plugins/crash_journal.hpp"
#include "runtime/collect.hpp"
#include "runtime/runtime.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace garden::testing {

inline std::string_view view(garden_str text) {
  return text.data ? std::string_view(text.data, text.size) : "";
}
inline garden_str raw(std::string_view text) { return {text.data(), text.size()}; }

// A component as the test wants it to be. `host` is set in create().
struct Script {
  std::function<void(Script&, garden_op, std::string_view verb, std::string_view request)> begin;
  std::function<void(Script&, garden_op, const garden_event&)> event;
  std::function<garden_status(Script&, garden_error&)> create, start;
  std::function<void(Script&)> stop, destroy;
  const garden_host* host = nullptr;

  garden_status emit(garden_op op, std::string_view text, garden_kind kind = GARDEN_TEXT) {
    return host->emit(host, op, kind, raw(text));
  }
  garden_status finish(garden_op op, garden_status status = GARDEN_OK, std::string_view body = {}) {
    return host->finish(host, op, status, raw(body));
  }
};

std::shared_ptr<const plugins::Component> script_component(bool reentrant);

struct TestHost {
  explicit TestHost(runtime::RuntimeOptions options = {.shards = 2});
  ~TestHost();

  // An instance of a script; the script must outlive the host.
  std::shared_ptr<runtime::Instance> add(Script& script, std::string name, bool reentrant = true,
                                         unsigned offload_threads = 2);
  base::Result<std::shared_ptr<runtime::Instance>> try_add(Script& script, std::string name);

  // Runs one operation to its end.
  runtime::Answer ask(std::shared_ptr<runtime::Instance> instance, std::string verb, std::string request = {},
                      std::shared_ptr<const runtime::Scope> scope = {},
                      std::chrono::milliseconds time_max = std::chrono::seconds(30));
  std::int64_t metric(std::string_view name, std::string_view labels = {});

  std::unique_ptr<telemetry::Log> log = telemetry::Log::silent();
  telemetry::Metrics metrics;
  std::unique_ptr<plugins::CrashJournal> journal = plugins::CrashJournal::in_memory();
  std::unique_ptr<runtime::Runtime> runtime;
};

// Looks until `condition` holds, for at most `limit`; the answer is whether it did.
template <class Condition>
bool eventually(Condition condition, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace garden::testing
