// Settings: one instance's configuration: which server and model, what it can do, how long to wait.
//
// What may be set is in config_schema.hpp.
// Threads: a plain value.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "garden/config.hpp"
#include "model_kit/backoff.hpp"

namespace garden::openai {

struct Settings {
  explicit Settings(Config config);  // throws ConfigError

  std::string url;  // of chat/completions
  std::string model, api_key;
  std::vector<std::pair<std::string, std::string>> headers;
  bool tools = true, usage = true;
  std::string max_tokens_name, reasoning_effort;
  std::optional<double> temperature, top_p;
  std::optional<std::int64_t> output_tokens_max, context_tokens_max;
  model_kit::BackoffLimits backoff;
  std::uint32_t connect_ms = 0, first_byte_ms = 0, idle_ms = 0, total_ms = 0;
};

}  // namespace garden::openai
