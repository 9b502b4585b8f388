#include "gemini/error_body.hpp"

#include <array>
#include <string>
#include <utility>

#include "garden/json.hpp"

namespace garden::gemini {
namespace {
using model_kit::Trouble;

constexpr std::uint32_t minute_quota_ms = 5 * 60 * 1000;  // what asks for more is no quota of a minute

constexpr std::array<std::pair<std::string_view, int>, 12> codes = {{{"INVALID_ARGUMENT", 400},
                                                                     {"FAILED_PRECONDITION", 400},
                                                                     {"OUT_OF_RANGE", 400},
                                                                     {"UNAUTHENTICATED", 401},
                                                                     {"PERMISSION_DENIED", 403},
                                                                     {"NOT_FOUND", 404},
                                                                     {"RESOURCE_EXHAUSTED", 429},
                                                                     {"CANCELLED", 499},
                                                                     {"INTERNAL", 500},
                                                                     {"UNKNOWN", 500},
                                                                     {"UNAVAILABLE", 503},
                                                                     {"DEADLINE_EXCEEDED", 504}}};

struct Details {
  std::optional<std::uint32_t> retry_ms;
  std::string reason;     // of ErrorInfo
  bool of_a_day = false;  // a quota that is full until midnight
};

void read_detail(std::string_view detail, Details& into) {
  const auto type = json::text(json::at(detail, "@type"));
  if (type.ends_with("RetryInfo"))
    into.retry_ms = model_kit::read_delay_ms(json::text(json::at(detail, "retryDelay")));
  if (type.ends_with("ErrorInfo")) into.reason = json::text(json::at(detail, "reason"));
  if (!type.ends_with("QuotaFailure")) return;
  json::each(json::at(detail, "violations"), [&into](std::string_view violation) {
    const auto quota = json::text(json::at(violation, "quotaId"));
    into.of_a_day = into.of_a_day || quota.find("PerDay") != quota.npos || quota.find("Daily") != quota.npos;
  });
}

// "Please retry in 34.07s." stands in the message when there are no details.
std::optional<std::uint32_t> delay_in_words(std::string_view message) {
  constexpr std::string_view mark = "retry in ";
  const auto at = message.find(mark);
  if (at == message.npos) return std::nullopt;
  auto word = message.substr(at + mark.size());
  word = word.substr(0, word.find_first_of(" ,"));
  while (word.ends_with('.')) word.remove_suffix(1);
  return model_kit::read_delay_ms(word);
}

int code_of(int http_status, std::string_view error) {
  if (http_status != 0 && http_status != 200) return http_status;
  if (const auto code = json::integer(json::at(error, "code")); code && *code >= 400 && *code < 600)
    return static_cast<int>(*code);
  for (const auto& [name, code] : codes)
    if (json::same(json::at(error, "status"), name)) return code;
  return 500;
}

Trouble trouble_of_quota(const Details& details, std::string_view message, std::string text) {
  const bool for_good = details.of_a_day || message.find("limit: 0") != message.npos ||
                        details.retry_ms.value_or(0) > minute_quota_ms;
  return {GARDEN_RATE_LIMITED, std::move(text), !for_good, details.retry_ms};
}

}  // namespace

std::string_view find_error(std::string_view json) {
  const auto body = json::type_of(json) == json::Type::array ? json::element(json, 0) : json;
  const auto error = json::at(body, "error");
  return json::type_of(error) == json::Type::object ? error : std::string_view();
}

Trouble trouble_of(int http_status, std::string_view body, std::string_view key) {
  const auto error = find_error(body);
  const auto message = error.empty() ? std::string(body) : json::text(json::at(error, "message"));
  Details details;
  json::each(json::at(error, "details"), [&details](std::string_view one) { read_detail(one, details); });
  if (!details.retry_ms) details.retry_ms = delay_in_words(message);
  const int code = code_of(http_status, error);

  std::string text = "Gemini answered " + std::to_string(code);
  const auto words = model_kit::quotable(message, key);
  if (!words.empty()) text += ": " + words;
  const bool bad_key = details.reason == "API_KEY_INVALID" || message.find("API key") != message.npos;
  if (code == 401 || code == 403 || (code == 400 && bad_key))
    return {GARDEN_DENIED, text + " (look at api_key, and at what its project may use)", false, {}};
  if (details.reason == "MODEL_CAPACITY_EXHAUSTED") return {GARDEN_UNAVAILABLE, std::move(text), false, {}};
  switch (code) {
    case 404: return {GARDEN_NOT_FOUND, text + " (look at model: it may be retired)", false, {}};
    case 429: return trouble_of_quota(details, message, std::move(text));
    case 408:
    case 499:
    case 500:
    case 502:
    case 503:
    case 504: return {GARDEN_UNAVAILABLE, std::move(text), true, details.retry_ms};
    default: return {code >= 500 ? GARDEN_UNAVAILABLE : GARDEN_INVALID, std::move(text), false, {}};
  }
}

}  // namespace garden::gemini
