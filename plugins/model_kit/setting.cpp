#include "model_kit/setting.hpp"

#include <algorithm>

namespace garden::model_kit {

std::string read_secret(Config config, std::string_view path) {
  auto secret = config.text(path, "");
  const auto is_space = [](unsigned char c) { return c <= ' '; };
  secret.erase(std::find_if_not(secret.rbegin(), secret.rend(), is_space).base(), secret.end());
  secret.erase(secret.begin(), std::find_if_not(secret.begin(), secret.end(), is_space));
  if (std::any_of(secret.begin(), secret.end(), [](unsigned char c) { return c <= ' ' || c > '~'; }))
    throw ConfigError(std::string(path), "has a character that no key has; copy it again");
  return secret;
}

std::string read_address(Config config, std::string_view path, std::string_view otherwise) {
  auto url = config.text(path, otherwise);
  while (url.ends_with('/')) url.pop_back();
  if (!url.starts_with("https://") && !url.starts_with("http://"))
    throw ConfigError(std::string(path), "must begin with https:// or http://");
  return url;
}

std::uint32_t read_time_ms(Config config, std::string_view path, std::uint32_t otherwise) {
  constexpr std::int64_t day_ms = 86'400'000;
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(config.duration_ms(path, otherwise), 1, day_ms));
}

BackoffLimits read_backoff(Config config) {
  const BackoffLimits usual;
  return {static_cast<unsigned>(config.integer("/attempts", usual.attempts)),
          read_time_ms(config, "/retry_delay", usual.first_ms),
          read_time_ms(config, "/retry_delay_max", usual.most_ms)};
}

std::optional<std::int64_t> read_integer(Config config, std::string_view path) {
  if (!config.has(path)) return std::nullopt;
  return config.integer(path);
}
std::optional<double> read_number(Config config, std::string_view path) {
  if (!config.has(path)) return std::nullopt;
  return config.number(path);
}

void warn_of_plain_http(const Host& host, std::string_view url, bool has_secret) {
  constexpr std::string_view here[] = {"http://127.0.0.1", "http://localhost", "http://[::1]"};
  const bool is_here =
      std::any_of(std::begin(here), std::end(here), [url](auto one) { return url.starts_with(one); });
  if (has_secret && url.starts_with("http://") && !is_here)
    host.warn("base_url is not https: the key travels unencrypted");
}

}  // namespace garden::model_kit
