#include "openai/request_body.hpp"

#include "garden/json.hpp"
#include "garden/json_check.hpp"
#include "garden/json_writer.hpp"

namespace garden::openai {
namespace {
using model_kit::Conversation;
using model_kit::Message;
using model_kit::Part;

constexpr std::string_view paragraph = "\n\n";

void append_words(std::string& text, std::string_view json_string) {
  const auto before = text.size();
  if (before > 0) text += paragraph;
  const auto from = text.size();
  json::append_text(text, json_string);
  if (text.size() == from) text.resize(before);
}

class Messages {
 public:
  Messages(json::Writer& out, const Settings& settings) : out_(out), settings_(settings) {}

  void write(const Conversation& conversation) {
    out_.array();
    if (!conversation.system.empty())
      out_.object().field("role", "system").key("content").raw(conversation.system).end();
    append_words(user_, conversation.context);
    for (const auto& message : conversation.messages) {
      if (message.from_user) {
        for (const auto& part : message.parts) append_words(user_, part.text);
      } else {
        write_assistant(message);
      }
    }
    end_user();
    out_.end();
  }

 private:
  // What the user said since the last answer, as one message.
  void end_user() {
    if (!user_.empty()) out_.object().field("role", "user").field("content", user_).end();
    user_.clear();
  }

  void write_assistant(const Message& message) {
    std::string said;
    for (const auto& part : message.parts)
      if (!part.is_call()) json::append_text(said, part.text);
    if (said.empty() && !message.has_calls()) return;  // only what another provider could read
    end_user();
    out_.object().field("role", "assistant").key("content");
    if (said.empty()) {
      out_.value(nullptr);
    } else {
      out_.value(said);
    }
    if (message.has_calls()) write_calls(message);
    out_.end();
    for (const auto& part : message.parts) {
      if (!part.is_call()) continue;
      out_.object().field("role", "tool").field("tool_call_id", part.id);
      out_.field("content", part.result).end();  // JSON, as the text that it is
    }
  }

  void write_calls(const Message& message) {
    out_.key("tool_calls").array();
    for (const auto& part : message.parts) {
      if (!part.is_call()) continue;
      out_.object().field("id", part.id).field("type", "function");
      out_.key("function").object().field("name", part.name).field("arguments", part.arguments).end();
      const auto extra = extra_content(part);
      if (!extra.empty()) out_.key("extra_content").raw(extra);
      out_.end();
    }
    out_.end();
  }

  std::string_view extra_content(const Part& part) const {
    if (part.opaque.empty() || !json::valid(part.opaque)) return {};
    if (!json::same(json::at(part.opaque, "model"), settings_.model)) return {};
    return json::at(part.opaque, "extra_content");
  }

  json::Writer& out_;
  const Settings& settings_;
  std::string user_;
};

}  // namespace

std::string written_tools(std::string_view tools) {
  json::Writer out;
  out.array();
  const auto all = model_kit::read_tools(tools);
  for (const auto& tool : all) {
    out.object().field("type", "function").key("function").object().key("name").raw(tool.name);
    out.key("description").raw(description_of(tool)).key("parameters");
    const bool has_schema = json::type_of(tool.parameters) == json::Type::object;
    out.raw(has_schema ? tool.parameters : std::string_view(R"({"type":"object","properties":{}})"))
        .end()
        .end();
  }
  out.end();
  return all.empty() ? std::string() : out.take();
}

std::string request_body(const Conversation& conversation, std::string_view tools, const Settings& settings,
                         bool asks_usage) {
  constexpr std::size_t room_for_our_own = 1024;  // names, settings
  json::Writer out;
  out.reserve(conversation.bytes - conversation.tools.size() + tools.size() + room_for_our_own);
  out.object().field("model", settings.model).field("stream", true);
  if (asks_usage) out.key("stream_options").object().field("include_usage", true).end();
  const auto most = conversation.output_tokens_max > 0 ? conversation.output_tokens_max
                                                       : settings.output_tokens_max.value_or(0);
  if (most > 0) out.field(settings.max_tokens_name, most);
  const auto temperature = conversation.temperature ? conversation.temperature : settings.temperature;
  if (temperature) out.field("temperature", *temperature);
  if (settings.top_p) out.field("top_p", *settings.top_p);
  if (!settings.reasoning_effort.empty()) out.field("reasoning_effort", settings.reasoning_effort);
  if (settings.tools && !tools.empty()) out.key("tools").raw(tools);
  out.key("messages");
  Messages(out, settings).write(conversation);
  out.end();
  return out.take();
}

std::string opaque_of(std::string_view model, std::string_view extra_content) {
  json::Writer out;
  out.object().field("model", model).key("extra_content").raw(extra_content).end();
  return out.take();
}

}  // namespace garden::openai
