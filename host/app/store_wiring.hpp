// StoreWiring: from one store's configuration to its running instances, its agents and what their calls mean.
//
// What is wrong with the configuration (a bad key, no such library) is a problem with a place, all at once.
// What is right but does not work now (a variable that is not set, a database that is away) disables one
// instance with a reason; the rest of the store is served. Threads: blocking; not on a shard.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "config/configuration.hpp"
#include "conversation/served_store.hpp"
#include "plugins/catalogue.hpp"
#include "runtime/runtime.hpp"
#include "telemetry/log.hpp"

namespace garden::app {

// An instance of a store, or why there is none.
struct WiredInstance {
  std::string name, library, kind;  // kind: "llm" ...; empty when the library could not be read
  std::shared_ptr<runtime::Instance>
      instance;          // co-owners: the store's scope and its operations; null: disabled
  std::string disabled;  // why
};

struct WiredStore {
  std::vector<WiredInstance> instances;
  std::shared_ptr<const conversation::ServedStore> served;  // shared with the conversation and its runs
  config::Problems warnings;
};

struct WiringParts {
  plugins::Catalogue& catalogue;
  runtime::Runtime* runtime;  // null: only check, make no instance
  telemetry::Log& log;
  std::vector<std::filesystem::path> agent_directories;
  config::TurnLimits limits;  // of the host
  config::LoadOptions load;
};

std::expected<WiredStore, config::Problems> wire_store(const config::StoreConfig& store,
                                                       const WiringParts& parts);

}  // namespace garden::app
