// Suggest: "did you mean ...?" for a word that is not one of the known ones.
// Threads: pure functions [any].
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace garden::config {

// The known word that `word` is most likely a slip of: case, `-` for `_`, swapped, lost, doubled or wrong
// letters. Nothing when none is near.
std::optional<std::string> nearest_word(std::string_view word, const std::vector<std::string>& known);

// `did you mean "listen"?`, or `known are: a, b, c` when nothing is near and the list is short, or nothing.
std::string suggestion(std::string_view word, const std::vector<std::string>& known);

}  // namespace garden::config
