#include "conversation/context_builder.hpp"

#include <chrono>
#include <utility>

#include "base/civil_time.hpp"
#include "queries/render.hpp"
#include "runtime/collect.hpp"

namespace garden::conversation {
namespace {
using base::Json;
using std::chrono::milliseconds;

// A context that lacks a query is not kept for its whole bucket: what failed may work again in a moment.
constexpr std::chrono::seconds partial_time{15};

// A query of the context with what came of it.
struct Part {
  const queries::Definition* definition;
  queries::QueryOutcome outcome;
};

garden::Task<queries::QueryOutcome> run_one(garden::Context& context, const queries::Definition& definition,
                                            const queries::QueryEnvironment& environment) {
  co_return co_await queries::run_query(context, definition, Json::object(), environment);
}

// The queries' tables one after another, cut at whole lines to the agent's bound.
BuiltContext render(const ServedStore& store, const ServedAgent& agent, const std::vector<Part>& parts,
                    base::Wall as_of) {
  const auto& bounds = agent.config.context;
  BuiltContext built;
  built.markdown =
      "# " + store.title + ": the data at " + store.zone.local_text(as_of) + " (" + store.zone.name() + ")\n";
  for (const auto& assumption : store.assumptions) built.markdown += "> " + assumption + "\n";
  for (const auto& part : parts) {
    if (!part.outcome) {
      built.failed.push_back(part.definition->name);
      built.markdown += "\n### " + part.definition->title +
                        "\nNot available now: " + part.outcome.error().error.message + "\n";
      continue;
    }
    queries::MarkdownOptions options;
    options.rows_max = bounds.rows_max;
    options.bytes_max = bounds.bytes_max / std::max<std::size_t>(parts.size(), 1);
    built.markdown += "\n" + queries::to_markdown(*part.outcome, options);
    built.citations.push_back({{"query", part.outcome->query},
                               {"params", part.outcome->params},
                               {"row_count", part.outcome->rows.size()},
                               {"as_of", base::rfc3339(part.outcome->as_of)}});
  }
  return built;
}

std::string family_of(const ServedStore& store, const ServedAgent& agent) {
  return "ctx:" + store.name + ":" + agent.name + ":" + agent.version;
}

std::string bucket_key(const std::string& family, milliseconds ttl, base::Wall when) {
  auto ms = std::chrono::duration_cast<milliseconds>(when.time_since_epoch());
  return family + ":" + std::to_string(ms / ttl);
}

std::string cache_request(const std::string& key) { return base::to_text({{"key", key}}); }

garden::Task<ContextPointer> from_cache_plugin(garden::Context& context, const ServedAgent& agent,
                                               std::string key) {
  if (agent.cache.empty()) co_return nullptr;
  auto reply = co_await context.try_call(agent.cache, "get", cache_request(key));
  if (reply.status != GARDEN_OK) co_return nullptr;
  auto stored = BuiltContext::from_text(reply.bytes);
  if (!stored) co_return nullptr;
  co_return std::make_shared<const BuiltContext>(std::move(*stored));
}

// Begins the build of `key` as an operation of its own: it must not end with the turn that happened to be
// first.
void begin_build(Conversation& conversation, const ServedStore& store, const ServedAgent& agent,
                 const std::string& key, runtime::Shard& home) {
  auto family = family_of(store, agent);
  runtime::OperationRequest request{conversation.context_instance(),
                                    "build",
                                    base::to_text({{"agent", agent.name}, {"key", key}}),
                                    nullptr,
                                    store.scope,
                                    agent.config.context.deadline + milliseconds(500)};
  auto complete = [&conversation, key, family](const runtime::Answer& answer) {
    ContextOutcome outcome = std::unexpected(answer.error("context"));
    if (answer.ok()) {
      auto built = BuiltContext::from_text(answer.joined(GARDEN_JSON));
      outcome = built ? ContextOutcome(std::make_shared<const BuiltContext>(std::move(*built)))
                      : std::unexpected(built.error());
    }
    conversation.contexts().complete(key, family, outcome);
  };
  auto begun = runtime::run_then(conversation.parts().runtime, std::move(request), home, complete);
  if (!begun) conversation.contexts().complete(key, family, std::unexpected(begun.error()));
}

// In the last tenth of a bucket that is in use the next one is built, once.
void refresh_ahead(TurnFrame& frame, const std::string& family) {
  auto& contexts = frame.conversation.contexts();
  auto ttl = frame.agent.config.context.ttl;
  auto next = bucket_key(family, ttl, frame.conversation.parts().clock.wall() + ttl / 10);
  if (contexts.find(next) || !contexts.lead_or_wait(next, [](const ContextOutcome&) {})) return;
  begin_build(frame.conversation, frame.store, frame.agent, next, frame.run.home());
}

// Waits for the build of `key`, begun here or by somebody before.
garden::Task<ContextOutcome> build_or_join(TurnFrame& frame, std::string key) {
  auto& contexts = frame.conversation.contexts();
  garden::Signal<ContextOutcome> signal(frame.context);
  auto waiter = [waker = signal.waker()](const ContextOutcome& made) { waker.set(made); };
  if (contexts.lead_or_wait(key, waiter)) {
    contexts.lead_or_wait(key, waiter);
    begin_build(frame.conversation, frame.store, frame.agent, key, frame.run.home());
  }
  co_return co_await signal;
}

}  // namespace

garden::Task<ContextFound> get_context(TurnFrame& frame) {
  if (frame.agent.config.context.queries.empty() || frame.agent.connector.empty())
    co_return ContextFound{nullptr, "none", ""};
  auto& parts = frame.conversation.parts();
  auto& contexts = frame.conversation.contexts();
  auto family = family_of(frame.store, frame.agent);
  auto key = bucket_key(family, frame.agent.config.context.ttl, parts.clock.wall());
  auto found = contexts.find(key);
  if (found && !found->failed.empty() && parts.clock.wall() - found->built_at > partial_time) found = nullptr;
  if (!found) {
    found = co_await from_cache_plugin(frame.context, frame.agent, key);
    if (found) contexts.complete(key, family, found);
  }
  if (found) {
    parts.log.info("context", "Cache HIT " + key);
    refresh_ahead(frame, family);
    co_return ContextFound{found, found->failed.empty() ? "hit" : "partial", ""};
  }
  auto built = co_await build_or_join(frame, key);
  if (built) co_return ContextFound{*built, (*built)->failed.empty() ? "miss" : "partial", ""};
  parts.log.error("context",
                  "Context of " + frame.agent.name + " could not be built: " + built.error().message);
  auto last = contexts.last_good(family);
  co_return ContextFound{last, last ? "stale" : "unavailable", built.error().message};
}

ContextBuilder::ContextBuilder(garden::Config, garden::Host host)
    : conversation_(*const_cast<Conversation*>(host.extension<Conversation>(runtime::internal_extension))) {}

garden::Task<> ContextBuilder::run(garden::Context& context) {
  auto& parts = conversation_.parts();
  auto asked = base::parse_json(context.request()).value_or(Json());
  auto store = conversation_.store();
  const auto* agent = store->agent(base::text_at(asked, "agent"));
  if (!agent) throw garden::Failure(GARDEN_NOT_FOUND, "the agent is no longer served");
  auto begun = parts.clock.now();
  auto environment = store->environment(*agent, parts.clock);
  environment.time_max = agent->config.context.deadline;

  std::vector<garden::Task<queries::QueryOutcome>> tasks;
  std::vector<const queries::Definition*> definitions;
  for (const auto& name : agent->config.context.queries)
    if (const auto* definition = agent->queries.find(name)) {
      definitions.push_back(definition);
      tasks.push_back(run_one(context, *definition, environment));
    }
  auto outcomes = co_await garden::all(std::move(tasks));
  std::vector<Part> made;
  std::string first_error;
  bool any = false;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    any = any || outcomes[i].has_value();
    if (!outcomes[i]) {
      if (first_error.empty()) first_error = outcomes[i].error().error.message;
      parts.log.error("context", "query " + definitions[i]->name + ": " + outcomes[i].error().error.message);
    }
    made.push_back({definitions[i], std::move(outcomes[i])});
  }
  if (!any) throw garden::Failure(GARDEN_UNAVAILABLE, first_error);
  auto built = render(*store, *agent, made, environment.as_of);
  built.built_at = parts.clock.wall();
  built.built_ms = std::chrono::duration<double, std::milli>(parts.clock.now() - begun).count();
  parts.log.info("context", "Context built: " + std::to_string(static_cast<long>(built.built_ms)) + " ms, " +
                                std::to_string(made.size()) + " queries, " +
                                std::to_string(built.failed.size()) + " failed");
  auto text = built.to_text();
  co_await context.emit(text, GARDEN_JSON);
  if (!agent->cache.empty() && built.failed.empty()) {
    auto line =
        base::to_text({{"key", base::text_at(asked, "key")}, {"ttl_ms", agent->config.context.ttl.count()}});
    auto request = line + "\n" + text;
    co_await context.try_call(agent->cache, "set", request);
  }
}

}  // namespace garden::conversation
