// Turn: from the user's message to the answer: context, prompt, model, tools, and again until the model is
// done.
//
// The loop is bounded in steps, tool calls, tokens and time. A model that rests (runtime/breaker.hpp) is
// passed over, one that fails before its first word is replaced by the next in the agent's order; one that
// fails later is not, because its words have been read. When the steps are used up the model is asked once
// more without tools, so that the user gets an answer from what was found. An agent whose library takes the
// whole turn (verb "run") is handed it instead (turn_library.cpp). Threads: [lane].
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "conversation/conversation.hpp"
#include "conversation/prompt.hpp"
#include "conversation/tools.hpp"
#include "conversation/voice.hpp"
#include "garden/garden.hpp"
#include "garden/json_writer.hpp"

namespace garden::conversation {

// What every part of a turn works with; borrowed for its length.
struct TurnFrame {
  garden::Context& context;
  Conversation& conversation;
  const ServedStore& store;
  const ServedAgent& agent;
  Run& run;    // that it belongs to; only run.home() may be used on another thread than the run's
  Voice& out;  // where it speaks to: the run itself, unless another agent asked
  std::string message;
  // Sends on what has been said; null where publishing is enough.
  garden::Task<> (*flush)(TurnFrame& frame) = nullptr;
};

// The component "turn" (built_in.hpp).
class Turn {
 public:
  Turn(garden::Config config, garden::Host host);
  garden::Task<> run(garden::Context& context);

 private:
  Conversation& conversation_;
};

// Everything between the beginning of a turn and its last event. Throws garden::Failure. `messages`: the past
// and the new message, as a model reads them. (turn.cpp)
garden::Task<> take_turn(TurnFrame& frame, base::Json messages);

// A report instead of a turn of a conversation. Throws garden::Failure when none of its queries could be run.
// (turn_report.cpp)
garden::Task<> take_report_turn(TurnFrame& frame, const reports::Definition& definition);

// --- the parts, each in its own file

// What the answer's numbers may come from before anything is looked up: the messages and the agent's
// settings. And at the end the warning `unverified-number` about those that nothing accounts for.
// (turn_numbers.cpp)
void add_evidence(TurnFrame& frame, const base::Json& messages);
garden::Task<> check_answer(TurnFrame& frame);

// The session's past, the new message last. (turn_history.cpp)
garden::Task<base::Json> load_messages(TurnFrame& frame);

// What a turn is told of the store: as a rule exactly what all turns of these minutes are told, and one text
// for all of them.
struct TurnContext {
  ContextPointer shared;  // null: `own` is all
  std::string own;
  std::string own_json = {};

  const std::string& text() const { return shared ? shared->markdown : own; }
  // As a JSON string; empty when there is no text.
  const std::string& json() {
    if (shared) return shared->json.get(shared->markdown);
    if (own_json.empty() && !own.empty()) own_json = garden::json::quoted(own);
    return own_json;
  }
};

// The Markdown of the agent's context, with what its library adds, published as `context` and `citation`
// events; empty when there is none. (turn_context.cpp)
garden::Task<TurnContext> load_context(TurnFrame& frame);

// Lets the agent's library take the turn; false, with nothing said: it has none that does. Throws
// garden::Failure. (turn_library.cpp)
garden::Task<bool> take_library_turn(TurnFrame& frame, const std::string& context,
                                     const base::Json& messages);

struct ModelStep {
  std::vector<ToolCall> calls;
  std::string finish_reason;
};
// What a model is asked; borrowed.
struct ModelQuestion {
  std::string_view context;  // JSON text of a string; empty: there is none
  const base::Json& messages;
  std::string_view tools;  // JSON text of an array
};
// One `generate` of the agent's models from `first_model` on, which is moved to the one that answered;
// streams and remembers what it says. Throws garden::Failure when none could. (turn_model.cpp)
garden::Task<ModelStep> ask_model(TurnFrame& frame, ModelQuestion question, std::size_t& first_model);

// The model that will probably answer: the first from `from` on that does not rest; `from` when all do.
std::size_t ready_model(const TurnFrame& frame, std::size_t from);

// Runs the calls at once and gives the message with their results, one for each: what is beyond `calls_max`
// is answered with an error, because a provider wants an answer to every call it made. (turn_tools.cpp)
garden::Task<base::Json> run_tools(TurnFrame& frame, const std::vector<ToolCall>& calls, unsigned calls_max);

}  // namespace garden::conversation
