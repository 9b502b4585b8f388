// Event: one thing that happened in a run, numbered, as clients see it in an event stream.
//
// The types and their JSON are those of API.md, "Streams". Text pieces keep their raw bytes until somebody
// needs JSON: on the token path nothing is escaped or parsed on the way through.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace garden::conversation {

enum class EventType : std::uint8_t {
  run_started,
  context,
  text_delta,     // payload: the raw UTF-8 text
  thought_delta,  // payload: the raw UTF-8 text
  tool_started,
  tool_result,
  table,
  chart,
  citation,
  warning,
  usage,
  run_completed,
  run_error,
  run_cancelled
};

// "text.delta"; and back (false: unknown).
std::string_view name_of(EventType type);
bool event_type_of(std::string_view name, EventType& type);

inline bool is_terminal(EventType type) { return type >= EventType::run_completed; }
inline bool is_delta(EventType type) {
  return type == EventType::text_delta || type == EventType::thought_delta;
}

struct Event {
  std::uint64_t id = 0;  // 1, 2, 3 ... within its run
  EventType type = EventType::text_delta;
  std::string payload;  // raw text of a delta; one JSON object of every other type

  // The JSON object of the event: {"text": "..."} for a delta, the payload itself otherwise.
  std::string json() const;
};

}  // namespace garden::conversation
