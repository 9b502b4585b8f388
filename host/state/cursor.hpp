// Cursor: where a page of a list ended, as a text that clients hand back.
//
// It holds the sort label and key of the last document looked at, so the next page goes on behind it whatever
// was added or removed meanwhile. It is no secret and no promise: another version may write it differently.
#pragma once
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace garden::state {

struct Position {
  std::string sort, key;
};

std::string to_cursor(const Position& position);             // letters, digits, - and _
base::Result<Position> parse_cursor(std::string_view text);  // Code::invalid: not one of ours

}  // namespace garden::state
