#include "conversation/query_component.hpp"

#include "queries/runner.hpp"
#include "runtime/instance.hpp"

namespace garden::conversation {
using base::Json;

QueryComponent::QueryComponent(garden::Config, garden::Host host)
    : conversation_(*const_cast<Conversation*>(host.extension<Conversation>(runtime::internal_extension))) {}

garden::Task<> QueryComponent::run(garden::Context& context) {
  auto asked = base::parse_json(context.request());
  if (!asked) throw garden::Failure(GARDEN_INVALID, asked.error().message);
  auto store = conversation_.store();
  const auto* agent = store->agent(base::text_at(*asked, "agent"));
  if (!agent) throw garden::Failure(GARDEN_NOT_FOUND, "there is no such agent");
  auto definition = agent->queries.get(base::text_at(*asked, "query"));
  if (!definition) throw garden::Failure(GARDEN_NOT_FOUND, definition.error().message);
  auto environment = store->environment(*agent, conversation_.parts().clock);
  auto outcome =
      co_await queries::run_query(context, **definition, base::member(*asked, "params"), environment);
  if (outcome) {
    auto envelope = base::to_text(queries::to_json(*outcome));
    co_await context.emit(envelope, GARDEN_JSON);
    co_return;
  }
  if (!outcome.error().problems.empty()) {
    Json problems = Json::array();
    for (const auto& problem : outcome.error().problems)
      problems.push_back({{"pointer", problem.pointer}, {"detail", problem.detail}});
    auto text = base::to_text({{"problems", std::move(problems)}});
    co_await context.emit(text, GARDEN_JSON);
  }
  throw garden::Failure(static_cast<garden_status>(outcome.error().error.code),
                        outcome.error().error.message);
}

}  // namespace garden::conversation
