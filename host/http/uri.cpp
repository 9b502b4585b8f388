#include "http/uri.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "garden/ascii.hpp"
#include "http/message.hpp"

namespace garden::http {
namespace {

constexpr std::size_t query_parameters_max =
    64;  // more than any route takes, less than hurts a linear search

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_name_character(char c) {
  return is_digit(c) || is_lower(c) || is_upper(c) || c == '-' || c == '_' || c == '.';
}

// How many continuation bytes a lead byte of UTF-8 announces, and the least code point that needs so many.
struct Lead {
  int more;
  char32_t least;
  char32_t bits;
};
std::optional<Lead> lead_of(unsigned char c) {
  if (c >= 0xC2 && c <= 0xDF) return Lead{1, 0x80, c & 0x1FU};
  if (c >= 0xE0 && c <= 0xEF) return Lead{2, 0x800, c & 0x0FU};
  if (c >= 0xF0 && c <= 0xF4) return Lead{3, 0x10000, c & 0x07U};
  return std::nullopt;
}

bool is_ip(int family, std::string_view text) {
  unsigned char bytes[16];
  return ::inet_pton(family, std::string(text).c_str(), bytes) == 1;
}

bool is_port(std::string_view text) {
  unsigned value = 0;
  if (text.empty() || text.size() > 5 || !std::ranges::all_of(text, is_digit)) return false;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value >= 1 && value <= 65535;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    auto c = static_cast<unsigned char>(bytes[at++]);
    if (c < 0x80) continue;
    auto lead = lead_of(c);
    if (!lead) return false;
    char32_t point = lead->bits;
    for (int i = 0; i < lead->more; ++i, ++at) {
      if (at == bytes.size()) return false;
      auto next = static_cast<unsigned char>(bytes[at]);
      if ((next & 0xC0) != 0x80) return false;
      point = point << 6 | (next & 0x3FU);
    }
    if (point < lead->least || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return false;
  }
  return true;
}

std::optional<std::string> percent_decode(std::string_view raw, Plus plus) {
  std::string text;
  text.reserve(raw.size());
  for (std::size_t at = 0; at < raw.size(); ++at) {
    char c = raw[at];
    if (c == '+' && plus == Plus::as_space) {
      c = ' ';
    } else if (c == '%') {
      if (raw.size() - at < 3) return std::nullopt;
      int high = hex_value(raw[at + 1]), low = hex_value(raw[at + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high << 4 | low);
      at += 2;
    }
    if (c == '\0') return std::nullopt;
    text += c;
  }
  if (!is_utf8(text)) return std::nullopt;
  return text;
}

std::string percent_encode(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    if (is_name_character(c) || c == '~') {
      out += c;
    } else {
      auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

base::Result<QueryParameters> QueryParameters::parse(std::string_view raw) {
  QueryParameters parsed;
  while (!raw.empty()) {
    auto end = std::min(raw.find('&'), raw.size());
    auto pair = raw.substr(0, end);
    raw.remove_prefix(std::min(end + 1, raw.size()));
    if (pair.empty()) continue;
    auto equals = std::min(pair.find('='), pair.size());
    auto name = percent_decode(pair.substr(0, equals), Plus::as_space);
    auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), Plus::as_space);
    if (!name || !value) {
      return base::fail(
          base::Code::invalid,
          "a query parameter is not percent-encoded UTF-8; write each byte that is not a letter "
          "or digit as %XX");
    }
    if (parsed.values_.size() == query_parameters_max) {
      return base::fail(base::Code::invalid,
                        "there are more than 64 query parameters; leave out what is not "
                        "needed");
    }
    parsed.values_.emplace_back(std::move(*name), std::move(*value));
  }
  return parsed;
}

std::optional<std::string_view> QueryParameters::get(std::string_view name) const {
  for (const auto& [key, value] : values_) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::string QueryParameters::text(std::string_view name, std::string_view otherwise) const {
  return std::string(get(name).value_or(otherwise));
}

base::Result<long> QueryParameters::integer(std::string_view name, long otherwise, long low,
                                            long high) const {
  auto given = get(name);
  if (!given) return otherwise;
  long value = 0;
  auto [end, error] = std::from_chars(given->data(), given->data() + given->size(), value);
  if (given->empty() || error != std::errc() || end != given->data() + given->size() || value < low ||
      value > high) {
    return base::fail(base::Code::invalid, "the query parameter '" + std::string(name) +
                                               "' must be a whole number from " + std::to_string(low) +
                                               " to " + std::to_string(high));
  }
  return value;
}

std::optional<HostPort> parse_host(std::string_view text) {
  HostPort parsed;
  if (text.starts_with('[')) {
    auto end = text.find(']');
    if (end == text.npos) return std::nullopt;
    parsed.host = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    if (!is_ip(AF_INET6, parsed.host)) return std::nullopt;
  } else {
    parsed.host = text.substr(0, text.find(':'));
    text.remove_prefix(parsed.host.size());
    if (parsed.host.empty() || parsed.host.size() > 255 ||
        !std::ranges::all_of(parsed.host, is_name_character)) {
      return std::nullopt;
    }
  }
  if (text.empty()) return parsed;
  if (text.front() != ':') return std::nullopt;
  parsed.port = text.substr(1);
  if (!parsed.port.empty() && !is_port(parsed.port)) return std::nullopt;  // "host:" is a host
  return parsed;
}

bool is_loopback(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  constexpr std::string_view name = "localhost", below = ".localhost";
  if (equal_ignoring_case(host, name)) return true;
  if (host.size() > below.size() && equal_ignoring_case(host.substr(host.size() - below.size()), below)) {
    return true;
  }
  if (is_ip(AF_INET, host)) return host.starts_with("127.");
  in6_addr address{};
  return ::inet_pton(AF_INET6, std::string(host).c_str(), &address) == 1 && IN6_IS_ADDR_LOOPBACK(&address);
}

}  // namespace garden::http
