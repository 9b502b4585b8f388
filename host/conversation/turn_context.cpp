// The context of a turn, told to the client as events and given to the model as text.
#include <chrono>

#include "conversation/context_builder.hpp"
#include "conversation/turn.hpp"

namespace garden::conversation {
using base::Json;

garden::Task<std::string> load_context(TurnFrame& frame) {
  auto found = co_await get_context(frame);
  if (found.status == "none") co_return std::string();
  Json event{{"status", found.status}};
  if (!found.trouble.empty()) event["detail"] = found.trouble;
  if (!found.context) {
    frame.run.publish(EventType::context, base::to_text(event));
    co_return "The store's data is not available now: " + found.trouble +
        "\nSay so, and state no number of the store that a tool has not given.";
  }
  const auto& context = *found.context;
  auto age = frame.conversation.parts().clock.wall() - context.built_at;
  event["age_s"] = std::chrono::duration_cast<std::chrono::seconds>(age).count();
  event["built_ms"] = context.built_ms;
  event["failed"] = context.failed;
  frame.run.publish(EventType::context, base::to_text(event));
  auto& citations = frame.run.record().citations;
  for (auto citation : context.citations) {
    citation["n"] = citations.size() + 1;
    frame.run.publish(EventType::citation, base::to_text(citation));
    citations.push_back(std::move(citation));
  }
  if (found.status != "stale") co_return context.markdown;
  co_return "> The database cannot be reached (" + found.trouble + "); this data is " +
      std::to_string(event["age_s"].get<long>()) + " seconds old. Say so.\n" + context.markdown;
}

}  // namespace garden::conversation
