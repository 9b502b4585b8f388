#include "conversation/turn.hpp"

#include <algorithm>

#include "runtime/instance.hpp"

namespace garden::conversation {
namespace {
using base::Json;

void warn(Voice& out, std::string_view code, std::string_view detail) {
  out.publish(EventType::warning, base::to_text({{"code", code}, {"detail", detail}}));
}

bool tokens_are_used_up(const TurnFrame& frame) {
  const auto& usage = frame.out.record().usage;
  auto used = base::integer_at(usage, "input_tokens", 0) + base::integer_at(usage, "output_tokens", 0);
  return frame.agent.limits.tokens > 0 && static_cast<std::uint64_t>(used) >= frame.agent.limits.tokens;
}

void publish_usage(Voice& out) {
  Json usage = out.record().usage;
  if (!out.record().model.empty()) usage["model"] = out.record().model;
  if (!usage.empty()) out.publish(EventType::usage, base::to_text(usage));
}
}  // namespace

Turn::Turn(garden::Config, garden::Host host)
    : conversation_(*const_cast<Conversation*>(host.extension<Conversation>(runtime::internal_extension))) {}

garden::Task<> Turn::run(garden::Context& context) {
  auto run = conversation_.find(std::string(context.request()));
  auto store = conversation_.store();
  const auto* agent = run ? store->agent(run->agent()) : nullptr;
  if (!agent) throw garden::Failure(GARDEN_NOT_FOUND, "the agent is no longer served");
  TurnFrame frame{context, conversation_, *store, *agent, *run, *run, run->request().message};
  auto model = agent->models.empty() ? std::string() : agent->models[ready_model(frame, 0)];
  run->publish(EventType::run_started, base::to_text({{"run_id", run->id()},
                                                      {"session_id", run->session_id()},
                                                      {"agent", agent->name},
                                                      {"model", model}}));
  if (const auto* report = agent->report(run->request().report)) {
    add_evidence(frame, Json::array());
    co_await take_report_turn(frame, *report);
    publish_usage(frame.out);
  } else {
    auto messages = co_await load_messages(frame);
    add_evidence(frame, messages);
    co_await take_turn(frame, std::move(messages));
  }
  co_await check_answer(frame);
}

garden::Task<> take_turn(TurnFrame& frame, Json messages) {
  const auto& agent = frame.agent;
  auto& record = frame.out.record();
  auto told = co_await load_context(frame);
  if (co_await take_library_turn(frame, told.text(), messages)) co_return publish_usage(frame.out);
  if (agent.models.empty())
    throw garden::Failure(GARDEN_UNAVAILABLE, "no language model of this agent is configured");
  unsigned tool_calls = 0;
  std::size_t model = 0;
  for (unsigned step = 1;; ++step) {
    bool last = step >= agent.limits.steps || tool_calls >= agent.limits.tool_calls;
    if (step > 1) last = last || tokens_are_used_up(frame);
    bool without_tools = last && step > 1;
    ModelQuestion question{told.json(), messages, agent.tools_json};
    if (without_tools) question.tools = "[]";
    auto answer = co_await ask_model(frame, question, model);
    record.finish_reason = answer.finish_reason;
    if (answer.calls.empty()) break;
    if (without_tools) {
      warn(frame.out, "tool-limit",
           "the model asked for further data than this agent may look up in one turn");
      break;
    }
    messages.push_back(record.messages.back());
    auto left = agent.limits.tool_calls - std::min(tool_calls, agent.limits.tool_calls);
    auto results = co_await run_tools(frame, answer.calls, left);
    tool_calls += static_cast<unsigned>(answer.calls.size());
    messages.push_back(results);
    record.messages.push_back(std::move(results));
  }
  publish_usage(frame.out);
}

}  // namespace garden::conversation
