// Usage: what models say they used, added up over the calls of a turn. Threads: pure functions.
#pragma once
#include <cstdint>

#include "base/json.hpp"

namespace garden::conversation {

// Every whole number of `used` is added to the one of its name in `total`.
inline void add_usage(base::Json& total, const base::Json& used) {
  for (const auto& [name, value] : used.items())
    if (value.is_number_integer()) total[name] = base::integer_at(total, name, 0) + value.get<std::int64_t>();
}

}  // namespace garden::conversation
