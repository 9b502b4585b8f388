// UTF-8: is this text, and what to do when it is not.
//
// Text that comes from outside (a model, a plugin, a client) must be valid before it goes on into JSON, a log
// or a browser: broken text there is an error far away from its cause. No surrogates, no overlong forms,
// nothing beyond U+10FFFF. Plain ASCII, which nearly all text is, is checked eight bytes at a time. Threads:
// [any].
#pragma once
#include <string>
#include <string_view>

namespace garden::base {

bool is_valid_utf8(std::string_view text);

// The same text with every broken sequence as U+FFFD.
std::string to_valid_utf8(std::string_view text);

}  // namespace garden::base
