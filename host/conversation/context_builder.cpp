#include "conversation/context_builder.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/civil_time.hpp"
#include "base/ids.hpp"
#include "conversation/ledger_component.hpp"
#include "queries/render.hpp"
#include "runtime/collect.hpp"

namespace garden::conversation {
namespace {
using base::Json;
using std::chrono::milliseconds;

constexpr milliseconds writing_time{1500};  // for the cache plugin, beyond the deadline of the build
constexpr std::uint32_t look_again_ms_min = 20, look_again_ms_max = 100;
constexpr milliseconds build_time_min{1000};  // what is left of the deadline after waiting for another host

garden::Task<queries::QueryOutcome> run_one(garden::Context& context, const queries::Definition& definition,
                                            const queries::QueryEnvironment& environment) {
  co_return co_await queries::run_query(context, definition, Json::object(), environment);
}

std::int64_t number_at(const Json& object, std::string_view name) {
  const auto& value = base::member(object, name);
  return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

}  // namespace

// One build, as it was asked for.
struct ContextBuilder::Job {
  garden::Context& context;
  std::shared_ptr<const ServedStore> store;  // co-owners: the conversation, runs
  const ServedAgent* agent;
  ContextKey key;
  SharedContexts shared;
  bool looked;  // in the cache plugin, just before
  std::string token;
  bool has_lock = false;
  base::Steady begun;
};

void begin_build(Conversation& conversation, const ServedStore& store, const ServedAgent& agent,
                 ContextKey key, std::uint64_t ticket, bool looked, runtime::Shard& home) {
  Json job{{"agent", agent.name},
           {"family", key.family},
           {"bucket", key.bucket},
           {"ticket", ticket},
           {"looked", looked}};
  runtime::OperationRequest request{conversation.context_instance(),
                                    "build",
                                    base::to_text(job),
                                    nullptr,
                                    store.scope,
                                    agent.config.context.deadline + writing_time};
  // A build that is good has completed its ticket itself; then this does nothing.
  auto complete = [&conversation, key, ticket](const runtime::Answer& answer) {
    auto error = answer.ok() ? base::Error{base::Code::internal, "the build made nothing", "context"}
                             : answer.error("context");
    conversation.contexts().complete(key, ticket, std::unexpected(std::move(error)),
                                     conversation.parts().clock.wall());
  };
  auto begun = runtime::run_then(conversation.parts().runtime, std::move(request), home, complete);
  if (!begun)
    conversation.contexts().complete(key, ticket, std::unexpected(begun.error()),
                                     conversation.parts().clock.wall());
}

ContextBuilder::ContextBuilder(garden::Config, garden::Host host)
    : conversation_(*const_cast<Conversation*>(host.extension<Conversation>(runtime::internal_extension))) {}

garden::Task<ContextPointer> ContextBuilder::made_elsewhere(Job& job) {
  auto& clock = conversation_.parts().clock;
  if (!job.looked)
    if (auto found = co_await job.shared.get(job.key.text())) co_return found;
  auto wait_ms = look_again_ms_min;
  // Not longer than a lock lasts: who holds it then has died, or a new one got it, and one more build is
  // cheap.
  while (clock.now() - job.begun < SharedContexts::lock_time) {
    auto lock = co_await job.shared.lock(job.key.text(), job.token);
    job.has_lock = lock == SharedContexts::Lock::got;
    if (lock != SharedContexts::Lock::taken) co_return nullptr;
    co_await job.context.sleep(wait_ms);
    wait_ms = std::min(wait_ms * 2, look_again_ms_max);
    if (auto found = co_await job.shared.get(job.key.text())) co_return found;
  }
  co_return nullptr;
}

// The queries' tables one after another, cut at whole lines to the agent's bound.
BuiltContext ContextBuilder::render(const Job& job, const std::vector<Part>& parts, base::Wall as_of) {
  const auto& store = *job.store;
  const auto& bounds = job.agent->config.context;
  BuiltContext built;
  auto citations = Json::array();
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
    citations.push_back({{"query", part.outcome->query},
                         {"params", part.outcome->params},
                         {"row_count", part.outcome->rows.size()},
                         {"as_of", base::rfc3339(part.outcome->as_of)}});
  }
  built.citations = Citations(base::to_text(citations));
  return built;
}

garden::Task<BuiltContext> ContextBuilder::build(Job& job) {
  auto& parts = conversation_.parts();
  auto begun = parts.clock.now();
  auto environment = job.store->environment(*job.agent, parts.clock);
  auto waited = std::chrono::duration_cast<milliseconds>(begun - job.begun);
  environment.spare_shop = true;
  environment.time_max = std::max(job.agent->config.context.deadline - waited, build_time_min);

  std::vector<garden::Task<queries::QueryOutcome>> tasks;
  std::vector<Part> made;
  for (const auto& name : job.agent->config.context.queries)
    if (const auto* definition = job.agent->queries.find(name)) {
      made.push_back({definition, {}});
      tasks.push_back(run_one(job.context, *definition, environment));
    }
  parts.metrics.counter("garden_context_queries_total").add(static_cast<std::int64_t>(tasks.size()));
  auto outcomes = co_await garden::all(std::move(tasks));
  // Not beside them: it reads as much as they do, and nothing of it is for this context.
  if (job.store->ledger) begin_ledger_refresh(conversation_, {});
  std::string first_error;
  std::size_t failed = 0;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    made[i].outcome = std::move(outcomes[i]);
    if (made[i].outcome) continue;
    ++failed;
    const auto& message = made[i].outcome.error().error.message;
    if (first_error.empty()) first_error = message;
    parts.log.error("context", "query " + made[i].definition->name + ": " + message);
  }
  if (failed == made.size()) {
    parts.log.error("context", "Context of " + job.agent->name + " could not be built: " + first_error);
    throw garden::Failure(GARDEN_UNAVAILABLE, first_error);
  }
  auto built = render(job, made, environment.as_of);
  built.built_at = parts.clock.wall();
  built.built_ms = std::chrono::duration<double, std::milli>(parts.clock.now() - begun).count();
  parts.metrics.counter("garden_context_builds_total").add();
  parts.metrics.counter("garden_context_build_ms_total").add(static_cast<std::int64_t>(built.built_ms));
  parts.log.info("context", "Context built: " + std::to_string(static_cast<long>(built.built_ms)) + " ms, " +
                                std::to_string(made.size()) + " queries, " + std::to_string(failed) +
                                " failed");
  co_return built;
}

