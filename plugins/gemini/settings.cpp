#include "gemini/settings.hpp"

#include <algorithm>
#include <cctype>

namespace garden::gemini {

namespace {

// Without what an editor or a file leaves around a pasted key.
std::string trimmed(std::string text) {
  const auto is_space = [](unsigned char c) { return c <= ' '; };
  text.erase(std::find_if_not(text.rbegin(), text.rend(), is_space).base(), text.end());
  text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), is_space));
  return text;
}

void check_word(const std::string& word, const std::string& path, std::string_view allowed_signs) {
  const auto fits = [allowed_signs](unsigned char c) {
    return std::isalnum(c) != 0 || allowed_signs.find(static_cast<char>(c)) != allowed_signs.npos;
  };
  if (word.empty() || !std::all_of(word.begin(), word.end(), fits))
    throw ConfigError(path, "must be letters, digits and " + std::string(allowed_signs));
}

std::string read_key(Config config) {
  auto key = trimmed(config.text("/api_key"));
  if (key.empty()) throw ConfigError("/api_key", "is empty; set it to a key from Google AI Studio");
  if (std::any_of(key.begin(), key.end(), [](unsigned char c) { return c <= ' ' || c > '~'; }))
    throw ConfigError("/api_key", "has a character that no key has; copy it again");
  return key;
}

std::string read_url(Config config, const std::string& model) {
  auto url = config.text("/base_url", "https://generativelanguage.googleapis.com");
  while (url.ends_with('/')) url.pop_back();
  if (!url.starts_with("https://") && !url.starts_with("http://"))
    throw ConfigError("/base_url", "must begin with https:// or http://");
  const auto version = config.text("/api_version", "v1beta");
  check_word(version, "/api_version", "._-");
  return url + "/" + version + "/models/" + model;
}

std::uint32_t milliseconds(Config config, std::string_view path, std::int64_t otherwise) {
  return static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(config.duration_ms(path, otherwise), 1, 86'400'000));
}

template <class Value>
std::optional<Value> if_set(Config config, std::string_view path,
                            Value (Config::*read)(std::string_view) const) {
  if (!config.has(path)) return std::nullopt;
  return (config.*read)(path);
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
  thinking_budget = if_set<std::int64_t>(config, "/thinking/budget", &Config::integer);
  thought_summaries = config.boolean("/thinking/summaries", false);
  if (!thinking_level.empty() && thinking_budget)
    throw ConfigError("/thinking/budget", "goes not with a level; leave one of them out");
  if (!thinking_level.empty() && thinks_by_budget())
    throw ConfigError("/thinking/level", model + " knows no levels; set /thinking/budget instead");
  temperature = if_set<double>(config, "/temperature", &Config::number);
  top_p = if_set<double>(config, "/top_p", &Config::number);
  top_k = if_set<std::int64_t>(config, "/top_k", &Config::integer);
  output_tokens_max = if_set<std::int64_t>(config, "/max_output_tokens", &Config::integer);
  context_tokens_max = if_set<std::int64_t>(config, "/context_tokens_max", &Config::integer);
  service_tier = config.text("/service_tier", "");
  backoff = {static_cast<unsigned>(config.integer("/attempts", 4)),
             milliseconds(config, "/retry_delay", 1000), milliseconds(config, "/retry_delay_max", 20'000)};
  connect_ms = milliseconds(config, "/connect_timeout", 5000);
  first_byte_ms = milliseconds(config, "/first_byte_timeout", 60'000);
  idle_ms = milliseconds(config, "/idle_timeout", 60'000);
  total_ms = milliseconds(config, "/timeout", 600'000);
}

bool Settings::thinks_by_budget() const {
  return model.starts_with("gemini-2") || model.starts_with("gemini-1");
}
bool Settings::wants_signatures() const { return !thinks_by_budget(); }

}  // namespace garden::gemini
