// Turn limits: what one turn of an agent may use up, as a file says it.
// What is not given falls to the next: a store's use of an agent, the agent, the host's `limits`,
// base/limits. Threads: plain data [any].
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>

#include "base/json.hpp"

namespace garden::config {

struct TurnLimits {
  std::optional<unsigned> steps;       // model calls
  std::optional<unsigned> tool_calls;  // of one turn
  std::optional<std::uint64_t> tokens;
  std::optional<std::chrono::milliseconds> time;

  TurnLimits over(const TurnLimits& lower) const;  // this where given, else `lower`
  bool operator==(const TurnLimits&) const = default;
};

// Of a checked `limits:` map.
TurnLimits turn_limits_of(const base::Json& limits);

}  // namespace garden::config
