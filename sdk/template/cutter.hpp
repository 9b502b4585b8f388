// Cutter: an agent's library with one tool of its own, beside the queries of its folder. The guide is
// docs/writing-an-agent.md.
#pragma once
#include "garden/garden.hpp"

class Cutter {
 public:
  garden::Task<> tools(garden::Context& ctx) {
    co_await ctx.emit_json(R"([{"name": "pieces_of_sheet",
      "description": "How many square pieces come out of one square sheet.",
      "parameters": {"type": "object", "required": ["sheet_mm", "piece_mm"], "properties": {
        "sheet_mm": {"type": "integer"}, "piece_mm": {"type": "integer"}}},
      "examples": ["How many 50 mm pieces come out of a 300 mm sheet?"]}])");
  }

  garden::Task<> call_tool(garden::Context& ctx) {
    const auto given = garden::json::at(ctx.request(), "arguments");
    const auto sheet = garden::json::integer(garden::json::at(given, "sheet_mm")).value_or(0);
    const auto piece = garden::json::integer(garden::json::at(given, "piece_mm")).value_or(0);
    if (sheet <= 0 || piece <= 0) throw garden::Failure(GARDEN_INVALID, "both sizes must be above 0");
    garden::json::Writer result;
    result.object().field("pieces", (sheet / piece) * (sheet / piece)).end();
    const auto text = result.take();
    co_await ctx.emit_json(text);
  }

  static constexpr garden::Verb<Cutter> verbs[] = {{GARDEN_AGENT_TOOLS, &Cutter::tools},
                                                   {GARDEN_AGENT_CALL_TOOL, &Cutter::call_tool}};
};
