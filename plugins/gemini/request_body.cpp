#include "gemini/request_body.hpp"

#include "garden/json.hpp"
#include "garden/json_check.hpp"
#include "garden/json_writer.hpp"
#include "gemini/tool_schema.hpp"

namespace garden::gemini {
namespace {
using model_kit::Conversation;
using model_kit::Message;
using model_kit::Part;
using model_kit::Thinking;

constexpr std::string_view no_signature = "skip_thought_signature_validator";

// The part as this model said it; empty if it was said by another, or is nothing that could be sent.
std::string_view said_part(const Part& part, const Settings& settings) {
  if (part.opaque.empty() || !json::valid(part.opaque)) return {};
  if (!json::same(json::at(part.opaque, "model"), settings.model)) return {};
  const auto raw = json::at(part.opaque, "part");
  const bool is_call = json::type_of(json::at(raw, "functionCall")) == json::Type::object;
  return json::type_of(raw) == json::Type::object && is_call == part.is_call() ? raw : std::string_view();
}

class Contents {
 public:
  Contents(json::Writer& out, const Settings& settings) : out_(out), settings_(settings) {}

  void write(const Conversation& conversation) {
    constexpr std::size_t room_for_a_question = 1024;
    parts_.reserve(conversation.context.size() + room_for_a_question);
    out_.array();
    parts_.array();
    if (!conversation.context.empty()) write_text(conversation.context);
    if (!conversation.messages.front().from_user) end_content("user");
    for (const auto& message : conversation.messages) {
      signed_ = false;
      for (const auto& part : message.parts) write_part(part);
      end_content(message.from_user ? "user" : "model");
      if (message.has_calls()) write_results(message);
    }
    out_.end();
  }

 private:
  // What was written since the last time becomes one content; nothing if that was nothing.
  void end_content(std::string_view role) {
    const bool says_something = parts_.size() > 1;
    const auto parts = parts_.end().take();
    if (says_something) out_.object().field("role", role).key("parts").raw(parts).end();
    parts_.array();
  }
  void write_text(std::string_view text) { parts_.object().key("text").raw(text).end(); }

  void write_part(const Part& part) {
    const auto raw = said_part(part, settings_);
    if (!part.text.empty()) write_text_before(part.text, raw);
    if (!raw.empty()) parts_.raw(raw);
    if (part.is_call() && raw.empty()) write_foreign_call(part);
    signed_ = signed_ || part.is_call();
  }

  // Text came in many pieces, of which the last may be the signed one: what is before it goes without.
  void write_text_before(std::string_view text, std::string_view raw) {
    const bool is_thought = json::boolean(json::at(raw, "thought")).value_or(false);
    const auto last = is_thought ? std::string() : json::text(json::at(raw, "text"));
    if (last.empty()) return write_text(text);
    auto before = json::text(text);
    if (before.ends_with(last)) before.resize(before.size() - last.size());
    if (!before.empty()) write_text(json::quoted(before));
  }

  // Only the first call of a step is signed, as with the real ones.
  void write_foreign_call(const Part& part) {
    parts_.object().key("functionCall").object();
    parts_.field("name", part.name).key("args").raw(part.arguments).end();
    if (!signed_ && settings_.wants_signatures()) parts_.field("thoughtSignature", no_signature);
    parts_.end();
  }

  // All answers of one step in one message, in the order of the calls.
  void write_results(const Message& message) {
    for (const auto& part : message.parts) {
      if (!part.is_call()) continue;
      parts_.object().key("functionResponse").object();
      const auto id = json::at(said_part(part, settings_), "functionCall", "id");
      if (!id.empty()) parts_.key("id").raw(id);
      parts_.field("name", part.name).key("response").object();
      parts_.key(part.ok ? "output" : "error").raw(part.result);
      parts_.end().end().end();
    }
    end_content("user");
  }

