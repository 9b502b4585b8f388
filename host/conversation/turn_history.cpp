// How a turn learns what was said before: the state store answers on its own thread and wakes the turn.
#include "conversation/turn.hpp"

namespace garden::conversation {

garden::Task<base::Json> load_messages(TurnFrame& frame) {
  using Loaded = base::Result<std::vector<state::Message>>;
  garden::Signal<Loaded> signal(frame.context);
  frame.conversation.sessions().history(
      frame.run.session_id(), frame.run.message_number(), {},
      [waker = signal.waker()](Loaded result) { waker.set(std::move(result)); });
  auto loaded = co_await signal;
  if (!loaded) throw garden::Failure(static_cast<garden_status>(loaded.error().code), loaded.error().message);
  std::vector<HistoryMessage> history;
  for (auto& message : *loaded) {
    auto parts = base::parse_json(message.content);
    if (parts && parts->is_array()) history.push_back({message.run_id, message.role, std::move(*parts)});
  }
  history.push_back({frame.run.id(), "user", base::Json::array({{{"text", frame.message}}})});
  co_return model_messages(history, frame.run.id());
}

}  // namespace garden::conversation
