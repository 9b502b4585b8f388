// One call of a model within a turn: its words go out as they come, its tool calls are gathered.
#include <utility>

#include "base/limits.hpp"
#include "conversation/turn.hpp"
#include "conversation/usage.hpp"
#include "runtime/breaker.hpp"
#include "runtime/handed_over.hpp"
#include "runtime/instance.hpp"

namespace garden::conversation {
namespace {
using base::Json;

// What one model says in one step, sorted as it comes.
class Listener {
 public:
  Listener(Voice& run, const std::string& model) : run_(run), model_(model) {}

  void take(const garden::Message& message) {
    switch (message.kind) {
      case GARDEN_TEXT: return take_text(message.bytes);
      case GARDEN_THOUGHT: return run_.publish(EventType::thought_delta, std::string(message.bytes));
      case GARDEN_JSON: return take_json(message.bytes);
      default: return;
    }
  }
  // Words or calls; thoughts and a provider's own parts are nothing that a user could read.
  bool has_spoken() const { return spoken_; }
  bool is_finished() const { return !step_.finish_reason.empty(); }

  // Ends the step: the assistant's message is remembered as one.
  ModelStep finish() {
    close_text();
    if (!parts_.empty())
      run_.record().messages.push_back({{"role", "assistant"}, {"parts", std::move(parts_)}});
    if (step_.finish_reason.empty()) step_.finish_reason = "other";
    add_usage(run_.record().usage, usage_);  // it counts within one call; a turn may have several
    return std::move(step_);
  }

 private:
  void take_text(std::string_view text) {
    auto& record = run_.record();
    if (record.text.size() + text.size() > base::limits::answer_bytes_max)
      throw garden::Failure(GARDEN_INVALID, "the answer is longer than an answer may be");
    record.text += text;
    record.open_text += text;
    spoken_ = spoken_ || !text.empty();
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
      add_opaque(part, event);
      parts_.push_back(std::move(part));
      if (step_.calls.size() == base::limits::tool_calls_per_step_max)
        throw garden::Failure(GARDEN_INVALID, "the model asked for too much at once");
      step_.calls.push_back(std::move(made));
      spoken_ = true;
    } else if (event.contains("opaque")) {
      close_text();
      // What belongs to no text stands by itself: nothing of a provider's own may be lost or move to another
      // part.
      if (parts_.empty() || parts_.back().contains("opaque") || parts_.back().contains("tool_call"))
        parts_.push_back({{"text", ""}});
      add_opaque(parts_.back(), event);
    } else if (const auto& usage = base::member(event, "usage"); usage.is_object()) {
      usage_ = usage;
    } else if (const auto& warning = base::member(event, "warning"); warning.is_object()) {
      run_.publish(EventType::warning, base::to_text(warning));
    } else if (const auto& finish = base::member(event, "finish"); finish.is_object()) {
      step_.finish_reason = base::text_at(finish, "reason", "other");
      if (!has_spoken()) throw garden::Failure(GARDEN_UNAVAILABLE, without_a_word(finish));
    }
  }

  // A provider's own words are for that provider only: see messages_for().
  void add_opaque(Json& part, const Json& event) const {
    if (!event.contains("opaque")) return;
    part["opaque"] = event["opaque"];
    part["opaque_of"] = model_;
  }

  // A filter, a limit that thinking used up, a whim: another model may have an answer.
  static std::string without_a_word(const Json& finish) {
    const auto detail = base::text_at(finish, "detail");
    return "it ended without a word (" + base::text_at(finish, "reason") +
           (detail.empty() ? ")" : ", " + detail + ")");
  }

  void close_text() {
    auto text = std::exchange(run_.record().open_text, {});
    if (!text.empty()) parts_.push_back({{"text", std::move(text)}});
  }

