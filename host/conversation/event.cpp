#include "conversation/event.hpp"

#include <algorithm>
#include <array>

#include "garden/json_writer.hpp"

namespace garden::conversation {
namespace {
constexpr std::array<std::string_view, 14> names{
    "run.started", "context", "text.delta", "thought.delta", "tool.started", "tool.result",  "table", "chart",
    "citation",    "warning", "usage",      "run.completed", "run.error",    "run.cancelled"};
}

std::string_view name_of(EventType type) { return names[static_cast<std::size_t>(type)]; }

bool event_type_of(std::string_view name, EventType& type) {
  auto found = std::ranges::find(names, name);
  if (found == names.end()) return false;
  type = static_cast<EventType>(found - names.begin());
  return true;
}

std::string Event::json() const {
  if (!is_delta(type)) return payload;
  std::string json = R"({"text":)";  // on the path of every token: no tree is built for one text
  garden::json::append_quoted(json, payload);
  return json += '}';
}

}  // namespace garden::conversation
