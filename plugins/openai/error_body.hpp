// What the errors of OpenAI-compatible servers mean; each words them in its own way.
//
// Threads: pure functions.
#pragma once
#include <string_view>

#include "model_kit/trouble.hpp"

namespace garden::openai {

// True if the JSON is an error: {"error": {...}} or {"error": "..."}, {"object": "error", ...}, {"detail":
// ...}.
bool is_error(std::string_view json);

// `http_status` is that of the answer, or 0 for an error within a stream; `retry_after` the header's value.
model_kit::Trouble trouble_of(int http_status, std::string_view retry_after, std::string_view body,
                              std::string_view key);

}  // namespace garden::openai
