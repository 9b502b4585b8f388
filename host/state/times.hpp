// Times as the state store keeps them: microseconds, and a text of them whose bytes sort as the times do.
#pragma once
#include <cstdint>
#include <string>

#include "base/clock.hpp"

namespace garden::state {

inline std::int64_t to_us(base::Wall when) { return when.time_since_epoch().count(); }
inline base::Wall from_us(std::int64_t us) { return base::Wall(std::chrono::microseconds(us)); }

// Sixteen digits: good until the year 2286; earlier than 1970 is 1970.
inline std::string sort_text(base::Wall when) {
  auto digits = std::to_string(to_us(when) < 0 ? 0 : to_us(when));
  return std::string(digits.size() < 16 ? 16 - digits.size() : 0, '0') + digits;
}

}  // namespace garden::state
