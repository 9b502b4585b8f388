#include "gemini/settings.hpp"

#include <algorithm>
#include <cctype>

#include "model_kit/setting.hpp"

namespace garden::gemini {

namespace {

void check_word(const std::string& word, const std::string& path, std::string_view allowed_signs) {
  const auto fits = [allowed_signs](unsigned char c) {
    return std::isalnum(c) != 0 || allowed_signs.find(static_cast<char>(c)) != allowed_signs.npos;
  };
  if (word.empty() || !std::all_of(word.begin(), word.end(), fits))
    throw ConfigError(path, "must be letters, digits and " + std::string(allowed_signs));
}

std::string read_key(Config config) {
  auto key = model_kit::read_secret(config, "/api_key");
  if (key.empty()) throw ConfigError("/api_key", "is empty; set it to a key from Google AI Studio");
  return key;
}

std::string read_url(Config config, const std::string& model) {
  const auto url = model_kit::read_address(config, "/base_url", "https://generativelanguage.googleapis.com");
  const auto version = config.text("/api_version", "v1beta");
  check_word(version, "/api_version", "._-");
  return url + "/" + version + "/models/" + model;
}

}  // namespace

Settings::Settings(Config config)
    : api_key(read_key(config)), model(config.text("/model", "gemini-3-flash-preview")) {
  if (model.starts_with("models/")) model.erase(0, 7);
  check_word(model, "/model", "._-");
  url = read_url(config, model);
  thinking_level = config.text("/thinking/level", "");
  std::transform(thinking_level.begin(), thinking_level.end(), thinking_level.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  thinking_budget = model_kit::read_integer(config, "/thinking/budget");
  thought_summaries = config.boolean("/thinking/summaries", false);
  if (!thinking_level.empty() && thinking_budget)
    throw ConfigError("/thinking/budget", "goes not with a level; leave one of them out");
  if (!thinking_level.empty() && thinks_by_budget())
    throw ConfigError("/thinking/level", model + " knows no levels; set /thinking/budget instead");
  temperature = model_kit::read_number(config, "/temperature");
  top_p = model_kit::read_number(config, "/top_p");
  top_k = model_kit::read_integer(config, "/top_k");
  output_tokens_max = model_kit::read_integer(config, "/max_output_tokens");
  context_tokens_max = model_kit::read_integer(config, "/context_tokens_max");
  service_tier = config.text("/service_tier", "");
  backoff = model_kit::read_backoff(config);
  connect_ms = model_kit::read_time_ms(config, "/connect_timeout", 5000);
  first_byte_ms = model_kit::read_time_ms(config, "/first_byte_timeout", 60'000);
  idle_ms = model_kit::read_time_ms(config, "/idle_timeout", 60'000);
  total_ms = model_kit::read_time_ms(config, "/timeout", 600'000);
}

bool Settings::thinks_by_budget() const {
  return model.starts_with("gemini-2") || model.starts_with("gemini-1");
}
bool Settings::wants_signatures() const { return !thinks_by_budget(); }

}  // namespace garden::gemini
