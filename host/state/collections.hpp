// Where sessions and runs are kept in the Store: names both rooms' files have to agree on.
#pragma once
#include <string_view>

namespace garden::state {

inline constexpr std::string_view sessions_collection = "sessions";  // log: messages
inline constexpr std::string_view runs_collection = "runs";          // log: events; owner: the session
inline constexpr std::string_view reports_collection = "reports";    // owner: the report's name

}  // namespace garden::state
