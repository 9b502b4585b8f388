#include "conversation/tools.hpp"

#include <chrono>
#include <utility>

#include "base/civil_time.hpp"
#include "conversation/event.hpp"
#include "queries/runner.hpp"

namespace garden::conversation {
namespace {
using base::Code;
using base::Json;

constexpr std::uint32_t library_tool_ms = 60'000;        // it may ask models and services of its own
constexpr std::size_t library_result_max = 1024 * 1024;  // as one emit: models read compact tables

Json problems_of(const queries::QueryError& error) {
  Json problems = Json::array();
  for (const auto& problem : error.problems)
    problems.push_back({{"pointer", problem.pointer}, {"detail", problem.detail}});
  return problems;
}

bool is_table(const Json& value) {
  return base::member(value, "columns").is_array() && base::member(value, "rows").is_array();
}

// What is said of a call that went well; `content` is an envelope of a query, or any JSON.
ToolOutcome good(const ToolCall& call, const Json& arguments, Json content, double ms) {
  ToolOutcome outcome;
  outcome.result = {{"id", call.id}, {"name", call.name}, {"ok", true}, {"ms", ms}};
  outcome.record = {{"name", call.name}, {"arguments", arguments}, {"ok", true}, {"ms", ms}};
  outcome.citation = {{"query", call.name}, {"params", arguments}, {"row_count", nullptr}};
  if (is_table(content)) {
    auto rows = content["rows"].size();
    outcome.result["row_count"] = outcome.record["row_count"] = outcome.citation["row_count"] = rows;
    outcome.result["truncated"] = base::boolean_at(content, "truncated", false);
    outcome.table = content;
  }
  outcome.citation["as_of"] = content.is_object() ? content.value("as_of", Json()) : Json();
  outcome.citation["age_s"] = base::integer_at(content, "age_s", 0);
  outcome.content = std::move(content);
  return outcome;
}

garden::Task<ToolOutcome> run_named_query(ToolPlace place, const queries::Definition& definition,
                                          const ToolCall& call) {
  auto environment = place.store.environment(place.agent, place.clock);
  auto found = co_await queries::run_query(place.context, definition, call.arguments, environment);
  if (!found) {
    const auto& error = found.error().error;
    co_return refuse(call, error.code, error.message, problems_of(found.error()));
  }
  co_return good(call, found->params, queries::to_json(*found), found->ms);
}

// A table of a library says what a query's would, as far as the library does not say it itself.
void complete_table(Json& table, const ToolCall& call, base::Wall as_of) {
  auto add = [&](const char* name, Json value) {
    if (!table.contains(name)) table[name] = std::move(value);
  };
  add("query", call.name);
  add("title", call.name);
  add("summary", "");
  add("row_count", table["rows"].size());
  add("total_rows", table["rows"].size());
  add("truncated", false);
  add("params", call.arguments.is_null() ? Json::object() : call.arguments);
  add("warnings", Json::array());
  add("as_of", base::rfc3339(as_of));
  if (!table["warnings"].is_array()) table["warnings"] = Json::array();
}

// What the library answers, or why that cannot be used.
garden::Task<base::Result<Json>> call_library(ToolPlace place, const ToolCall& call) {
  auto request = base::to_text({{"name", call.name},
                                {"arguments", call.arguments.is_null() ? Json::object() : call.arguments},
                                {"session_id", place.session_id},
                                {"settings", place.agent.settings}});
  std::string text;
  base::Error failed{Code::ok, {}, {}};
  try {
    auto reply = place.context.stream(place.agent.code->target, GARDEN_AGENT_CALL_TOOL, request,
                                      place.context.within_ms(library_tool_ms));
    while (auto message = co_await reply.next()) {
      if (message->kind == GARDEN_JSON) text += message->bytes;
      if (text.size() > library_result_max)
        co_return base::fail(Code::invalid, "the result of " + call.name + " is longer than 1 MiB");
    }
  } catch (const garden::Failure& failure) {
    failed = {static_cast<Code>(failure.status()), failure.text(), {}};
  }
  if (failed.code != Code::ok) co_return std::unexpected(std::move(failed));
  auto parsed = base::parse_json(text);
  if (!parsed) co_return base::fail(Code::internal, "what " + call.name + " returned is not one JSON value");
  co_return std::move(*parsed);
}

garden::Task<ToolOutcome> run_library_tool(ToolPlace place, const ToolCall& call) {
  auto begun = place.clock.now();
  auto answered = co_await call_library(place, call);
  if (!answered) co_return refuse(call, answered.error().code, answered.error().message);
  auto ms = std::chrono::duration<double, std::milli>(place.clock.now() - begun).count();
  if (is_table(*answered)) complete_table(*answered, call, place.clock.wall());
  co_return good(call, call.arguments, std::move(*answered), ms);
}

}  // namespace

ToolOutcome refuse(const ToolCall& call, Code code, const std::string& why, const Json& problems) {
  ToolOutcome outcome;
  outcome.code = code;
  outcome.content = {{"error", why}, {"code", base::name_of(code)}};
  if (!problems.empty()) outcome.content["problems"] = problems;
  outcome.result = {{"id", call.id}, {"name", call.name}, {"ok", false}, {"error", why}};
  outcome.record = {{"name", call.name}, {"arguments", call.arguments}, {"ok", false}, {"error", why}};
  return outcome;
}

garden::Task<ToolOutcome> look_up_query(ToolPlace place, ToolCall call) {
  const auto* definition = place.agent.queries.find(call.name);
  if (!definition) co_return refuse(call, Code::not_found, "there is no query " + call.name);
  co_return co_await run_named_query(place, *definition, call);
}

garden::Task<ToolOutcome> look_up(ToolPlace place, ToolCall call) {
  if (place.agent.may_call(call.name)) {
    if (const auto* definition = place.agent.queries.find(call.name))
      co_return co_await run_named_query(place, *definition, call);
    co_return co_await run_library_tool(place, call);
  }
  auto unknown = place.agent.queries.get(call.name);
  auto why = unknown ? "this agent may not call " + call.name : unknown.error().message;
  co_return refuse(call, Code::not_found, why);
}

void tell_started(Voice& voice, const ToolCall& call) {
  voice.publish(EventType::tool_started,
                base::to_text({{"id", call.id}, {"name", call.name}, {"arguments", call.arguments}}));
}

void tell(Voice& voice, const ToolOutcome& outcome) {
  voice.publish(EventType::tool_result, base::to_text(outcome.result));
  if (!outcome.table.is_null()) voice.publish(EventType::table, base::to_text(outcome.table));
  if (!outcome.citation.is_null()) {
    auto& citations = voice.record().citations;
    Json citation = outcome.citation;
    citation["n"] = citations.size() + 1;
    voice.publish(EventType::citation, base::to_text(citation));
    citations.push_back(std::move(citation));
  }
  if (outcome.ok()) voice.record().evidence.add_result(outcome.content);
  voice.record().tool_calls.push_back(outcome.record);
}

}  // namespace garden::conversation
