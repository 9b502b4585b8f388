// The body of a request: the host's conversation as chat.completions wants it.
//
// Servers differ in what they forgive, so the strictest counts: one system message, at the beginning; user
// and assistant take turns; every call is answered before anything else is said; an assistant's message says
// something. What is stable stands first, in the same bytes each time, because servers keep what they have
// read of a prompt. Threads: pure functions.
#pragma once
#include <string>
#include <string_view>

#include "model_kit/conversation.hpp"
#include "openai/settings.hpp"

namespace garden::openai {

// Declarations of the tools of a conversation; empty if there is none.
std::string written_tools(std::string_view tools);

// `tools`: as written_tools() gives them. asks_usage: for token counts in the stream, which not every server
// knows.
std::string request_body(const model_kit::Conversation& conversation, std::string_view tools,
                         const Settings& settings, bool asks_usage);

// What is stored with a call to be sent back: the model's name and the server's own member of the call.
std::string opaque_of(std::string_view model, std::string_view extra_content);

}  // namespace garden::openai