garden::Task<> ContextBuilder::run(garden::Context& context) {
  auto& parts = conversation_.parts();
  auto asked = base::parse_json(context.request()).value_or(Json());
  auto store = conversation_.store();
  const auto* agent = store->agent(base::text_at(asked, "agent"));
  if (!agent) throw garden::Failure(GARDEN_NOT_FOUND, "the agent is no longer served");
  Job job{context,
          store,
          agent,
          {base::text_at(asked, "family"), number_at(asked, "bucket")},
          SharedContexts(context, agent->cache, parts),
          base::member(asked, "looked") == true,
          base::make_id("lock", parts.clock.wall()),
          false,
          parts.clock.now()};
  auto ticket = static_cast<std::uint64_t>(number_at(asked, "ticket"));
  auto complete = [&](ContextPointer made) {
    conversation_.contexts().complete(job.key, ticket, std::move(made), parts.clock.wall());
  };
  if (auto found = co_await made_elsewhere(job)) {
    parts.log.info("context", "Cache HIT " + job.key.text() + " (shared)");
    complete(std::move(found));
    co_return;
  }
  ContextPointer made;
  std::optional<garden::Failure> failure;
  try {
    auto built = co_await build(job);
    made = std::make_shared<const BuiltContext>(std::move(built));
    complete(made);
  } catch (const garden::Failure& thrown) {
    failure = thrown;
  }
  if (made && made->failed.empty()) {
    auto end = base::Wall(agent->config.context.ttl * (job.key.bucket + 1));
    co_await job.shared.put(job.key, made->to_text(),
                            std::chrono::ceil<milliseconds>(end - parts.clock.wall()));
  }
  if (job.has_lock) co_await job.shared.unlock(job.key.text(), job.token);
  if (failure) throw garden::Failure(*failure);
}

}  // namespace garden::conversation
