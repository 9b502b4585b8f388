// Title: the name of a conversation, made from the first thing that was said in it.
#pragma once
#include <string>
#include <string_view>

namespace garden::state {

// One line of at most 80 bytes: white space and control characters become single spaces; a longer text is cut
// between characters, at a word where one ends near, and gets "…".
std::string title_of(std::string_view text);  // [any]

}  // namespace garden::state
