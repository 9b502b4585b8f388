// The context of a turn: what the agent's queries say, kept for all turns of a few minutes, and what its
// library has to add for this one; told to the client as events and given to the model as text.
#include <chrono>

#include "conversation/context_builder.hpp"
#include "conversation/turn.hpp"

namespace garden::conversation {
namespace {
using base::Json;

// What one of the two sources of a context gave.
struct Section {
  std::string text;    // empty, although there is a context: that one's, as it is
  Json event;          // `context`; null: there is nothing to tell
  std::string failed;  // why it is missing; empty: it is not
  ContextPointer context;
};

void add_citations(TurnFrame& frame, const BuiltContext& context) {
  auto& citations = frame.out.record().citations;
  if (citations.size() == 0) {
    for (const auto& event : context.citations.events()) frame.out.publish(EventType::citation, event);
    return citations.share(context.citations.numbered());
  }
  for (auto citation : context.citations.get()) {
    citation["n"] = citations.size() + 1;
    frame.out.publish(EventType::citation, base::to_text(citation));
    citations.push_back(std::move(citation));
  }
}

Section section_of(TurnFrame& frame, const ContextFound& found) {
  Section section;
  if (found.status == "none") return section;
  section.event = {{"status", found.status}};
  if (!found.trouble.empty()) section.event["detail"] = found.trouble;
  if (!found.context) {
    section.text = "The store's data is not available now: " + found.trouble +
                   "\nSay so, and state no number of the store that a tool has not given.";
    return section;
  }
  section.context = found.context;
  const auto& context = *found.context;
  auto age = frame.conversation.parts().clock.wall() - context.built_at;
  auto age_s = std::chrono::duration_cast<std::chrono::seconds>(age).count();
  section.event["age_s"] = age_s;
  section.event["built_ms"] = context.built_ms;
  section.event["failed"] = context.failed;
  if (found.status == "stale")
    section.text = "> The database cannot be reached (" + found.trouble + "); this data is " +
                   std::to_string(age_s) + " seconds old. Say so.\n" + context.markdown;
  return section;
}

// What the agent's library adds: within the context's own deadline and bound, and never fatal.
garden::Task<Section> library_section(TurnFrame& frame) {
  Section section;
  auto* code = frame.agent.code.get();
  if (!code || code->lacks_context) co_return section;
  const auto& bounds = frame.agent.config.context;
  auto request = base::to_text({{"session_id", frame.run.session_id()},
                                {"message", frame.message},
                                {"settings", frame.agent.settings}});
  try {
    auto time = frame.context.within_ms(static_cast<std::uint32_t>(bounds.deadline.count()));
    auto reply = frame.context.stream(code->target, GARDEN_AGENT_CONTEXT, request, time);
    while (auto message = co_await reply.next()) {
      if (message->kind == GARDEN_TEXT) section.text += message->bytes;
      if (section.text.size() > bounds.bytes_max) {
        section.text.resize(section.text.rfind('\n', bounds.bytes_max) + 1);  // npos + 1: nothing is left
        section.text += "(cut)\n";
        break;
      }
    }
  } catch (const garden::Failure& failure) {
    section.text.clear();
    if (failure.status() == GARDEN_UNIMPLEMENTED)
      code->lacks_context = true;
    else
      section.failed = failure.text();
  }
  co_return section;
}

garden::Task<Section> shared_section(TurnFrame& frame) {
  auto found = co_await get_context(frame);
  co_return section_of(frame, found);
}

}  // namespace

garden::Task<TurnContext> load_context(TurnFrame& frame) {
  auto [shared, library] = co_await garden::all(shared_section(frame), library_section(frame));
  if (!library.failed.empty()) {
    auto who = frame.agent.name + " (library)";
    if (shared.event.is_null()) shared.event = {{"status", "partial"}, {"failed", Json::array()}};
    if (shared.event["status"] == "hit" || shared.event["status"] == "miss")
      shared.event["status"] = "partial";
    shared.event["failed"].push_back(who);
    frame.conversation.parts().log.error("context", who + ": " + library.failed);
    library.text = "The section of " + who + " is not available now: " + library.failed + "\n";
  }
  if (!shared.event.is_null()) frame.out.publish(EventType::context, base::to_text(shared.event));
  if (shared.context) add_citations(frame, *shared.context);
  auto& evidence = frame.out.record().evidence;
  if (shared.context) evidence.add(shared.context->numbers.get(shared.context->markdown));
  evidence.add_markdown(library.text);
  if (shared.context && shared.text.empty()) {
    if (library.text.empty()) co_return TurnContext{std::move(shared.context), {}};
    shared.text = shared.context->markdown;
  }
  if (!library.text.empty() && !shared.text.empty()) shared.text += "\n";
  co_return TurnContext{nullptr, shared.text + library.text};
}

}  // namespace garden::conversation
