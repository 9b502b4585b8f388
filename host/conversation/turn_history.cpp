// How a turn learns what was said before: the state store answers on its own thread and wakes the turn.
#include "conversation/turn.hpp"

namespace garden::conversation {
namespace {

garden::Task<std::vector<HistoryMessage>> load_past(TurnFrame& frame) {
  std::vector<HistoryMessage> past;
  if (frame.run.message_number() == 1) co_return past;  // the first of its session: nothing is to be read
  using Loaded = base::Result<std::vector<state::Message>>;
  garden::Signal<Loaded> signal(frame.context);
  frame.conversation.sessions().history(
      frame.run.session_id(), frame.run.message_number(), {},
      [waker = signal.waker()](Loaded result) { waker.set(std::move(result)); });
  auto loaded = co_await signal;
  if (!loaded) throw garden::Failure(static_cast<garden_status>(loaded.error().code), loaded.error().message);
  for (auto& message : *loaded) {
    auto parts = base::parse_json(message.content);
    if (parts && parts->is_array()) past.push_back({message.run_id, message.role, std::move(*parts)});
  }
  co_return past;
}

}  // namespace

garden::Task<base::Json> load_messages(TurnFrame& frame) {
  auto history = co_await load_past(frame);
  history.push_back({frame.run.id(), "user", base::Json::array({{{"text", frame.message}}})});
  co_return model_messages(history, frame.run.id());
}

}  // namespace garden::conversation
