// Instance: one component, made with one configuration, running under one name.
//
// It owns the component's `self` from create() to destroy(), the table of functions the component sees the
// host through, and the pool of threads for its blocking work; so no instance can take another's threads, and
// every log line and metric has a name. A component that breaks the rules too often is put in quarantine: its
// new operations are refused, nobody else's are touched.
// It ends when nobody refers to it any more (no scope, no operation), or at the end of a grace (retire):
// stop() and destroy() are called on a thread of the runtime, after the last operation and the last offloaded
// job.
//
// Threads: all public calls [any].
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/limits.hpp"
#include "plugins/component.hpp"

namespace garden::runtime {
class Breaker;

enum class InstanceState { starting, ready, quarantined, retiring, closed };
std::string_view state_name(InstanceState state);

// What is asked of Runtime::create.
struct InstanceSpec {
  std::string name;  // as the store's YAML calls it: "shop"; in log lines and metrics
  std::shared_ptr<const plugins::Component> component;
  std::string config_json = "{}";  // already checked against the component's schema
  unsigned offload_threads = base::limits::offload_threads_default;
  // For a component that is part of this program: what host->extension("garden.internal/1") answers it. It
  // must live until the instance is closed.
  const void* internal = nullptr;
};

// The id of that extension.
inline constexpr const char* internal_extension = "garden.internal/1";

class Instance {
 public:
  virtual ~Instance() = default;
  virtual const std::string& name() const = 0;
  virtual const plugins::Component& component() const = 0;
  virtual InstanceState state() const = 0;
  virtual std::string reason() const = 0;  // why it is in quarantine; else empty
  virtual std::size_t open_operations() const = 0;
  virtual std::size_t stalls() const = 0;  // callbacks that took over 50 ms
  // What keeps callers from waiting for it while it is away: of a model, a connector or a cache; null for an
  // agent. Every operation goes through it, but for those that say past_breaker.
  virtual const Breaker* breaker() const = 0;
  // A table of the component's own by name, or null. Lives as long as the instance.
  virtual const void* extension(const char* id) = 0;
};

}  // namespace garden::runtime
