// What the tests of this folder share: requests of the host, frames of Gemini, the component on FakeHost.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "garden/testing/fake_host.hpp"
#include "gemini/config_schema.hpp"
#include "gemini/gemini_model.hpp"

namespace garden::gemini::testing {
using base::Json;

inline constexpr auto gemini_component =
    garden::component<GeminiModel>(GARDEN_LLM, "gemini", "", config_schema, GARDEN_REENTRANT);
inline const std::string config = R"({"api_key": "sesame-1234", "base_url": "https://gemini.example"})";
inline const std::string hello = R"({"messages": [{"role": "user", "parts": [{"text": "Hello"}]}]})";

// A stream's event of parts, with more members of the candidate (", \"finishReason\": ...") and of the frame.
inline std::string event(std::string_view parts, std::string_view candidate = {},
                         std::string_view frame = {}) {
  return "data: {\"candidates\": [{\"content\": {\"parts\": " + std::string(parts) +
         ", \"role\": \"model\"}" + std::string(candidate) + "}]" + std::string(frame) + "}\n\n";
}
inline std::string stop(std::string_view reason = "STOP") {
  return "data: {\"candidates\": [{\"finishReason\": \"" + std::string(reason) +
         "\"}], \"usageMetadata\": {\"promptTokenCount\": 10, \"cachedContentTokenCount\": 4, "
         "\"candidatesTokenCount\": 3, \"thoughtsTokenCount\": 2, \"totalTokenCount\": 15}}\n\n";
}
inline std::string error_body(int code, std::string_view status, std::string_view message,
                              Json details = Json::array()) {
  return base::to_text(
      {{"error", {{"code", code}, {"message", message}, {"status", status}, {"details", details}}}});
}
inline Json retry_info(std::string_view delay) {
  return {{"@type", "type.googleapis.com/google.rpc.RetryInfo"}, {"retryDelay", delay}};
}
inline Json quota_failure(std::string_view quota) {
  return {{"@type", "type.googleapis.com/google.rpc.QuotaFailure"},
          {"violations", Json::array({{{"quotaId", quota}}})}};
}

// The JSON emits that have this member, in order.
template <class Operation>
std::vector<Json> members(const Operation& op, const char* name) {
  std::vector<Json> found;
  for (const auto& text : op.json())
    if (auto json = base::parse_json(text).value(); json.contains(name)) found.push_back(json);
  return found;
}
template <class Operation>
std::string finish_of(const Operation& op) {
  const auto all = members(op, "finish");
  return all.size() == 1 ? base::text_at(all.front()["finish"], "reason")
                         : std::to_string(all.size()) + " finishes";
}

}  // namespace garden::gemini::testing
