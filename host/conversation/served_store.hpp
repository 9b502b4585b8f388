// ServedStore: one shop as it is being served: its agents with their prompts and queries, and what their
// calls mean.
//
// Made by the wiring from a configuration and never changed: a reload makes another one for new runs, those
// under way keep theirs. Threads: immutable, [any].
#pragma once
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answers/evidence.hpp"
#include "base/civil_time.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "config/agent_config.hpp"
#include "ledger/ledger.hpp"
#include "queries/catalogue.hpp"
#include "queries/runner.hpp"
#include "reports/definition.hpp"
#include "runtime/scope.hpp"

namespace garden::conversation {

// What one turn may use up, every bound set.
struct EffectiveLimits {
  unsigned steps = 0;
  unsigned tool_calls = 0;   // of one turn
  std::uint64_t tokens = 0;  // 0: no bound
  std::chrono::milliseconds time{};
};

// The library of an agent that has code of its own (sdk/include/garden/abi_agent.h), as an instance.
struct AgentCode {
  std::shared_ptr<runtime::Instance> instance;  // co-owners: the store's scope and its operations
  std::string target;                           // what to call: "code:inventory_intelligence"
  std::vector<std::string> tools;               // their names; none is the name of a query
  // Verbs that it turned out not to have: learned when they are first asked for. [any]
  std::atomic<bool> lacks_context{false}, lacks_run{false};
};

struct ServedAgent {
  std::string name;
  config::AgentConfig config;
  queries::Catalogue queries;
  std::vector<reports::Definition> reports;
  answers::Evidence numbers;  // that its answers may state without looking them up: thresholds, examples
  base::Json settings = base::Json::object();  // complete
  std::string system;                          // the prompt's text
  std::string system_json = R"("")";           // the same as a JSON string
  std::vector<std::string> tools;              // names of what it may call: queries, tools of its library
  std::string tools_json;                      // their descriptions, JSON text of an array
  std::unique_ptr<AgentCode> code;             // null: it is only YAML
  std::vector<std::string> models;             // "llm:gemini", in order; those that are disabled left out
  std::string connector;                       // "connector:shop", or empty
  std::string cache;                           // "cache:cache", or empty
  EffectiveLimits limits;
  std::string version;  // changes with its definitions: part of a context's key

  bool may_call(std::string_view tool) const;
  const reports::Definition* report(std::string_view report_name) const;  // null: there is none
  // not_found names the nearest one.
  base::Result<const reports::Definition*> get_report(std::string_view report_name) const;
};

struct ServedStore {
  std::string name, title, currency;
  base::TimeZone zone = base::TimeZone::utc();
  std::optional<base::Wall> as_of;  // a snapshot: the clock of queries stands here
  std::vector<std::string> assumptions;
  std::vector<std::unique_ptr<const ServedAgent>> agents;
  std::shared_ptr<const runtime::Scope> scope;  // co-owners: the operations of this store
  // The product's own tables, or null. Co-owners: the wiring, this store's successors after a reload.
  std::shared_ptr<ledger::Ledger> ledger;
  std::string ledger_agent;  // whose connector and settings fill it

  const ServedAgent* agent(std::string_view agent_name) const;  // null: there is none
  // not_found names the nearest one.
  base::Result<const ServedAgent*> get_agent(std::string_view agent_name) const;
  // Whether any agent has a library; and the one whose library `instance` is, or null.
  bool has_code() const;
  const ServedAgent* agent_with_code(const runtime::Instance& instance) const;
  // The store's day, by its own clock or the snapshot's.
  std::string local_day(const base::Clock& clock) const;
  queries::QueryEnvironment environment(const ServedAgent& agent, const base::Clock& clock) const;
};

}  // namespace garden::conversation
