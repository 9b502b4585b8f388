// The tools of a turn: all that a model asks for in one step, at once.
#include <algorithm>
#include <utility>

#include "conversation/tools.hpp"
#include "conversation/turn.hpp"

namespace garden::conversation {
namespace {
using base::Json;

// A model reads compact tables; the client gets every row. Both bounds are of one result: a turn may have
// many.
constexpr std::size_t model_rows_max = 60;
constexpr std::size_t model_rows_bytes_max = 24 * 1024;

Json compact(Json envelope) {
  if (!envelope.is_object() || !base::member(envelope, "rows").is_array()) return envelope;
  for (const char* of_no_use : {"ms", "via"}) envelope.erase(of_no_use);
  auto& rows = envelope["rows"];
  std::size_t kept = 0, bytes = 0;
  while (kept < std::min(rows.size(), model_rows_max) && bytes <= model_rows_bytes_max)
    bytes += base::to_text(rows[kept++]).size();
  if (kept == rows.size()) return envelope;
  rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(kept), rows.end());
  envelope["truncated"] = true;
  envelope["warnings"].push_back("only the first " + std::to_string(kept) + " rows are shown to the model");
  return envelope;
}

garden::Task<Json> run_tool(TurnFrame& frame, const ToolCall& call, bool is_allowed) {
  tell_started(frame.out, call);
  ToolOutcome outcome;
  if (is_allowed) {
    ToolPlace place{frame.context, frame.store, frame.agent, frame.conversation.parts().clock,
                    frame.run.session_id()};
    outcome = co_await look_up(place, call);
  } else {
    outcome = refuse(call, base::Code::rate_limited, "the look-ups of this turn are used up");
  }
  tell(frame.out, outcome);
  Json result{{"id", call.id},
              {"name", call.name},
              {"ok", outcome.ok()},
              {"content", compact(std::move(outcome.content))}};
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
