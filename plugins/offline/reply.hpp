// Reply: what the model says to one request; the whole plugin but for its wire.
//
// Threads: pure functions of their arguments.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vocabulary.hpp"

namespace garden::offline {

struct Reply {
  std::vector<std::string> tool_calls;  // the JSON of each event, ready to be emitted
  std::string text;                     // Markdown; empty when there are calls
  bool calls_tools() const { return !tool_calls.empty(); }
};

// `request` is the JSON of abi_llm.h's `generate`; `today` (YYYY-MM-DD, may be empty) is used where the
// prompt itself does not state the day. Nothing when the request cannot be read.
std::optional<Reply> reply_to(const Vocabulary& vocabulary, std::string_view request,
                              const std::string& today);

}  // namespace garden::offline
