#include "model_kit/conversation.hpp"

#include <algorithm>

#include "garden/json.hpp"
#include "garden/json_writer.hpp"

namespace garden::model_kit {
namespace {

constexpr std::string_view not_run = R"({"error":"the call was not run"})";

// A JSON string that says something.
std::string_view words(std::string_view value) {
  return json::type_of(value) == json::Type::string && value != R"("")" ? value : std::string_view();
}

Part read_call(std::string_view call) {
  Part part;
  part.id = json::text(json::at(call, "id"));
  part.name = json::text(json::at(call, "name"));
  part.arguments = json::at(call, "arguments");
  if (json::type_of(part.arguments) != json::Type::object) part.arguments = "{}";
  part.result = not_run;
  part.ok = false;
  return part;
}

Message read_message(std::string_view json, bool from_user) {
  Message message{from_user, {}};
  json::each(json::at(json, "parts"), [&message, from_user](std::string_view given) {
    const auto call = json::at(given, "tool_call");
    const bool calls = !from_user && json::type_of(call) == json::Type::object;
    Part part = calls ? read_call(call) : Part();
    if (!part.is_call()) part.text = words(json::at(given, "text"));
    part.opaque = json::text(json::at(given, "opaque"));
    if (part.is_call() || !part.text.empty() || !part.opaque.empty())
      message.parts.push_back(std::move(part));
  });
  return message;
}

// The call of the last message that a result belongs to: by id, for a result that has one, or the next in
// order.
Part* call_of(std::vector<Message>& messages, std::string_view id) {
  if (messages.empty()) return nullptr;
  auto& parts = messages.back().parts;
  const auto found = std::find_if(parts.begin(), parts.end(), [id](const Part& part) {
    return part.is_call() && part.result.data() == not_run.data() && (id.empty() || part.id == id);
  });
  return found == parts.end() ? nullptr : &*found;
}

void read_results(std::string_view json, std::vector<Message>& messages) {
  json::each(json::at(json, "parts"), [&messages](std::string_view given) {
    const auto result = json::at(given, "tool_result");
    auto* call = call_of(messages, json::text(json::at(result, "id")));
    if (call == nullptr) return;
    const auto content = json::at(result, "content");
    call->result = content.empty() ? std::string_view("null") : content;
    call->ok = json::boolean(json::at(result, "ok")).value_or(false);
  });
}

void read_options(std::string_view options, Conversation& into) {
  into.output_tokens_max = json::integer(json::at(options, "max_output_tokens")).value_or(0);
  into.temperature = json::number(json::at(options, "temperature"));
  const auto thinking = json::at(options, "thinking");
  if (json::same(thinking, "off")) into.thinking = Thinking::off;
  if (json::same(thinking, "low")) into.thinking = Thinking::low;
  if (json::same(thinking, "high")) into.thinking = Thinking::high;
}

// The members of the request; gives the messages.
std::string_view read_members(std::string_view request, const ToolMemo& memo, Conversation& into) {
  std::string_view messages, key;
  json::Cursor cursor(request);
  if (!cursor.eat('{')) return messages;
  do {
    if (!cursor.string(&key) || !cursor.eat(':')) return messages;
    if (key == "tools") {
      const auto known = memo.find(cursor.rest());
      into.tools = cursor.rest().substr(0, known.bytes);
      into.written_tools = known.written;
      cursor.skip(known.bytes);
      if (known.bytes > 0) continue;
    }
    const auto value = cursor.value();
    if (value.empty()) return messages;
    if (key == "system") into.system = words(value);
    if (key == "context") into.context = words(value);
    if (key == "messages") messages = value;
    if (key == "tools") into.tools = value;
    if (key == "options") read_options(value, into);
  } while (cursor.eat(','));
  return messages;
}

}  // namespace

bool Message::has_calls() const {
  return std::any_of(parts.begin(), parts.end(), [](const Part& part) { return part.is_call(); });
}

std::optional<Conversation> read_conversation(std::string_view request, const ToolMemo& memo) {
  Conversation conversation;
  conversation.bytes = request.size();
  const auto messages = read_members(request, memo, conversation);
  json::each(messages, [&conversation](std::string_view message) {
    const auto role = json::at(message, "role");
    if (json::same(role, "tool")) return read_results(message, conversation.messages);
    auto read = read_message(message, !json::same(role, "assistant"));
    if (!read.parts.empty()) conversation.messages.push_back(std::move(read));
  });
  if (conversation.messages.empty()) return std::nullopt;
  return conversation;
}

std::vector<Tool> read_tools(std::string_view tools) {
  std::vector<Tool> all;
  json::each(tools, [&all](std::string_view given) {
    Tool tool{json::at(given, "name"), json::at(given, "description"), json::at(given, "parameters"), {}};
    json::each(json::at(given, "examples"),
               [&tool](std::string_view example) { tool.examples.push_back(json::text(example)); });
    if (!words(tool.name).empty()) all.push_back(std::move(tool));
  });
  return all;
}

std::string description_of(const Tool& tool) {
  if (tool.examples.empty()) return tool.description.empty() ? R"("")" : std::string(tool.description);
  auto text = json::text(tool.description);
  text += text.empty() ? "For questions such as:" : " For questions such as:";
  for (const auto& example : tool.examples) text += " \"" + example + "\"";
  return json::quoted(text);
}

}  // namespace garden::model_kit
