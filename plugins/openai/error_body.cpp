#include "openai/error_body.hpp"

#include <string>

#include "garden/json.hpp"

namespace garden::openai {
namespace {
using model_kit::Trouble;

struct Words {
  std::string message, code;
};

std::string text_or_number(std::string_view value) {
  const auto type = json::type_of(value);
  if (type == json::Type::string) return json::text(value);
  return type == json::Type::number ? std::string(value) : std::string();
}

Words words_of(std::string_view body) {
  const auto error = json::at(body, "error");
  if (json::type_of(error) == json::Type::string) return {json::text(error), {}};
  const auto holder = json::type_of(error) == json::Type::object ? error : body;
  Words words{json::text(json::at(holder, "message")), text_or_number(json::at(holder, "code"))};
  if (words.code.empty()) words.code = json::text(json::at(holder, "type"));
  if (words.message.empty()) words.message = json::at(body, "detail");  // FastAPI: a text, or a list
  if (words.message.empty()) words.message = body;
  return words;
}

}  // namespace

bool is_error(std::string_view json) {
  const auto error = json::type_of(json::at(json, "error"));
  return error == json::Type::object || error == json::Type::string ||
         json::same(json::at(json, "object"), "error") ||
         (!json::at(json, "detail").empty() && json::at(json, "choices").empty());
}

Trouble trouble_of(int http_status, std::string_view retry_after, std::string_view body,
                   std::string_view key) {
  const auto words = words_of(body);
  int code = http_status;
  if (code == 0) code = static_cast<int>(json::integer(words.code).value_or(500));
  std::string text = "the server answered " + std::to_string(code);
  const auto quote = model_kit::quotable(words.message, key);
  if (!quote.empty()) text += ": " + quote;
  const auto after_ms = model_kit::read_delay_ms(retry_after, 1000);
  switch (code) {
    case 401:
    case 403: return {GARDEN_DENIED, text + " (look at api_key)", false, {}};
    case 404: return {GARDEN_NOT_FOUND, text + " (look at base_url and model)", false, {}};
    case 429: return {GARDEN_RATE_LIMITED, std::move(text), words.code != "insufficient_quota", after_ms};
    case 408:
    case 409: return {GARDEN_UNAVAILABLE, std::move(text), true, after_ms};
    default: break;
  }
  if (code >= 500) return {GARDEN_UNAVAILABLE, std::move(text), code != 501, after_ms};
  return {GARDEN_INVALID, std::move(text), false, {}};
}

}  // namespace garden::openai
