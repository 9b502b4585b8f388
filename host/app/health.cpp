// What /health says: a few numbers for probes; every instance, asked how it is, for people.
#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

#include "app/application.hpp"
#include "runtime/breaker.hpp"
#include "runtime/collect.hpp"

namespace garden::app {
namespace {
using base::Json;

constexpr std::chrono::seconds ping_time{2};

Json describe(const runtime::Breaker::Report& breaker) {
  Json json{
      {"state", name_of(breaker.state)}, {"openings", breaker.openings}, {"spared_calls", breaker.refusals}};
  if (breaker.failures > 0) json["failures_in_a_row"] = breaker.failures;
  if (!breaker.last_failure.empty()) json["last_failure"] = breaker.last_failure;
  if (breaker.rest_left.count() > 0) json["tried_again_in_ms"] = breaker.rest_left.count();
  return json;
}

Json describe(const WiredInstance& one) {
  Json json{{"name", one.name}, {"kind", one.kind}, {"library", one.library}};
  if (!one.instance) {
    json["state"] = "disabled";
    json["reason"] = one.disabled;
    return json;
  }
  json["component"] = one.instance->component().id;
  json["version"] = one.instance->component().version;
  json["state"] = runtime::state_name(one.instance->state());
  if (auto reason = one.instance->reason(); !reason.empty()) json["reason"] = reason;
  if (const auto* breaker = one.instance->breaker()) json["breaker"] = describe(breaker->report());
  json["open_operations"] = one.instance->open_operations();
  json["stalls"] = one.instance->stalls();
  return json;
}

bool is_well(const WiredInstance& one) {
  return one.instance && one.instance->state() == runtime::InstanceState::ready;
}

bool rests(const WiredInstance& one) {
  const auto* breaker = one.instance ? one.instance->breaker() : nullptr;
  return breaker && breaker->report().state != runtime::Breaker::State::closed;
}

// What a connector says of itself when it is asked: the way its data comes, what its operator should know.
void add_told(Json& plugin, const runtime::Answer& answer) {
  const auto told = base::parse_json(answer.joined(GARDEN_JSON));
  if (!told) return;
  if (auto via = base::text_at(*told, "via"); !via.empty()) plugin["via"] = via;
  if (const auto& warnings = base::member(*told, "warnings"); warnings.is_array() && !warnings.empty())
    plugin["warnings"] = warnings;
}

// Gathers the answers of all instances that were asked; the last one completes the whole.
struct Gathering {
  Json body;
  std::mutex mutex;
  std::atomic<std::size_t> left{1};
  std::function<void(Json)> done;

  void one_less() {
    if (--left == 0) done(std::move(body));
  }
};

// How the store's ledger stands, into the body.
void add_ledger(const std::shared_ptr<Gathering>& gathering, std::size_t place,
                const conversation::Conversation& conversation, runtime::Runtime& runtime) {
  runtime::OperationRequest request{
      conversation.ledger_instance(), "status", "{}", nullptr, nullptr, ping_time};
  ++gathering->left;
  auto take = [gathering, place](const runtime::Answer& answer) {
    {
      std::lock_guard guard(gathering->mutex);
      auto& ledger = gathering->body["stores"][place]["ledger"];
      ledger = base::parse_json(answer.joined(GARDEN_JSON)).value_or(Json());
      if (!answer.ok()) ledger = {{"error", answer.body}};
    }
    gathering->one_less();
  };
  auto begun = runtime::run_then(runtime, std::move(request), runtime.next_shard(), take);
  if (!begun) gathering->one_less();
}

}  // namespace

Json Application::health() const {
  std::size_t sessions = 0;
  bool well = true;
  for (const auto& store : stores_) {
    sessions += store->conversation->active_sessions();
    for (const auto& one : store->wired.instances) well = well && is_well(one) && !rests(one);
  }
  auto uptime = std::chrono::duration_cast<std::chrono::seconds>(clock_.now() - started_).count();
  return {{"status", well ? "healthy" : "degraded"},
          {"active_sessions", sessions},
          {"uptime_s", uptime},
          {"version", GARDEN_VERSION}};
}

void Application::verbose_health(std::function<void(Json)> done) {
  auto gathering = std::make_shared<Gathering>();  // shared by the answers that are waited for
  gathering->done = std::move(done);
  gathering->body = health();
  auto& stores = gathering->body["stores"] = Json::array();
  for (const auto& store : stores_) {
    Json plugins = Json::array();
    for (const auto& one : store->wired.instances) plugins.push_back(describe(one));
    Json agents = Json::array();
    for (const auto& agent : store->wired.served->agents)
      agents.push_back({{"name", agent->name}, {"models", agent->models}, {"data", agent->connector}});
    stores.push_back({{"name", store->name},
                      {"runs", store->conversation->live_runs()},
                      {"plugins", std::move(plugins)},
                      {"agents", std::move(agents)}});
  }
  for (std::size_t s = 0; s < stores_.size(); ++s)
    if (stores_[s]->wired.served->ledger) add_ledger(gathering, s, *stores_[s]->conversation, *runtime_);
  for (std::size_t s = 0; s < stores_.size(); ++s)
    for (std::size_t i = 0; i < stores_[s]->wired.instances.size(); ++i) {
      const auto& one = stores_[s]->wired.instances[i];
      if (!is_well(one) || (one.kind != "connector" && one.kind != "cache")) continue;
      ++gathering->left;
      runtime::OperationRequest request{one.instance, "ping", "{}", nullptr, nullptr, ping_time};
      request.past_breaker = true;
      auto begun = runtime::run_then(*runtime_, std::move(request), runtime_->next_shard(),
                                     [gathering, s, i](const runtime::Answer& answer) {
                                       {
                                         std::lock_guard guard(gathering->mutex);
                                         auto& body = gathering->body;
                                         auto& plugin = body["stores"][s]["plugins"][i];
                                         plugin["reachable"] = answer.ok();
                                         if (answer.ok()) add_told(plugin, answer);
                                         if (!answer.ok()) {
                                           plugin["error"] = answer.body;
                                           body["status"] = "degraded";
                                         }
                                       }
                                       gathering->one_less();
                                     });
      if (!begun) gathering->one_less();
    }
  gathering->one_less();
}

}  // namespace garden::app
