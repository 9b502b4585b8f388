#include "conversation/turn.hpp"

#include <algorithm>

#include "runtime/instance.hpp"

namespace garden::conversation {
namespace {
using base::Json;

void warn(Run& run, std::string_view code, std::string_view detail) {
  run.publish(EventType::warning, base::to_text({{"code", code}, {"detail", detail}}));
}
}  // namespace

Turn::Turn(garden::Config, garden::Host host)
    : conversation_(*const_cast<Conversation*>(host.extension<Conversation>(runtime::internal_extension))) {}

garden::Task<> Turn::run(garden::Context& context) {
  auto run = conversation_.find(std::string(context.request()));
  auto store = conversation_.store();
  const auto* agent = run ? store->agent(run->agent()) : nullptr;
  if (!agent) throw garden::Failure(GARDEN_NOT_FOUND, "the agent is no longer served");
  TurnFrame frame{context, conversation_, *store, *agent, *run};
  run->publish(EventType::run_started,
               base::to_text({{"run_id", run->id()},
                              {"session_id", run->session_id()},
                              {"agent", agent->name},
                              {"model", agent->models.empty() ? "" : agent->models.front()}}));
  if (agent->models.empty())
    throw garden::Failure(GARDEN_UNAVAILABLE, "no language model of this agent is configured");

  auto messages = co_await load_messages(frame);
  auto context_text = co_await load_context(frame);
  unsigned tool_calls = 0;
  std::size_t model = 0;
  for (unsigned step = 1;; ++step) {
    bool last = step >= agent->limits.steps || tool_calls >= agent->limits.tool_calls;
    std::string_view tools = last && step > 1 ? std::string_view("[]") : std::string_view(agent->tools_json);
    auto request = generate_request(agent->system, context_text, messages, tools, {});
    auto answer = co_await ask_model(frame, request, model);
    run->record().finish_reason = answer.finish_reason;
    if (answer.calls.empty()) break;
    if (last && step > 1) {
      warn(*run, "tool-limit", "the model asked for further data than this agent may look up in one turn");
      break;
    }
    messages.push_back(run->record().messages.back());
    auto left = agent->limits.tool_calls - std::min(tool_calls, agent->limits.tool_calls);
    auto results = co_await run_tools(frame, answer.calls, left);
    tool_calls += static_cast<unsigned>(answer.calls.size());
    messages.push_back(results);
    run->record().messages.push_back(std::move(results));
  }
  if (!run->record().usage.empty()) run->publish(EventType::usage, base::to_text(run->record().usage));
}

}  // namespace garden::conversation
