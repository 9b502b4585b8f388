// The body of a request: the host's conversation as Gemini wants it.
//
// Two things must not change between turns. What the model said goes back part for part and byte for byte,
// because it is signed; and what is stable stands first (instructions, tools, settings, then the store's
// context, then the history), in the same bytes each time, because Google bills a known prefix at a fraction.
// Signatures belong to one model. Parts of another one, or of another provider, are written anew from what
// they say, and their calls carry the word by which Gemini is told not to look for a signature. Threads: pure
// functions.
#pragma once
#include <string>
#include <string_view>

#include "gemini/settings.hpp"
#include "model_kit/conversation.hpp"

namespace garden::gemini {

// Declarations of the tools of a conversation; empty if there is none.
std::string written_tools(std::string_view tools);

// `tools`: as written_tools() gives them.
std::string request_body(const model_kit::Conversation& conversation, std::string_view tools,
                         const Settings& settings);

// The same with the token by which an answer that was too long for one request goes on.
std::string with_continuation(std::string_view body, std::string_view token);

// What is stored with a part to be sent back: the model's name and the part as it came.
std::string opaque_of(std::string_view model, std::string_view part);

}  // namespace garden::gemini
