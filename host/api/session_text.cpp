#include "api/session_text.hpp"

#include "base/civil_time.hpp"

namespace garden::api {
namespace {
using base::Json;

Json parts_of(const state::Message& message) {
  return base::parse_json(message.content).value_or(Json::array());
}

std::string text_of(const Json& parts) {
  std::string text;
  for (const auto& part : parts) text += base::text_at(part, "text");
  return text;
}

std::string heading_of(const state::Message& message, ExportFormat format) {
  auto who = message.role == "user" ? "You" : "Agent";
  auto when = base::rfc3339(message.at);
  return format == ExportFormat::md ? "## " + std::string(who) + " · " + when + "\n\n"
                                    : std::string(who) + " (" + when + "):\n";
}
}  // namespace

std::optional<ExportFormat> export_format(std::string_view name) {
  for (auto format : {ExportFormat::json, ExportFormat::md, ExportFormat::txt})
    if (name_of(format) == name) return format;
  return std::nullopt;
}
std::string_view name_of(ExportFormat format) {
  return format == ExportFormat::json ? "json" : format == ExportFormat::md ? "md" : "txt";
}
std::string content_type_of(ExportFormat format) {
  return format == ExportFormat::json ? "application/json"
         : format == ExportFormat::md ? "text/markdown; charset=utf-8"
                                      : "text/plain; charset=utf-8";
}

Json to_json(const state::Session& session) {
  return {{"session_id", session.session_id},
          {"agent_type", session.agent},
          {"title", session.title},
          {"created_at", base::rfc3339(session.created_at)},
          {"updated_at", base::rfc3339(session.updated_at)},
          {"message_count", session.message_count}};
}

Json to_json(const state::Message& message) {
  auto parts = parts_of(message);
  auto text = text_of(parts);
  return {{"number", message.number}, {"role", message.role},
          {"run_id", message.run_id}, {"created_at", base::rfc3339(message.at)},
          {"text", std::move(text)},  {"parts", std::move(parts)}};
}

std::string session_text(const state::Session& session, const std::vector<state::Message>& messages,
                         ExportFormat format) {
  if (format == ExportFormat::json) {
    auto json = to_json(session);
    json["messages"] = Json::array();
    for (const auto& message : messages) json["messages"].push_back(to_json(message));
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  }
  std::string text = (format == ExportFormat::md ? "# " : "") + session.title + "\n\n";
  for (const auto& message : messages) {
    auto said = text_of(parts_of(message));
    if (message.role == "tool" || said.empty()) continue;
    text += heading_of(message, format) + said + "\n\n";
  }
  return text;
}

}  // namespace garden::api
