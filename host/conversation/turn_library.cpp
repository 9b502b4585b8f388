// A turn that the agent's own library takes: it works, the host writes down.
#include <array>
#include <utility>

#include "base/limits.hpp"
#include "conversation/turn.hpp"
#include "conversation/usage.hpp"

namespace garden::conversation {
namespace {
using base::Json;

// What a library says in its turn. What it does by calls the host has told already (errand.hpp).
class LibraryListener {
 public:
  explicit LibraryListener(Voice& out) : out_(out) {}

  void take(const garden::Message& message) {
    has_spoken_ = true;
    switch (message.kind) {
      case GARDEN_TEXT: return take_text(message.bytes);
      case GARDEN_THOUGHT: return out_.publish(EventType::thought_delta, std::string(message.bytes));
      case GARDEN_JSON: return take_json(message.bytes);
      default: return;
    }
  }
  bool has_spoken() const { return has_spoken_; }
  void finish() {
    auto& record = out_.record();
    if (auto text = std::exchange(record.open_text, {}); !text.empty())
      record.messages.push_back({{"role", "assistant"}, {"parts", {{{"text", std::move(text)}}}}});
    record.finish_reason = "stop";
  }

 private:
  void take_text(std::string_view text) {
    auto& record = out_.record();
    if (record.text.size() + text.size() > base::limits::answer_bytes_max)
      throw garden::Failure(GARDEN_INVALID, "the answer is longer than an answer may be");
    record.text += text;
    record.open_text += text;
    out_.publish(EventType::text_delta, std::string(text));
  }

  void take_json(std::string_view bytes) {
    auto event = base::parse_json(bytes);
    if (!event || !event->is_object())
      throw garden::Failure(GARDEN_INTERNAL, "the agent's library sent an event that is no JSON object");
    static constexpr std::array<std::pair<const char*, EventType>, 5> plain{
        {{"tool_started", EventType::tool_started},
         {"tool_result", EventType::tool_result},
         {"table", EventType::table},
         {"chart", EventType::chart},
         {"warning", EventType::warning}}};
    for (const auto& [name, type] : plain)
      if (const auto& value = base::member(*event, name); value.is_object()) tell(type, value);
    if (auto citation = base::member(*event, "citation"); citation.is_object()) {
      auto& citations = out_.record().citations;
      citation["n"] = citations.size() + 1;
      out_.publish(EventType::citation, base::to_text(citation));
      citations.push_back(std::move(citation));
    }
    if (const auto& usage = base::member(*event, "usage"); usage.is_object())
      add_usage(out_.record().usage, usage);
  }

  void tell(EventType type, const Json& value) {
    if (type == EventType::table) out_.record().evidence.add_result(value);
    out_.publish(type, base::to_text(value));
  }

  Voice& out_;
  bool has_spoken_ = false;
};

std::string run_request(const TurnFrame& frame, const std::string& context, Json history) {
  if (!history.empty()) history.erase(history.size() - 1);  // the new message stands by itself
  return base::to_text({{"session_id", frame.run.session_id()},
                        {"message", frame.message},
                        {"history", std::move(history)},
                        {"system", frame.agent.system},
                        {"context", context},
                        {"models", frame.agent.models},
                        {"settings", frame.agent.settings}});
}

}  // namespace

garden::Task<bool> take_library_turn(TurnFrame& frame, const std::string& context, const Json& messages) {
  auto* code = frame.agent.code.get();
  if (!code || code->lacks_run) co_return false;
  LibraryListener listener(frame.out);
  auto request = run_request(frame, context, messages);
  base::Error failed{base::Code::ok, {}, {}};
  try {
    auto reply = frame.context.stream(code->target, GARDEN_AGENT_RUN, request);
    while (auto message = co_await reply.next()) {
      listener.take(*message);
      if (frame.flush) co_await frame.flush(frame);
    }
  } catch (const garden::Failure& failure) {
    failed = {static_cast<base::Code>(failure.status()), failure.text(), {}};
  }
  if (failed.code == base::Code::unimplemented && !listener.has_spoken()) {
    code->lacks_run = true;
    co_return false;
  }
  if (failed.code != base::Code::ok)
    throw garden::Failure(static_cast<garden_status>(failed.code),
                          "the library of agent " + frame.agent.name + ": " + failed.message);
  listener.finish();
  co_return true;
}

}  // namespace garden::conversation
