// The tools of a turn: named queries, all that a model asks for in one step at once.
#include <utility>

#include "conversation/turn.hpp"
#include "queries/runner.hpp"

namespace garden::conversation {
namespace {
using base::Json;

constexpr std::size_t model_rows_max = 60;  // a model reads compact tables; the client gets every row

Json compact(const Json& envelope) {
  Json slim = envelope;
  if (slim.contains("rows") && slim["rows"].size() > model_rows_max) {
    auto& rows = slim["rows"];
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(model_rows_max), rows.end());
    slim["truncated"] = true;
    slim["warnings"].push_back("only the first " + std::to_string(model_rows_max) +
                               " rows are shown to the model");
  }
  return slim;
}

void publish_result(TurnFrame& frame, const ToolCall& call, const queries::QueryResult& result,
                    const Json& envelope) {
  auto& run = frame.run;
  run.publish(EventType::tool_result, base::to_text({{"id", call.id},
                                                     {"name", call.name},
                                                     {"ok", true},
                                                     {"row_count", result.rows.size()},
                                                     {"ms", result.ms},
                                                     {"truncated", result.truncated}}));
  run.publish(EventType::table, base::to_text(envelope));
  auto& citations = run.record().citations;
  Json citation{{"n", citations.size() + 1},
                {"query", result.query},
                {"params", result.params},
                {"row_count", result.rows.size()},
                {"as_of", envelope.value("as_of", Json())}};
  run.publish(EventType::citation, base::to_text(citation));
  citations.push_back(std::move(citation));
  run.record().tool_calls.push_back({{"name", call.name},
                                     {"arguments", result.params},
                                     {"ok", true},
                                     {"row_count", result.rows.size()},
                                     {"ms", result.ms}});
}

Json failed(TurnFrame& frame, const ToolCall& call, base::Code code, const std::string& why,
            const Json& problems) {
  frame.run.publish(EventType::tool_result,
                    base::to_text({{"id", call.id}, {"name", call.name}, {"ok", false}, {"error", why}}));
  frame.run.record().tool_calls.push_back(
      {{"name", call.name}, {"arguments", call.arguments}, {"ok", false}, {"error", why}});
  Json content{{"error", why}, {"code", base::name_of(code)}};
  if (!problems.empty()) content["problems"] = problems;
  return {{"tool_result",
           {{"id", call.id}, {"name", call.name}, {"ok", false}, {"content", std::move(content)}}}};
}

garden::Task<Json> run_tool(TurnFrame& frame, const ToolCall& call, bool is_allowed) {
  frame.run.publish(EventType::tool_started,
                    base::to_text({{"id", call.id}, {"name", call.name}, {"arguments", call.arguments}}));
  if (!is_allowed)
    co_return failed(frame, call, base::Code::rate_limited, "the look-ups of this turn are used up",
                     Json::array());
  const auto* definition = frame.agent.queries.find(call.name);
  if (!definition || !frame.agent.may_call(call.name)) {
    auto unknown = frame.agent.queries.get(call.name);
    auto why = unknown ? "this agent may not call " + call.name : unknown.error().message;
    co_return failed(frame, call, base::Code::not_found, why, Json::array());
  }
  auto environment = frame.store.environment(frame.agent, frame.conversation.parts().clock);
  auto outcome = co_await queries::run_query(frame.context, *definition, call.arguments, environment);
  if (!outcome) {
    Json problems = Json::array();
    for (const auto& problem : outcome.error().problems)
      problems.push_back({{"pointer", problem.pointer}, {"detail", problem.detail}});
    co_return failed(frame, call, outcome.error().error.code, outcome.error().error.message, problems);
  }
  auto envelope = queries::to_json(*outcome);
  publish_result(frame, call, *outcome, envelope);
  Json result{{"id", call.id}, {"name", call.name}, {"ok", true}, {"content", compact(envelope)}};
  co_return Json{{"tool_result", std::move(result)}};
}

}  // namespace

garden::Task<Json> run_tools(TurnFrame& frame, const std::vector<ToolCall>& calls, unsigned calls_max) {
  std::vector<garden::Task<Json>> tasks;
  tasks.reserve(calls.size());
  for (const auto& call : calls) tasks.push_back(run_tool(frame, call, tasks.size() < calls_max));
  auto results = co_await garden::all(std::move(tasks));
  Json parts = Json::array();
  for (auto& result : results) parts.push_back(std::move(result));
  co_return Json{{"role", "tool"}, {"parts", std::move(parts)}};
}

}  // namespace garden::conversation
