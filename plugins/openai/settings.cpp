#include "openai/settings.hpp"

#include "garden/json.hpp"
#include "model_kit/setting.hpp"

namespace garden::openai {

Settings::Settings(Config config)
    : url(model_kit::read_address(config, "/base_url", "") + "/chat/completions"),
      model(config.text("/model")),
      api_key(model_kit::read_secret(config, "/api_key")),
      tools(config.boolean("/tools", true)),
      usage(config.boolean("/usage", true)),
      max_tokens_name(config.text("/max_tokens_name", "max_tokens")),
      reasoning_effort(config.text("/reasoning_effort", "")),
      temperature(model_kit::read_number(config, "/temperature")),
      top_p(model_kit::read_number(config, "/top_p")),
      output_tokens_max(model_kit::read_integer(config, "/max_output_tokens")),
      context_tokens_max(model_kit::read_integer(config, "/context_tokens_max")),
      backoff(model_kit::read_backoff(config)),
      connect_ms(model_kit::read_time_ms(config, "/connect_timeout", 5000)),
      first_byte_ms(model_kit::read_time_ms(config, "/first_byte_timeout", 120'000)),
      idle_ms(model_kit::read_time_ms(config, "/idle_timeout", 60'000)),
      total_ms(model_kit::read_time_ms(config, "/timeout", 600'000)) {
  json::each_member(config.json("/headers"), [this, config](std::string_view key, std::string_view) {
    const auto name = json::text(key);
    headers.emplace_back(name, model_kit::read_secret(config, "/headers/" + name));
  });
}

}  // namespace garden::openai
