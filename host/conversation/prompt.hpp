// Prompt: turns what a session remembers into the one request that a model is sent.
//
// The order is chosen for the providers' prefix caches: system text and tools first, which never change, then
// the context, which changes every few minutes, then the history, then the new message. A session remembers
// more than fits: the newest turns are kept whole, older ones lose the rows of their tools first. A turn
// whose answer was interrupted stays, with a note, so that roles alternate as providers want it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace garden::conversation {

// A message as the state store gives it back, in the order in which it was stored.
struct HistoryMessage {
  std::string run_id;
  std::string role;  // user | assistant | tool
  base::Json parts;  // as in sdk/include/garden/abi_llm.h
};

// The messages for the model: turns in the order in which they were asked, each one's own messages together
// (a second message may have been stored while the first was still being answered). The message of
// `current_run` comes last.
base::Json model_messages(const std::vector<HistoryMessage>& history, std::string_view current_run);

struct GenerateOptions {
  std::int64_t max_output_tokens = 0;  // 0: the provider's default
};

// The text of a `generate` request. All are JSON texts, `messages` and `tools` arrays, `system` and `context`
// strings with their quotes, because most of them are the same for many requests; no context: empty.
std::string generate_request(std::string_view system, std::string_view context, std::string_view messages,
                             std::string_view tools, const GenerateOptions& options);

}  // namespace garden::conversation