  Voice& run_;
  const std::string& model_;
  Json parts_ = Json::array();
  Json usage_ = Json::object();
  ModelStep step_;
  bool spoken_ = false;
};

// What one provider calls invalid another may take: each has its own limits and rules.
bool next_may_help(garden_status status) { return status != GARDEN_CANCELLED && status != GARDEN_GONE; }

bool has_opaque(const Json& messages) {
  for (const auto& message : messages)
    for (const auto& part : base::member(message, "parts"))
      if (part.contains("opaque")) return true;
  return false;
}

// The messages with those opaque parts only that this model made itself: another provider's are noise to it,
// or an error.
Json messages_for(const std::string& model, const Json& messages) {
  Json own = messages;
  for (auto& message : own)
    for (auto& part : message["parts"]) {
      if (part.contains("opaque") && base::text_at(part, "opaque_of", model) != model) part.erase("opaque");
      part.erase("opaque_of");
    }
  return own;
}

std::string request_for(const TurnFrame& frame, const std::string& model, const ModelQuestion& question) {
  auto messages = base::to_text(has_opaque(question.messages) ? messages_for(model, question.messages)
                                                              : question.messages);
  return generate_request(frame.agent.system_json, question.context, messages, question.tools, {});
}

// How one model ended.
struct Attempt {
  garden_status status = GARDEN_OK;
  std::string trouble;
};

garden::Task<Attempt> listen(TurnFrame& frame, Listener& listener, const std::string& model,
                             const ModelQuestion& question) {
  Attempt attempt;
  try {
    // The request is as large as all that the model is told: it goes along, and no copy of it stays here.
    auto reply = frame.context.stream(model, "generate",
                                      runtime::HandedOver(request_for(frame, model, question)).text());
    while (auto message = co_await reply.next()) {
      listener.take(*message);
      if (frame.flush) co_await frame.flush(frame);
    }
    if (!listener.is_finished() && !listener.has_spoken())
      throw garden::Failure(GARDEN_UNAVAILABLE, "it sent no answer");
  } catch (const garden::Failure& failure) {
    attempt = {failure.status(), failure.text()};
  }
  co_return attempt;
}

void tell_failover(TurnFrame& frame, const std::string& from, const std::string& to, const std::string& why) {
  auto detail = from + " could not answer (" + why + "); " + to + " does";
  frame.conversation.parts().log.warn("turn", detail);
  frame.out.publish(EventType::warning, base::to_text({{"code", "model-failover"}, {"detail", detail}}));
}

}  // namespace

std::size_t ready_model(const TurnFrame& frame, std::size_t from) {
  const auto& models = frame.agent.models;
  for (auto at = from; at < models.size(); ++at) {
    auto instance = frame.store.scope->find(models[at]);
    if (instance && (!instance->breaker() || instance->breaker()->lets_through())) return at;
  }
  return from;
}

garden::Task<ModelStep> ask_model(TurnFrame& frame, ModelQuestion question, std::size_t& first_model) {
  const auto& models = frame.agent.models;
  std::string troubles;
  for (first_model = ready_model(frame, first_model);;) {
    const auto& model = models[first_model];
    Listener listener(frame.out, model);
    auto attempt = co_await listen(frame, listener, model, question);
    if (attempt.status == GARDEN_OK) {
      frame.out.record().model = model;
      if (!listener.is_finished())
        frame.out.publish(EventType::warning, base::to_text({{"code", "answer-cut"},
                                                             {"detail", "the model's answer broke off"}}));
      co_return listener.finish();
    }
    if (listener.has_spoken())
      throw garden::Failure(attempt.status,
                            model + " broke off in the middle of its answer: " + attempt.trouble);
    troubles += (troubles.empty() ? "" : "; ") + model + ": " + attempt.trouble;
    auto next = ready_model(frame, first_model + 1);
    if (!next_may_help(attempt.status) || next >= models.size())
      throw garden::Failure(attempt.status, troubles);
    tell_failover(frame, model, models[next], attempt.trouble);
    first_model = next;
  }
}

}  // namespace garden::conversation
