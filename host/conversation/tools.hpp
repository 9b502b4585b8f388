// Tools: what a model may look something up with: the agent's named queries and the tools of its library.
//
// Both are told to the client and cited alike. A look-up never throws but garden::Cancelled: what went wrong
// is part of the outcome, because the model is to read it. Looking up and telling are two steps, so that a
// look-up on behalf of a run may happen on another thread than the run's.
// Threads: look_up() on the lane of its context; tell() on that of the voice.
#pragma once
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "conversation/served_store.hpp"
#include "conversation/voice.hpp"
#include "garden/garden.hpp"

namespace garden::conversation {

struct ToolCall {
  std::string id, name;
  base::Json arguments;
};

// Everything that is to be said of a call when it is over. Null where there is no such thing.
struct ToolOutcome {
  base::Json content;   // what the model, or the library that asked, gets; with `error` when it failed
  base::Json result;    // the event tool.result
  base::Json table;     // the event table
  base::Json citation;  // without its number
  base::Json record;    // for TurnRecord::tool_calls
  base::Code code = base::Code::ok;

  bool ok() const { return code == base::Code::ok; }
};

// Where a look-up happens; borrowed until it is over.
struct ToolPlace {
  garden::Context& context;
  const ServedStore& store;
  const ServedAgent& agent;
  const base::Clock& clock;
  std::string_view session_id;
};

garden::Task<ToolOutcome> look_up(ToolPlace place, ToolCall call);
// The same for a query that the agent has, whether a model may call it or not.
garden::Task<ToolOutcome> look_up_query(ToolPlace place, ToolCall call);
// A call that is not made, and why.
ToolOutcome refuse(const ToolCall& call, base::Code code, const std::string& why,
                   const base::Json& problems = base::Json::array());

void tell_started(Voice& voice, const ToolCall& call);
void tell(Voice& voice, const ToolOutcome& outcome);

}  // namespace garden::conversation
