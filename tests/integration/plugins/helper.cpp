// Agents with code, for agent_test.py: "helper" adds tools, context and a computing step to its queries,
// "conductor" takes whole turns. What they do wrong is what the configuration or the message says.
#include <garden/abi_compute.h>
#include <garden/garden.hpp>

#include <stdexcept>
#include <vector>

namespace json = garden::json;
using garden::Context;
using garden::Task;

namespace {

constexpr const char* schema = R"({"type": "object", "additionalProperties": false, "properties": {
  "tools": {"type": "string", "default": "good", "examples": ["good"]},
  "context": {"type": "string", "default": "good", "examples": ["good"]}}})";

[[noreturn]] void fail_as(std::string_view how) {
  if (how == "throws") throw std::runtime_error("a screw is loose");
  throw garden::Failure(GARDEN_UNAVAILABLE, "the workshop is closed");
}

class Helper {
 public:
  explicit Helper(garden::Config config) : tools_(config.text("/tools")), context_(config.text("/context")) {}

  Task<> tools(Context& ctx) {
    if (tools_ == "none") throw garden::Failure(GARDEN_UNIMPLEMENTED, "");
    if (tools_ == "throws") fail_as("throws");
    if (tools_ == "clash")
      co_return co_await ctx.emit_json(R"([{"name": "get_bestsellers", "description": "x"}])");
    if (tools_ == "nameless") co_return co_await ctx.emit_json(R"([{"description": "x"}])");
    co_await ctx.emit_json(
        R"([{"name": "glass_palette", "description": "The colours of glass in the workshop, with the sheets of each.",
             "examples": ["What is in the glass palette?"]},
            {"name": "moon_phase", "description": "The phase of the moon.", "examples": ["What is the moon phase?"]},
            {"name": "kiln_test", "description": "Tests the kiln.", "examples": ["Test the kiln please"]},
            {"name": "kiln_wait", "description": "Waits for the kiln.", "examples": ["Wait for the kiln please"]}])");
  }

  Task<> call_tool(Context& ctx) {
    const auto name = json::text(json::at(ctx.request(), "name"));
    if (name == "kiln_test") fail_as("throws");
    if (name == "kiln_wait") co_await ctx.sleep(600'000);
    if (name == "moon_phase") co_return co_await ctx.emit_json(R"({"phase": "full"})");
    co_await ctx.emit_json(
        R"({"title": "Palette", "columns": [{"name": "colour", "title": "Colour", "type": "text"},
            {"name": "sheets", "title": "Sheets", "type": "integer"}],
            "rows": [["amber", 3], ["cobalt", 5]]})");
  }

  Task<> context(Context& ctx) {
    if (context_ == "none") throw garden::Failure(GARDEN_UNIMPLEMENTED, "");
    if (context_ == "hangs") co_await ctx.sleep(600'000);
    if (context_ != "good") fail_as(context_);
    const auto text =
        "### Workshop\nThe kiln is warm. " + json::text(json::at(ctx.request(), "message")) + "\n";
    co_await ctx.emit(text);
  }

  // Gives the facts back with their numbers times the parameter `factor`, the largest first as they come.
  Task<> compute(Context& ctx) {
    const auto step = json::text(json::at(ctx.request(), "step"));
    if (step == "breaks") fail_as("throws");
    if (step == "hangs") co_await ctx.sleep(600'000);
    if (step != "scale") throw garden::Failure(GARDEN_NOT_FOUND, "there is no step " + step);
    const auto factor = json::integer(json::at(ctx.request(), "params", "factor")).value_or(1);
    const auto cover = json::integer(json::at(ctx.request(), "settings", "low_cover_days")).value_or(0);
    co_await ctx.emit_json(
        R"({"columns": [{"name": "cover_setting"}, {"name": "products_id"}, {"name": "scaled"}]})");
    json::Writer rows;
    rows.object().key("rows").array();
    json::each(json::at(ctx.request(), "rows"), [&](std::string_view row) {
      const auto id = json::integer(json::at(row, "0")).value_or(0);
      const auto available = json::integer(json::at(row, "1")).value_or(0);
      rows.array().value(cover).value(id).value(available * factor).end();
    });
    rows.end().end();
    const auto text = rows.take();
    co_await ctx.emit_json(text);
    co_await ctx.emit_json(R"({"done": {"truncated": false}})");
  }

  static constexpr garden::Verb<Helper> verbs[] = {{GARDEN_AGENT_TOOLS, &Helper::tools},
                                                   {GARDEN_AGENT_CALL_TOOL, &Helper::call_tool},
                                                   {GARDEN_AGENT_CONTEXT, &Helper::context},
                                                   {GARDEN_AGENT_COMPUTE, &Helper::compute}};

 private:
  std::string tools_, context_;
};

// Does what the message says: a word, then what it is about.
class Conductor {
 public:
  Task<> run(Context& ctx) {
    if (ctx.verb() != GARDEN_AGENT_RUN) throw garden::Failure(GARDEN_UNIMPLEMENTED, "");
    const auto message = json::text(json::at(ctx.request(), "message"));
    if (message == "break") fail_as("throws");
    if (message == "say and break") {
      co_await ctx.emit("Half a");
      fail_as("closed");
    }
    if (message == "query") co_return co_await query(ctx);
    if (message.starts_with("SELECT")) co_return co_await shop(ctx, message);
    if (message == "model") co_return co_await model(ctx);
    if (message == "model twice") {
      co_await model(ctx);
      co_return co_await model(ctx);
    }
    if (message == "agent") co_return co_await agent(ctx, "helper", "What is in the glass palette?");
    if (message == "wait") co_return co_await agent(ctx, "helper", "Wait for the kiln please");
    if (message == "itself") co_return co_await agent(ctx, "conductor", "query");
    if (message == "events") {
      co_await ctx.emit_json(R"({"citation": {"query": "almanac", "params": {}, "row_count": 1}})");
      co_await ctx.emit_json(R"({"warning": {"code": "own", "detail": "said by the library"}})");
      co_await ctx.emit_json(R"({"usage": {"input_tokens": 7}})");
    }
    const auto words = "You said: " + message;
    co_await ctx.emit(words);
  }

 private:
  Task<> query(Context& ctx) {
    const auto unknown = co_await ctx.try_call("query:get_nothing", "run", "{}");
    const auto wrong = co_await ctx.try_call("query:get_bestsellers", "run", R"({"params": {"days": -1}})");
    const auto table =
        co_await ctx.call("query:get_bestsellers", "run", R"({"params": {"days": 365, "limit": 2}})");
    const auto rows = json::integer(json::at(table, "row_count")).value_or(-1);
    const auto words = "unknown " + std::to_string(unknown.status) + ", wrong " +
                       std::to_string(wrong.status) + ", rows " + std::to_string(rows);
    co_await ctx.emit(words);
  }
  // Asks the shop in SQL of its own and says everything that comes back.
  Task<> shop(Context& ctx, std::string sql) {
    json::Writer request;
    request.object().field("sql", sql).key("params").array().end().field("max_rows", 3).end();
    const auto text = request.take();
    const auto asked = co_await ctx.try_call("connector:shop", "query", text);
    const auto said = asked.status == GARDEN_OK ? asked.bytes : asked.error;
    co_await ctx.emit(said);
  }
  Task<> model(Context& ctx) {
    auto answer =
        ctx.stream("llm:model", "generate",
                   R"({"messages": [{"role": "user", "parts": [{"text": "Hello"}]}], "tools": []})");
    while (const auto message = co_await answer.next())
      if (message->kind == GARDEN_TEXT) co_await ctx.emit(message->bytes);
  }
  Task<> agent(Context& ctx, std::string name, std::string message) {
    json::Writer request;
    request.object().field("message", message).end();
    const auto text = request.take();
    const auto target = "agent:" + name;
    auto answer = ctx.stream(target, "run", text);
    while (const auto piece = co_await answer.next()) co_await ctx.emit(piece->bytes, piece->kind);
  }
};

// A model that is cut off in the middle of its answer.
class Breaks {
 public:
  Task<> run(Context& ctx) {
    co_await ctx.emit("Half an");
    throw garden::Failure(GARDEN_UNAVAILABLE, "the line was cut");
  }
};

// A model that signs its tool call and then says whether it, or a stranger, got the signature back.
class Signer {
 public:
  explicit Signer(garden::Config config) : role_(config.text("/role")) {}
  Task<> run(Context& ctx) {
    const bool first = ctx.request().find("tool_result") == ctx.request().npos;
    if (first && role_ != "stranger") {
      co_await ctx.emit_json(
          R"({"tool_call": {"id": "c1", "name": "get_bestsellers", "arguments": {}}, "opaque": "sig-1"})");
      co_return co_await ctx.emit_json(R"({"finish": {"reason": "tool_calls"}})");
    }
    if (role_ == "dies") throw garden::Failure(GARDEN_UNAVAILABLE, "gone after one step");
    const bool seen = ctx.request().find(R"("opaque":"sig-1")") != ctx.request().npos;
    const bool named = ctx.request().find("opaque_of") != ctx.request().npos;
    const std::string words = std::string(seen ? "signed" : "unsigned") + (named ? ", named" : "");
    co_await ctx.emit(words);
    co_await ctx.emit_json(R"({"finish": {"reason": "stop"}})");
  }

 private:
  std::string role_;
};
constexpr const char* signer_schema =
    R"({"type": "object", "properties": {"role": {"type": "string", "default": "stays", "examples": ["stays"]}}})";

}  // namespace

GARDEN_PLUGIN(
    "helper", "1.0.0",
    garden::component<Helper>(GARDEN_AGENT, "helper", "Tools, context and a step.", schema, GARDEN_REENTRANT),
    garden::component<Helper>(GARDEN_AGENT, "helper.serial", "The same on one lane.", schema),
    garden::component<Conductor>(GARDEN_AGENT, "conductor", "Takes whole turns.", "{}", GARDEN_REENTRANT),
    garden::component<Conductor>(GARDEN_AGENT, "conductor.serial", "The same on one lane.", "{}"),
    garden::component<Signer>(GARDEN_LLM, "signer", "Signs what it says.", signer_schema, GARDEN_REENTRANT),
    garden::component<Breaks>(GARDEN_LLM, "breaks", "Ends in the middle.", "{}", GARDEN_REENTRANT))
