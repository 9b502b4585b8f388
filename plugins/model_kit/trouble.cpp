#include "model_kit/trouble.hpp"

#include "garden/number.hpp"
#include "garden/utf8.hpp"

namespace garden::model_kit {
namespace {
constexpr std::size_t quote_bytes_max = 400;
constexpr double delay_ms_max = 86'400'000;
}  // namespace

Trouble trouble_of_transfer(const Failure& failure) {
  if (failure.status() == GARDEN_DEADLINE)
    return {GARDEN_UNAVAILABLE, "the provider fell silent: " + failure.text(), false, {}};
  const bool away = failure.status() == GARDEN_UNAVAILABLE;
  return {failure.status(), failure.text(), away, {}};
}

std::string quotable(std::string_view words, std::string_view secret) {
  std::string line;
  for (std::size_t at = 0; at < words.size() && line.size() < quote_bytes_max;) {
    const auto length = utf8_character(words, at);
    if (!secret.empty() && words.substr(at).starts_with(secret)) {
      line += "***";
      at += secret.size();
    } else if (length == 0 || static_cast<unsigned char>(words[at]) <= ' ') {
      if (!line.ends_with(' ')) line += ' ';
      ++at;
    } else {
      line.append(words, at, length);
      at += length;
    }
  }
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

std::optional<std::uint32_t> read_delay_ms(std::string_view text, std::uint32_t unit_ms) {
  double factor = unit_ms;
  if (text.ends_with("ms")) {
    factor = 1;
    text.remove_suffix(2);
  } else if (text.ends_with('s')) {
    factor = 1000;
    text.remove_suffix(1);
  }
  const auto number = parse_double(text);
  if (!number || factor == 0 || *number < 0 || *number * factor > delay_ms_max) return std::nullopt;
  return static_cast<std::uint32_t>(*number * factor + 0.5);
}

}  // namespace garden::model_kit
