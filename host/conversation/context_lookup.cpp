#include "conversation/context_lookup.hpp"

#include <chrono>
#include <utility>

#include "conversation/context_builder.hpp"

namespace garden::conversation {
namespace {
using std::chrono::milliseconds;

std::string family_of(const ServedStore& store, const ServedAgent& agent) {
  return "ctx:" + store.name + ":" + agent.name + ":" + agent.version;
}

std::int64_t bucket_of(base::Wall when, milliseconds ttl) {
  return std::chrono::duration_cast<milliseconds>(when.time_since_epoch()) / ttl;
}

// Builds for everybody who waits for a key: from the cache plugin if it is there, else by begin_build(),
// which also happens when the turn that leads is cancelled in between.
class Lead {
 public:
  Lead(const ContextQuestion& question, ContextKey key, std::uint64_t ticket)
      : question_(question), key_(std::move(key)), ticket_(ticket) {}
  Lead(const Lead&) = delete;
  Lead& operator=(const Lead&) = delete;
  ~Lead() {
    if (ticket_ != 0)
      begin_build(question_.conversation, question_.store, question_.agent, key_, ticket_, looked_,
                  question_.home);
  }

  garden::Task<bool> find_shared() {
    auto& parts = question_.conversation.parts();
    SharedContexts shared(question_.context, question_.agent.cache, parts);
    auto found = co_await shared.get(key_.text());
    looked_ = true;
    if (!found) co_return false;
    auto ticket = std::exchange(ticket_, 0);
    question_.conversation.contexts().complete(key_, ticket, found, parts.clock.wall());
    co_return true;
  }

 private:
  const ContextQuestion& question_;
  const ContextKey key_;
  std::uint64_t ticket_;  // 0: complete
  bool looked_ = false;
};

void count(const ContextQuestion& question, const char* labels) {
  question.conversation.parts().metrics.counter("garden_contexts_total", labels).add();
}

// Begins a build that nobody waits for, unless there is one.
void build_aside(const ContextQuestion& question, const ContextKey& key) {
  if (auto ticket = question.conversation.contexts().join(key, {}))
    begin_build(question.conversation, question.store, question.agent, key, ticket, false, question.home);
}

ContextFound hit(const ContextQuestion& question, const ContextStanding& standing, const ContextKey& key) {
  auto& log = question.conversation.parts().log;
  if (log.enabled(telemetry::Level::info))
    log.info("context", "Cache HIT " + key.family + ":" + std::to_string(standing.bucket));
  count(question, R"(status="hit")");
  if (standing.bucket < key.bucket && !standing.rests) build_aside(question, key);
  return {standing.current, standing.current->failed.empty() ? "hit" : "partial", ""};
}

garden::Task<ContextFound> find_or_build(const ContextQuestion& question, const ContextKey& key) {
  auto& parts = question.conversation.parts();
  garden::Signal<ContextOutcome> signal(question.context);
  bool is_shared = false;
  auto waiter = [waker = signal.waker()](const ContextOutcome& made) { waker.set(made); };
  if (auto ticket = question.conversation.contexts().join(key, std::move(waiter))) {
    Lead lead(question, key, ticket);
    is_shared = co_await lead.find_shared();
  }
  auto made = co_await signal;
  if (made) {
    if (is_shared) parts.log.info("context", "Cache HIT " + key.text() + " (shared)");
    count(question, is_shared ? R"(status="shared")" : R"(status="miss")");
    const auto* fresh = is_shared ? "hit" : "miss";
    co_return ContextFound{*made, (*made)->failed.empty() ? fresh : "partial", ""};
  }
  auto last = question.conversation.contexts().look(key, parts.clock.wall()).last;
  if (!last) {
    SharedContexts shared(question.context, question.agent.cache, parts);
    last = co_await shared.get_last(key.family);
  }
  count(question, last ? R"(status="stale")" : R"(status="unavailable")");
  co_return ContextFound{last, last ? "stale" : "unavailable", made.error().message};
}

}  // namespace

garden::Task<ContextFound> get_context(ContextQuestion question) {
  const auto& agent = question.agent;
  if (agent.config.context.queries.empty() || agent.connector.empty())
    co_return ContextFound{nullptr, "none", ""};
  auto now = question.conversation.parts().clock.wall();
  auto ttl = agent.config.context.ttl;
  ContextKey key{family_of(question.store, agent), bucket_of(now, ttl)};
  auto standing = question.conversation.contexts().look(key, now);
  key.bucket = bucket_of(now + ttl / 10, ttl);
  if (standing.current) co_return hit(question, standing, key);
  if (!standing.last || standing.trouble.empty()) co_return co_await find_or_build(question, key);
  if (!standing.rests) build_aside(question, key);
  count(question, R"(status="stale")");
  co_return ContextFound{standing.last, "stale", standing.trouble};
}

}  // namespace garden::conversation
