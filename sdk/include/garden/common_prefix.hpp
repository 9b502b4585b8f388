// What two texts begin with alike: requests to a model are, but for their ends, what the last one was.
//
// Threads: a pure function.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace garden {

// How many bytes the two begin with that are the same: blocks first, because most are.
inline std::size_t common_prefix_bytes(std::string_view a, std::string_view b) {
  constexpr std::size_t block = 1024;
  const auto end = std::min(a.size(), b.size());
  std::size_t at = 0;
  while (at + block <= end && std::memcmp(a.data() + at, b.data() + at, block) == 0) at += block;
  while (at < end && a[at] == b[at]) ++at;
  return at;
}

}  // namespace garden
