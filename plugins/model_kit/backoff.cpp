#include "model_kit/backoff.hpp"

#include <algorithm>

namespace garden::model_kit {

std::optional<std::uint32_t> Backoff::next_ms(const Trouble& trouble, std::int64_t left_ms) {
  ++made_;
  if (!trouble.retry || made_ >= limits_.attempts) return std::nullopt;
  const auto doubled = std::uint64_t{limits_.first_ms} << std::min(made_ - 1, 16u);
  const auto most = static_cast<std::uint32_t>(std::min<std::uint64_t>(doubled, limits_.most_ms));
  // Between half of it and all of it; or what is asked for, and up to a fifth on top.
  auto pause = most - std::uniform_int_distribution<std::uint32_t>(0, most / 2)(chance_);
  if (trouble.after_ms) {
    if (*trouble.after_ms > limits_.most_ms) return std::nullopt;
    pause =
        *trouble.after_ms + std::uniform_int_distribution<std::uint32_t>(0, *trouble.after_ms / 5)(chance_);
  }
  if (pause >= left_ms) return std::nullopt;
  return pause;
}

}  // namespace garden::model_kit
