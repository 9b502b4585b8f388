// Uri: percent-decoding, query parameters, and what a Host may look like.
//
// Bytes from outside become text here: a '%' that is not followed by two hexadecimal digits, a NUL, and what
// is not UTF-8 are refused, because everything behind this point (logs, JSON, SQL parameters, file names)
// takes text. Threads: pure functions [any].
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace garden::http {

enum class Plus { as_plus, as_space };  // '+' means a space in a query only

// nullopt: bad encoding, a NUL, or not UTF-8.
std::optional<std::string> percent_decode(std::string_view raw, Plus plus = Plus::as_plus);
// Everything but A-Z a-z 0-9 - . _ ~ as %XX: one path segment or one query value.
std::string percent_encode(std::string_view text);

// a=1&b=2, decoded, in order.
class QueryParameters {
 public:
  // Code::invalid when the encoding is bad, or there are more than 64 parameters.
  static base::Result<QueryParameters> parse(std::string_view raw);
  // The first value of that name; nullopt when it is not given ("?a" gives the empty text).
  std::optional<std::string_view> get(std::string_view name) const;
  std::string text(std::string_view name, std::string_view otherwise = {}) const;
  // Digits only, within low..high; Code::invalid with the name of the parameter otherwise.
  base::Result<long> integer(std::string_view name, long otherwise, long low, long high) const;
  const std::vector<std::pair<std::string, std::string>>& all() const { return values_; }

 private:
  std::vector<std::pair<std::string, std::string>> values_;
};

bool is_utf8(std::string_view bytes);  // strict: no surrogates, nothing overlong

// The name and port of a Host header, or of the same part of an address in http://.
struct HostPort {
  std::string_view host;  // "shop.example", "127.0.0.1", "::1" (without its brackets)
  std::string_view port;  // digits; empty when none is given
};
// nullopt: not a host. Names are letters, digits, '-', '_' and '.'; IPv6 is in brackets; the port
// is 1..65535.
std::optional<HostPort> parse_host(std::string_view text);
bool is_loopback(std::string_view host);  // localhost, *.localhost, 127.0.0.0/8, ::1

}  // namespace garden::http
