#include "conversation/prompt.hpp"

#include <algorithm>
#include <map>

#include "base/limits.hpp"

namespace garden::conversation {
namespace {

using base::Json;
namespace limits = base::limits;

constexpr std::size_t turns_with_rows = 3;  // a follow-up question is about one of the last few tables

struct Turn {
  std::string run_id;
  std::vector<const HistoryMessage*> messages;
};

std::vector<Turn> turns_of(const std::vector<HistoryMessage>& history, std::string_view current_run) {
  std::vector<Turn> turns;
  std::map<std::string_view, std::size_t> place;
  for (const auto& message : history) {
    auto [found, is_new] = place.try_emplace(message.run_id, turns.size());
    if (is_new) turns.push_back({message.run_id, {}});
    turns[found->second].messages.push_back(&message);
  }
  // What was asked after the current message is not part of its past.
  auto current = place.find(current_run);
  if (current != place.end()) turns.resize(current->second + 1);
  return turns;
}

Json without_rows(const Json& parts) {
  Json slim = Json::array();
  for (const auto& part : parts) {
    if (!part.contains("tool_result")) {
      slim.push_back(part);
      continue;
    }
    auto result = part["tool_result"];
    result["content"] = {
        {"note", "the rows of this older result are not repeated; call the tool again if they matter"}};
    slim.push_back({{"tool_result", std::move(result)}});
  }
  return slim;
}

void append_turn(Json& messages, const Turn& turn, bool with_rows, bool is_current) {
  bool answered = false;
  for (const auto* message : turn.messages) {
    answered = answered || message->role == "assistant";
    messages.push_back(
        {{"role", message->role},
         {"parts", with_rows || message->role != "tool" ? message->parts : without_rows(message->parts)}});
  }
  if (!answered && !is_current)
    messages.push_back({{"role", "assistant"}, {"parts", {{{"text", "(This message was not answered.)"}}}}});
}

void append_member(std::string& json, std::string_view name, std::string_view text) {
  json += json.size() > 1 ? ",\"" : "\"";
  json.append(name).append("\":").append(text);
}

}  // namespace

Json model_messages(const std::vector<HistoryMessage>& history, std::string_view current_run) {
  auto turns = turns_of(history, current_run);
  std::vector<Json> newest_first;
  std::size_t count = 0, bytes = 0;
  for (auto turn = turns.rbegin(); turn != turns.rend(); ++turn) {
    Json messages = Json::array();
    auto age = static_cast<std::size_t>(turn - turns.rbegin());
    append_turn(messages, *turn, age < turns_with_rows, turn->run_id == current_run);
    count += messages.size();
    bytes += base::to_text(messages).size();
    bool over = count > limits::history_messages_max || bytes > limits::history_bytes_max;
    if (over && age > 0) break;
    newest_first.push_back(std::move(messages));
  }
  Json all = Json::array();
  for (auto turn = newest_first.rbegin(); turn != newest_first.rend(); ++turn)
    for (auto& message : *turn) all.push_back(std::move(message));
  return all;
}

std::string generate_request(std::string_view system, std::string_view context, std::string_view messages,
                             std::string_view tools, const GenerateOptions& options) {
  constexpr std::size_t room_for_names = 256;
  std::string json;
  json.reserve(system.size() + context.size() + tools.size() + messages.size() + room_for_names);
  json += '{';
  append_member(json, "system", system);
  append_member(json, "tools", tools);
  if (!context.empty()) append_member(json, "context", context);
  append_member(json, "messages", messages);
  if (options.max_output_tokens > 0)
    append_member(json, "options", base::to_text(Json{{"max_output_tokens", options.max_output_tokens}}));
  return json += "}";
}

}  // namespace garden::conversation
