// Turn: from the user's message to the answer: context, prompt, model, tools, and again until the model is
// done.
//
// The loop is bounded in steps, tool calls and time. A model that fails before its first word is replaced by
// the next in the agent's order; one that fails later is not, because its words have been read. When the
// steps are used up the model is asked once more without tools, so that the user gets an answer from what was
// found. Threads: [lane].
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "conversation/conversation.hpp"
#include "conversation/prompt.hpp"
#include "garden/garden.hpp"

namespace garden::conversation {

// What every part of a turn works with; borrowed for its length.
struct TurnFrame {
  garden::Context& context;
  Conversation& conversation;
  const ServedStore& store;
  const ServedAgent& agent;
  Run& run;
};

// The component "turn" (built_in.hpp).
class Turn {
 public:
  Turn(garden::Config config, garden::Host host);
  garden::Task<> run(garden::Context& context);

 private:
  Conversation& conversation_;
};

// --- the parts, each in its own file

// The session's past, the new message last. (turn_history.cpp)
garden::Task<base::Json> load_messages(TurnFrame& frame);

// The Markdown of the agent's context, published as `context` and `citation` events; empty when there is
// none. (turn_context.cpp)
garden::Task<std::string> load_context(TurnFrame& frame);

struct ToolCall {
  std::string id, name;
  base::Json arguments;
};
struct ModelStep {
  std::vector<ToolCall> calls;
  std::string finish_reason;
};
// One `generate` of the agent's models from `first_model` on, which is moved to the one that answered;
// streams and remembers what it says. Throws garden::Failure when none could. (turn_model.cpp)
garden::Task<ModelStep> ask_model(TurnFrame& frame, const std::string& request, std::size_t& first_model);

// Runs the calls at once and gives the message with their results, one for each: what is beyond `calls_max`
// is answered with an error, because a provider wants an answer to every call it made. (turn_tools.cpp)
garden::Task<base::Json> run_tools(TurnFrame& frame, const std::vector<ToolCall>& calls, unsigned calls_max);

}  // namespace garden::conversation
