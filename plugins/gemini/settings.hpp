// Settings: one instance's configuration: which model, how it thinks, how long to wait.
//
// What may be set is in config_schema.hpp. An instance is one model; a chain of models
// is a list of instances in the agent's `llm`. Threads: a plain value.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "garden/config.hpp"
#include "model_kit/backoff.hpp"

namespace garden::gemini {

struct Settings {
  explicit Settings(Config config);  // throws ConfigError

  std::string api_key, model;
  std::string url;             // of the model, up to the method's name
  std::string thinking_level;  // "LOW"; empty: the model's own default
  std::optional<std::int64_t> thinking_budget;
  bool thought_summaries = false;
  std::optional<double> temperature, top_p;
  std::optional<std::int64_t> top_k, output_tokens_max, context_tokens_max;
  std::string service_tier;
  model_kit::BackoffLimits backoff;
  std::uint32_t connect_ms = 0, first_byte_ms = 0, idle_ms = 0, total_ms = 0;

  bool thinks_by_budget() const;  // models before Gemini 3 know no levels
  bool wants_signatures() const;  // and ask for no signatures
};

}  // namespace garden::gemini
