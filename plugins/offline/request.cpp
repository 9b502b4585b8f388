#include "request.hpp"

#include <algorithm>

namespace garden::offline {
namespace {

constexpr std::size_t kMessagesMax = 60;
constexpr std::size_t kToolsMax = 200;
constexpr std::size_t kPropertiesMax = 40;
constexpr std::size_t kExamplesMax = 24;
constexpr std::size_t kMessageBytesMax = 4'000;
constexpr std::size_t kDescriptionBytesMax = 20'000;

// At most `bytes_max` bytes, never ending within a character.
std::string cut(std::string_view text, std::size_t bytes_max) {
  if (text.size() > bytes_max) {
    std::size_t end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    text = text.substr(0, end);
  }
  return std::string(text);
}

std::string type_of(const Value& type) {
  for (const Value& choice : type.items()) {
    if (choice.text() != "null") return std::string(choice.text());
  }
  return std::string(type.text());
}

std::optional<Decimal> bound(const Value& schema, std::string_view inclusive, std::string_view exclusive,
                             long step) {
  if (auto at = Decimal::read(schema.at(inclusive).number())) return at;
  auto beyond = Decimal::read(schema.at(exclusive).number());
  if (beyond && type_of(schema.at("type")) == "integer") *beyond += *Decimal::read(std::to_string(step));
  return beyond;
}

Property read_property(const std::string& name, const Value& schema, const Value& required) {
  Property property;
  property.name = cut(name, 100);
  property.type = type_of(schema.at("type"));
  property.description = cut(schema.at("description").text(), kDescriptionBytesMax);
  property.format = std::string(schema.at("format").text());
  for (const Value& choice : schema.at("enum").items()) {
    if (!choice.scalar().empty()) property.choices.emplace_back(choice.scalar());
  }
  property.least = bound(schema, "minimum", "exclusiveMinimum", 1);
  property.most = bound(schema, "maximum", "exclusiveMaximum", -1);
  property.required = std::any_of(required.items().begin(), required.items().end(),
                                  [&name](const Value& item) { return item.text() == name; });
  return property;
}

Tool read_tool(const Value& json) {
  Tool tool;
  tool.name = cut(json.at("name").text(), 200);
  tool.description = cut(json.at("description").text(), kDescriptionBytesMax);
  for (const Value& example : json.at("examples").items()) {
    if (tool.examples.size() < kExamplesMax && !example.text().empty()) {
      tool.examples.push_back(cut(example.text(), 400));
    }
  }
  const Value& schema = json.at("parameters");
  for (const auto& [name, property] : schema.at("properties").members()) {
    if (tool.properties.size() == kPropertiesMax) break;
    tool.properties.push_back(read_property(name, property, schema.at("required")));
  }
  return tool;
}

Message read_message(const Value& json) {
  Message message;
  const std::string_view role = json.at("role").text();
  message.role = role == "assistant" ? Role::assistant : role == "tool" ? Role::tool : Role::user;
  for (const Value& part : json.at("parts").items()) {
    if (part.at("text").is_text()) {
      if (!message.text.empty()) message.text += '\n';
      message.text += cut(part.at("text").text(), kMessageBytesMax);
    }
    if (const Value& call = part.at("tool_call"); call.is_object()) {
      message.calls.push_back(
          {std::string(call.at("id").text()), std::string(call.at("name").text()), call.at("arguments")});
    }
    if (const Value& result = part.at("tool_result"); result.is_object()) {
      message.results.push_back({std::string(result.at("id").text()), std::string(result.at("name").text()),
                                 result.at("ok").truth(), result.at("content")});
    }
  }
  message.text = cut(message.text, kMessageBytesMax);
  return message;
}

}  // namespace

std::optional<Request> read_request(std::string_view json) {
  const auto value = read_json(json);
  if (!value || value->at("messages").items().empty()) return std::nullopt;
  Request request;
  request.system = std::string(value->at("system").text());
  request.context = std::string(value->at("context").text());
  const auto& messages = value->at("messages").items();
  const std::size_t first = messages.size() > kMessagesMax ? messages.size() - kMessagesMax : 0;
  for (std::size_t i = first; i < messages.size(); ++i) request.messages.push_back(read_message(messages[i]));
  for (const Value& tool : value->at("tools").items()) {
    if (request.tools.size() == kToolsMax) break;
    if (!tool.at("name").text().empty()) request.tools.push_back(read_tool(tool));
  }
  return request;
}

}  // namespace garden::offline
