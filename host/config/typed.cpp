#include "config/typed.hpp"

#include <algorithm>

#include "config/formats.hpp"
#include "config/turn_limits.hpp"

namespace garden::config {

using base::Json;

std::chrono::milliseconds duration_at(const Json& map, std::string_view key) {
  return parse_duration(base::text_at(map, key)).value_or(std::chrono::milliseconds(0));
}

std::size_t size_at(const Json& map, std::string_view key) {
  return parse_size(base::text_at(map, key)).value_or(0);
}

std::size_t count_at(const Json& map, std::string_view key) {
  return static_cast<std::size_t>(std::max<std::int64_t>(base::integer_at(map, key, 0), 0));
}

std::vector<std::string> texts_at(const Json& map, std::string_view key) {
  std::vector<std::string> texts;
  const auto& list = base::member(map, key);
  if (!list.is_array()) return texts;
  for (const auto& item : list)
    if (item.is_string()) texts.push_back(item.get<std::string>());
  return texts;
}

std::vector<std::filesystem::path> paths_at(const Json& map, std::string_view key) {
  std::vector<std::filesystem::path> paths;
  for (auto& text : texts_at(map, key)) paths.emplace_back(std::move(text));
  return paths;
}

TurnLimits TurnLimits::over(const TurnLimits& lower) const {
  auto merged = *this;
  if (!merged.steps) merged.steps = lower.steps;
  if (!merged.tool_calls) merged.tool_calls = lower.tool_calls;
  if (!merged.tokens) merged.tokens = lower.tokens;
  if (!merged.time) merged.time = lower.time;
  return merged;
}

TurnLimits turn_limits_of(const Json& limits) {
  TurnLimits read;
  auto given = [&limits](std::string_view key) { return !base::member(limits, key).is_null(); };
  if (given("steps")) read.steps = static_cast<unsigned>(count_at(limits, "steps"));
  if (given("tool_calls")) read.tool_calls = static_cast<unsigned>(count_at(limits, "tool_calls"));
  if (given("tokens")) read.tokens = count_at(limits, "tokens");
  if (given("time")) read.time = duration_at(limits, "time");
  return read;
}

}  // namespace garden::config
