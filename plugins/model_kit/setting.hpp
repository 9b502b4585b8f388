// What the settings of every provider are read with: keys, addresses, times, values that may be absent.
//
// Threads: pure functions.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "garden/config.hpp"
#include "garden/host.hpp"
#include "model_kit/backoff.hpp"

namespace garden::model_kit {

// A secret that is sent in a header, without the white space that pasting and files leave around it.
// ConfigError if it has a character that could end the header.
std::string read_secret(Config config, std::string_view path);

// An http or https address without a slash at its end.
std::string read_address(Config config, std::string_view path, std::string_view otherwise);

// A duration of 1 ms to a day.
std::uint32_t read_time_ms(Config config, std::string_view path, std::uint32_t otherwise);

// "/attempts", "/retry_delay", "/retry_delay_max".
BackoffLimits read_backoff(Config config);

// Empty if it is not set.
std::optional<std::int64_t> read_integer(Config config, std::string_view path);
std::optional<double> read_number(Config config, std::string_view path);

// One warning if a secret would travel unencrypted beyond this machine.
void warn_of_plain_http(const Host& host, std::string_view url, bool has_secret);

}  // namespace garden::model_kit
