// Backoff: when to try again, and when to leave it to the next model.
//
// A person is waiting, and the host knows other models: so tries are few, pauses grow and are spread by
// chance, so that many clients do not come back at once, and what the provider asks for is waited for only if
// that is short. Threads: a plain value.
#pragma once
#include <cstdint>
#include <optional>
#include <random>

#include "model_kit/trouble.hpp"

namespace garden::model_kit {

struct BackoffLimits {
  unsigned attempts = 4;  // the first one included
  std::uint32_t first_ms = 1000, most_ms = 20'000;
};

class Backoff {
 public:
  Backoff(const BackoffLimits& limits, std::uint64_t seed)
      : limits_(limits), chance_(static_cast<std::minstd_rand::result_type>(seed ^ (seed >> 32))) {}

  // The pause before the next attempt; nothing if there should be none. `left_ms`: what the operation has.
  std::optional<std::uint32_t> next_ms(const Trouble& trouble, std::int64_t left_ms);
  unsigned attempts() const { return made_; }  // so far

 private:
  const BackoffLimits limits_;
  unsigned made_ = 0;
  std::minstd_rand chance_;
};

}  // namespace garden::model_kit