  json::Writer& out_;
  json::Writer parts_;  // of the content that is being written
  const Settings& settings_;
  bool signed_ = false;  // the step has a call, and so its signature
};

// Tokens to think with, or the level; the request's wish counts before the configuration.
void write_budget(json::Writer& out, Thinking wanted, const Settings& settings) {
  const bool can_stop = settings.model.find("flash") != std::string::npos;  // the least of Pro is 128
  switch (wanted) {
    case Thinking::off: out.field("thinkingBudget", can_stop ? 0 : 128); return;
    case Thinking::low: out.field("thinkingBudget", 1024); return;
    case Thinking::high: out.field("thinkingBudget", 24'576); return;
    case Thinking::as_configured: break;
  }
  if (settings.thinking_budget) out.field("thinkingBudget", *settings.thinking_budget);
}
void write_level(json::Writer& out, Thinking wanted, const Settings& settings) {
  const bool knows_minimal = settings.model.find("flash") != std::string::npos;
  switch (wanted) {
    case Thinking::off: out.field("thinkingLevel", knows_minimal ? "MINIMAL" : "LOW"); return;
    case Thinking::low: out.field("thinkingLevel", "LOW"); return;
    case Thinking::high: out.field("thinkingLevel", "HIGH"); return;
    case Thinking::as_configured: break;
  }
  if (!settings.thinking_level.empty()) out.field("thinkingLevel", settings.thinking_level);
  if (settings.thinking_budget) out.field("thinkingBudget", *settings.thinking_budget);
}

void write_thinking(json::Writer& out, Thinking wanted, const Settings& settings) {
  json::Writer thinking;
  thinking.object();
  if (settings.thinks_by_budget()) {
    write_budget(thinking, wanted, settings);
  } else {
    write_level(thinking, wanted, settings);
  }
  if (settings.thought_summaries) thinking.field("includeThoughts", true);
  thinking.end();
  if (thinking.size() > 2) out.key("thinkingConfig").raw(thinking.text());
}

void write_generation(json::Writer& out, const Conversation& conversation, const Settings& settings) {
  json::Writer config;
  config.object();
  const auto most = conversation.output_tokens_max > 0 ? conversation.output_tokens_max
                                                       : settings.output_tokens_max.value_or(0);
  if (most > 0) config.field("maxOutputTokens", most);
  const auto temperature = conversation.temperature ? conversation.temperature : settings.temperature;
  if (temperature) config.field("temperature", *temperature);
  if (settings.top_p) config.field("topP", *settings.top_p);
  if (settings.top_k) config.field("topK", *settings.top_k);
  write_thinking(config, conversation.thinking, settings);
  config.end();
  if (config.size() > 2) out.key("generationConfig").raw(config.text());
}

}  // namespace

std::string written_tools(std::string_view tools) {
  json::Writer out;
  out.array().object().key("functionDeclarations").array();
  const auto all = model_kit::read_tools(tools);
  for (const auto& tool : all) {
    out.object().key("name").raw(tool.name).key("description").raw(description_of(tool));
    if (json::type_of(tool.parameters) == json::Type::object)
      out.key("parametersJsonSchema").raw(tool_schema(tool.parameters));
    out.end();
  }
  out.end().end().end();
  return all.empty() ? std::string() : out.take();
}

std::string request_body(const Conversation& conversation, std::string_view tools, const Settings& settings) {
  constexpr std::size_t room_for_our_own = 1024;  // names, settings
  json::Writer out;
  out.reserve(conversation.bytes - conversation.tools.size() + tools.size() + room_for_our_own);
  out.object();
  if (!conversation.system.empty()) {
    out.key("systemInstruction").object().key("parts").array();
    out.object().key("text").raw(conversation.system).end().end().end();
  }
  if (!tools.empty()) out.key("tools").raw(tools);
  write_generation(out, conversation, settings);
  if (!settings.service_tier.empty()) out.field("serviceTier", settings.service_tier);
  out.key("contents");
  Contents(out, settings).write(conversation);
  out.end();
  return out.take();
}

std::string with_continuation(std::string_view body, std::string_view token) {
  std::string longer(body.substr(0, body.size() - 1));
  longer += ",\"continuationToken\":";
  json::append_quoted(longer, token);
  return longer += '}';
}

std::string opaque_of(std::string_view model, std::string_view part) {
  json::Writer out;
  out.object().field("model", model).key("part").raw(part).end();
  return out.take();
}

}  // namespace garden::gemini
