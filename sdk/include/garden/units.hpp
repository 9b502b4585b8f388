// Durations and sizes as people write them in configurations: "1h30m", "1.5s", "64KB", "1MiB".
//
// The same notation as the host's own configuration. Threads: pure functions.
#pragma once
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "garden/number.hpp"

namespace garden {
namespace detail {

struct Unit {
  std::string_view name;
  double factor;
};

// Takes "1.5h" off the front of `text`; the number times the factor of its unit. Empty: there is none, or it
// is beyond 2^53.
inline std::optional<double> take_quantity(std::string_view& text, std::span<const Unit> units) {
  const auto digits = text.substr(0, text.find_first_not_of("0123456789."));
  auto number = parse_double(digits);
  if (!number) return std::nullopt;
  text.remove_prefix(digits.size());
  const auto word = text.substr(0, text.find_first_of("0123456789"));
  for (const auto& unit : units) {
    if (word != unit.name) continue;
    text.remove_prefix(word.size());
    *number *= unit.factor;
    return *number <= 9007199254740992.0 ? number : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace detail

// Milliseconds in "150ms", "5m", "1h30m", "7d"; units ms s m h d, largest first, each once. "0" is zero.
inline std::optional<std::int64_t> parse_duration_ms(std::string_view text) {
  constexpr detail::Unit units[] = {
      {"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}};
  if (text == "0") return 0;
  std::span<const detail::Unit> left(units);
  double total = text.empty() ? -1 : 0;
  while (!text.empty()) {
    std::size_t skipped = 0;
    auto rest = text;
    std::optional<double> part;
    for (; skipped < left.size() && !part; ++skipped) {
      rest = text;
      part = detail::take_quantity(rest, left.subspan(skipped, 1));
    }
    if (!part) return std::nullopt;
    total += *part;
    text = rest;
    left = left.subspan(skipped);
  }
  if (total < 0 || total > 9007199254740992.0) return std::nullopt;
  return static_cast<std::int64_t>(std::llround(total));
}

// Bytes in "512B", "64KB" (1000s), "1MiB" (1024s), "1.5GiB"; a bare number is bytes.
inline std::optional<std::uint64_t> parse_size(std::string_view text) {
  constexpr detail::Unit units[] = {
      {"", 1},      {"B", 1},      {"KB", 1e3},        {"MB", 1e6},           {"GB", 1e9},
      {"TB", 1e12}, {"KiB", 1024}, {"MiB", 1048576.0}, {"GiB", 1073741824.0}, {"TiB", 1099511627776.0}};
  const auto bytes = detail::take_quantity(text, units);
  if (!bytes || !text.empty() || *bytes > 9007199254740992.0) return std::nullopt;
  return static_cast<std::uint64_t>(std::llround(*bytes));
}

}  // namespace garden
