// One call of a model within a turn: its words go out as they come, its tool calls are gathered.
#include <utility>

#include "base/limits.hpp"
#include "conversation/turn.hpp"

namespace garden::conversation {
namespace {
using base::Json;

// What one model says in one step, sorted as it comes.
class Listener {
 public:
  explicit Listener(Run& run) : run_(run) {}

  void take(const garden::Message& message) {
    switch (message.kind) {
      case GARDEN_TEXT: return take_text(message.bytes);
      case GARDEN_THOUGHT: return run_.publish(EventType::thought_delta, std::string(message.bytes));
      case GARDEN_JSON: return take_json(message.bytes);
      default: return;
    }
  }
  bool has_spoken() const { return !parts_.empty() || !run_.record().open_text.empty(); }
  bool is_finished() const { return !step_.finish_reason.empty(); }

  // Ends the step: the assistant's message is remembered as one.
  ModelStep finish() {
    close_text();
    if (!parts_.empty())
      run_.record().messages.push_back({{"role", "assistant"}, {"parts", std::move(parts_)}});
    if (step_.finish_reason.empty()) step_.finish_reason = "other";
    add_usage();
    return std::move(step_);
  }

 private:
  void take_text(std::string_view text) {
    auto& record = run_.record();
    if (record.text.size() + text.size() > base::limits::answer_bytes_max)
      throw garden::Failure(GARDEN_INVALID, "the answer is longer than an answer may be");
    record.text += text;
    record.open_text += text;
    run_.publish(EventType::text_delta, std::string(text));
  }

  void take_json(std::string_view bytes) {
    auto parsed = base::parse_json(bytes);
    if (!parsed || !parsed->is_object())
      throw garden::Failure(GARDEN_INTERNAL, "the model's plugin sent an event that is no JSON object");
    const auto& event = *parsed;
    if (const auto& call = base::member(event, "tool_call"); call.is_object()) {
      close_text();
      ToolCall made{base::text_at(call, "id"), base::text_at(call, "name"), base::member(call, "arguments")};
      if (made.id.empty()) made.id = "call_" + std::to_string(step_.calls.size() + 1);
      Json part{{"tool_call", {{"id", made.id}, {"name", made.name}, {"arguments", made.arguments}}}};
      if (event.contains("opaque")) part["opaque"] = event["opaque"];
      parts_.push_back(std::move(part));
      if (step_.calls.size() == base::limits::tool_calls_per_step_max)
        throw garden::Failure(GARDEN_INVALID, "the model asked for too much at once");
      step_.calls.push_back(std::move(made));
    } else if (event.contains("opaque")) {
      close_text();
      if (!parts_.empty()) parts_.back()["opaque"] = event["opaque"];
    } else if (const auto& usage = base::member(event, "usage"); usage.is_object()) {
      usage_ = usage;
    } else if (const auto& warning = base::member(event, "warning"); warning.is_object()) {
      run_.publish(EventType::warning, base::to_text(warning));
    } else if (const auto& finish = base::member(event, "finish"); finish.is_object()) {
      step_.finish_reason = base::text_at(finish, "reason", "other");
    }
  }

  void close_text() {
    auto text = std::exchange(run_.record().open_text, {});
    if (!text.empty()) parts_.push_back({{"text", std::move(text)}});
  }

  // Usage counts within one call; a turn may have several.
  void add_usage() {
    auto& total = run_.record().usage;
    for (const auto& [name, value] : usage_.items())
      if (value.is_number_integer())
        total[name] = base::integer_at(total, name, 0) + value.get<std::int64_t>();
  }

  Run& run_;
  Json parts_ = Json::array();
  Json usage_ = Json::object();
  ModelStep step_;
};

bool next_may_help(garden_status status) {
  return status != GARDEN_INVALID && status != GARDEN_CANCELLED && status != GARDEN_GONE;
}

}  // namespace

garden::Task<ModelStep> ask_model(TurnFrame& frame, const std::string& request, std::size_t& first_model) {
  const auto& models = frame.agent.models;
  for (;; ++first_model) {
    Listener listener(frame.run);
    std::string trouble;
    garden_status status = GARDEN_OK;
    try {
      auto reply = frame.context.stream(models[first_model], "generate", request);
      while (auto message = co_await reply.next()) listener.take(*message);
      if (!listener.is_finished() && !listener.has_spoken())
        throw garden::Failure(GARDEN_UNAVAILABLE, "it sent no answer");
    } catch (const garden::Failure& failure) {
      status = failure.status();
      trouble = failure.what();
    }
    if (status == GARDEN_OK) {
      frame.run.record().model = models[first_model];
      if (!listener.is_finished())
        frame.run.publish(EventType::warning, base::to_text({{"code", "answer-cut"},
                                                             {"detail", "the model's answer broke off"}}));
      co_return listener.finish();
    }
    bool may_go_on = !listener.has_spoken() && next_may_help(status) && first_model + 1 < models.size();
    if (!may_go_on) throw garden::Failure(status, models[first_model] + ": " + trouble);
    auto detail =
        models[first_model] + " could not answer (" + trouble + "); " + models[first_model + 1] + " does";
    frame.conversation.parts().log.warn("turn", detail);
    frame.run.publish(EventType::warning, base::to_text({{"code", "model-failover"}, {"detail", detail}}));
  }
}

}  // namespace garden::conversation
