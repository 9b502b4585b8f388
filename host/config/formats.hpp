// Formats: the small notations people write in configurations, and what they mean.
//
// Each parser takes the text as written and answers with the value or with an error whose message says what
// is expected. check_format() is the same by name, for schemas: duration, size, time-of-day, local-time,
// time-zone, identifier, path, url, address. Threads: pure functions [any]; time-zone reads tzdata.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace garden::config {

// "150ms", "5m", "1h30m", "1.5s", "7d"; units ms s m h d, largest first, each once. "0" is zero. No bare
// numbers.
base::Result<std::chrono::milliseconds> parse_duration(std::string_view text);
// "1h30m"; parse_duration() of it gives the same.
std::string duration_text(std::chrono::milliseconds duration);

// "64KB" (1000s), "1MiB" (1024s), "512B", "1.5GiB"; always with a unit.
base::Result<std::uint64_t> parse_size(std::string_view text);

// "09:15" or "09:15:30": minutes and seconds of a local day.
base::Result<std::chrono::seconds> parse_time_of_day(std::string_view text);

struct Address {
  std::string host;  // "127.0.0.1", "::1": an IP address, without brackets; "localhost" becomes 127.0.0.1
  std::uint16_t port = 0;

  std::string text() const;  // "127.0.0.1:5001", "[::1]:5001"
  bool is_loopback() const;
  bool operator==(const Address&) const = default;
};
// "127.0.0.1:5001", "[::1]:5001", "localhost:5001". Port 0 takes a free one.
base::Result<Address> parse_address(std::string_view text);
base::Result<std::uint16_t> parse_port(std::string_view text);

// Letters, digits, "_", "-", "."; begins with a letter; at most 64: names of instances, agents, queries.
bool is_identifier(std::string_view text);

// True if `name` is a format check_format() knows.
bool is_format(std::string_view name);
// What a text of that format must be: "must be a duration such as 150ms, 5m or 1h30m".
std::string format_words(std::string_view name);
// Empty when `text` is of that format; otherwise what it should be: "must be a duration such as 150ms or
// 1h30m".
std::string check_format(std::string_view name, std::string_view text);

}  // namespace garden::config
