// Ids: names for runs, sessions and requests that nobody can guess and that sort by the time they were made.
//
// An id is PREFIX_ + 10 characters of time (milliseconds) + 16 characters of randomness (80 bits of the
// kernel's), in Crockford's base 32, the layout of a ULID: "run_01JD9Z3V7N5K2M8QW4TXBYE6RC". Safe in URLs,
// headers, file names.
#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace garden::base {

std::string make_id(std::string_view prefix, Wall when);  // [any]

// The same for who makes many: it asks the kernel for randomness once in sixteen ids. Not to be used on both
// sides of a fork. Threads: one at a time.
class IdMaker {
 public:
  std::string make(std::string_view prefix, Wall when);

 private:
  std::array<unsigned char, 256> random_{};
  std::size_t used_ = random_.size();
};

// What a client may choose as an id: 1 to 128 characters of A-Z a-z 0-9 . _ : - (nothing that needs escaping
// anywhere).
bool is_valid_client_id(std::string_view id);

}  // namespace garden::base
