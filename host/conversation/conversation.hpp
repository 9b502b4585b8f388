// Conversation: the one door to a store's agents. Whoever asks (a client, the command line, later a schedule)
// enters here; what comes back is a Run to watch.
//
// start() checks what can be checked, takes a place in the session's lane and makes the user's message
// durable, in this order, before anything is spent: what fails until then is an error with a status, what
// fails later is an event of the run. The turn itself is an operation of a component that is part of this
// program (turn.hpp).
//
// Threads: start, find, cancel, clear, counts [any]; a Run is used on its home shard.
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.hpp"
#include "base/limits.hpp"
#include "conversation/context_cache.hpp"
#include "conversation/run.hpp"
#include "conversation/run_request.hpp"
#include "conversation/served_store.hpp"
#include "conversation/session_lanes.hpp"
#include "runtime/runtime.hpp"
#include "state/reports.hpp"
#include "state/runs.hpp"
#include "state/sessions.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace garden::conversation {

// What a conversation works with; all outlive it.
struct ConversationParts {
  runtime::Runtime& runtime;
  state::Store& state;
  const base::Clock& clock;
  telemetry::Log& log;
  telemetry::Metrics& metrics;
  // Of one call to a cache plugin: one that needs longer costs more than it saves.
  std::chrono::milliseconds cache_time = base::limits::context_cache_time;
};

class Conversation {
 public:
  // `name`: of the store; it scopes everything that is remembered.
  Conversation(ConversationParts parts, std::string name);
  ~Conversation();
  Conversation(const Conversation&) = delete;

  // Before the first start(): makes the built-in components. Then, and again after a reload, what is served.
  base::Result<> open();
  void serve(std::shared_ptr<const ServedStore> store);
  std::shared_ptr<const ServedStore> store() const;

  using Started = std::function<void(base::Result<std::shared_ptr<Run>>)>;
  // `done` on `home`, once. Codes: not_found (agent, report), denied (the session is busy and the wish was
  // reject), full (its queue is), invalid, unavailable (the message cannot be made durable, or the host is
  // stopping).
  void start(RunRequest request, runtime::Shard& home, Started done);

  // A run that is under way here, or null: then the state store knows it.
  std::shared_ptr<Run> find(const std::string& run_id) const;
  std::size_t live_runs() const;
  std::size_t active_sessions() const { return lanes_.active_sessions(); }

  // Cancels what the session is doing and deletes it; `done` (on a thread of the state store) says whether it
  // existed.
  void clear(const std::string& session_id, state::Store::Done<bool> done);

  // No more starts; the runs under way go on. interrupt_all() ends them as interrupted.
  void refuse_new();
  void interrupt_all(const std::string& why);

  // For the built-in components.
  ConversationParts& parts() { return parts_; }
  state::Sessions& sessions() { return sessions_; }
  state::Runs& runs() { return runs_; }
  state::Reports& reports() { return reports_; }
  // What calls mean in operations of `store` within the run `run_id` (empty: outside of any).
  std::shared_ptr<const runtime::Scope> scope_for(std::shared_ptr<const ServedStore> store,
                                                  const std::string& run_id = {}) const;
  ContextCache& contexts() { return contexts_; }
  const std::shared_ptr<runtime::Instance>& context_instance() const { return context_; }
  const std::shared_ptr<runtime::Instance>& query_instance() const { return query_; }
  const std::shared_ptr<runtime::Instance>& ledger_instance() const { return ledger_; }

 private:
  struct Starting;
  void made_durable(const std::shared_ptr<Starting>& starting, base::Result<state::TurnBegun> begun);
  void begin_turn(const std::shared_ptr<Starting>& starting);
  void forget(const std::string& run_id);

  ConversationParts parts_;
  const std::string name_;
  state::Sessions sessions_;
  state::Runs runs_;
  state::Reports reports_;
  SessionLanes lanes_;
  ContextCache contexts_;
  std::shared_ptr<runtime::Instance> turn_, context_, query_, errand_, ledger_;  // co-owner: the runtime
  mutable std::mutex mutex_;
  std::shared_ptr<const ServedStore> store_;          // co-owners: the runs that were started with it
  std::map<std::string, std::shared_ptr<Run>> live_;  // co-owners: operations and connections
  bool refusing_ = false;
};

}  // namespace garden::conversation
