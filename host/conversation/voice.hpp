// Voice: where a turn speaks to: the run that a client follows, or the agent that asked another agent.
//
// What a turn does is the same for both; what it says goes to a run's event log in one case and back over a
// call in the other. Threads: on the lane of the turn.
#pragma once
#include <string>

#include "base/json.hpp"
#include "conversation/event.hpp"

namespace garden::conversation {

// What a turn has produced so far; what is stored and what `"stream":"none"` answers is made of it.
struct TurnRecord {
  std::string text;                             // the answer, as shown
  std::string open_text;                        // of it, what is not yet in `messages`
  base::Json messages = base::Json::array();    // [{role, parts}], to be remembered by the session
  base::Json tool_calls = base::Json::array();  // [{name, arguments, ok, row_count, ms}]
  base::Json citations = base::Json::array();   // [{n, query, params, row_count, as_of}]
  base::Json usage = base::Json::object();
  std::string model, finish_reason = "stop";
};

class Voice {
 public:
  virtual ~Voice() = default;
  virtual void publish(EventType type, std::string payload) = 0;
  virtual TurnRecord& record() = 0;
};

}  // namespace garden::conversation
