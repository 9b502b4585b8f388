#include "conversation/ledger_component.hpp"

#include <chrono>

#include "runtime/collect.hpp"
#include "runtime/instance.hpp"

namespace garden::conversation {
namespace {
using base::Json;

constexpr std::chrono::minutes refresh_time_max{30};  // the first reading of a very large shop

garden::Task<> say(garden::Context& context, double fraction, std::string what) {
  auto text = base::to_text({{"progress", fraction}, {"what", what}});
  co_await context.emit_json(text);
}

}  // namespace

std::string ledger_request(const ledger::RefreshOrder& order) {
  return base::to_text({{"rebuild", order.rebuild},
                        {"past", order.past},
                        {"check", order.check},
                        {"snapshot", order.snapshot},
                        {"daily", order.daily}});
}

void begin_ledger_refresh(Conversation& conversation, const ledger::RefreshOrder& order) {
  auto& parts = conversation.parts();
  auto store = conversation.store();
  if (!store->ledger) return;
  runtime::OperationRequest request{conversation.ledger_instance(),
                                    "refresh",
                                    ledger_request(order),
                                    nullptr,
                                    store->scope,
                                    refresh_time_max};
  auto log_end = [&parts](const runtime::Answer& answer) {
    if (!answer.ok() && answer.status != base::Code::cancelled)
      parts.log.warn("ledger", "the ledger was not refreshed: " + answer.body);
  };
  auto begun = runtime::run_then(parts.runtime, std::move(request), parts.runtime.next_shard(), log_end);
  if (!begun) parts.log.warn("ledger", "the ledger was not refreshed: " + begun.error().text());
}

LedgerComponent::LedgerComponent(garden::Config, garden::Host host)
    : conversation_(*const_cast<Conversation*>(host.extension<Conversation>(runtime::internal_extension))) {}

garden::Task<> LedgerComponent::run(garden::Context& context) {
  auto store = conversation_.store();
  const auto* agent = store->ledger ? store->agent(store->ledger_agent) : nullptr;
  if (!agent) throw garden::Failure(GARDEN_NOT_FOUND, "this store keeps no ledger");
  if (context.verb() == "status") co_return co_await status(context, *store);
  co_await refresh(context, *store, *agent);
}

garden::Task<> LedgerComponent::status(garden::Context& context, const ServedStore& store) {
  auto look = [&store, now = conversation_.parts().clock.wall()] { return store.ledger->status(now); };
  auto status = co_await context.offload(look);
  if (!status) throw garden::Failure(static_cast<garden_status>(status.error().code), status.error().text());
  auto text = base::to_text(*status);
  co_await context.emit_json(text);
}

garden::Task<> LedgerComponent::refresh(garden::Context& context, const ServedStore& store,
                                        const ServedAgent& agent) {
  auto& parts = conversation_.parts();
  auto asked = base::parse_json(context.request()).value_or(Json::object());
  ledger::RefreshOrder order;
  order.rebuild = base::boolean_at(asked, "rebuild", order.rebuild);
  order.past = base::boolean_at(asked, "past", order.past);
  order.check = base::boolean_at(asked, "check", order.check);
  order.snapshot = base::boolean_at(asked, "snapshot", order.snapshot);
  order.daily = base::boolean_at(asked, "daily", order.daily);
  auto environment = store.environment(agent, parts.clock);
  auto progress = [&context](double fraction, std::string what) {
    return say(context, fraction, std::move(what));
  };
  auto report = co_await ledger::refresh(context, *store.ledger, environment, order, progress);
  if (!report) throw garden::Failure(static_cast<garden_status>(report.error().code), report.error().text());
  auto told = ledger::to_json(*report);
  if (!report->elsewhere && (report->days_changed > 0 || report->windows_made || report->stock_changed))
    parts.log.info("ledger", "ledger of " + store.name + " refreshed: " + base::to_text(told));
  auto text = base::to_text({{"report", std::move(told)}});
  co_await context.emit_json(text);
}

}  // namespace garden::conversation
