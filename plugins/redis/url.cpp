#include "url.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "garden/failure.hpp"

namespace garden::redis_cache {
namespace {

constexpr std::size_t url_bytes_max = 4096;
constexpr std::size_t host_bytes_max = 253;  // of a DNS name
constexpr unsigned database_max = 65'535;

[[noreturn]] void refuse(const char* what) {
  throw Failure(GARDEN_INVALID,
                std::string(what) + "; the form is redis://user:password@host:6379/0, rediss:// for TLS");
}

std::optional<unsigned> number(std::string_view text, unsigned max) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || value > max)
    return std::nullopt;
  return value;
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at];
      continue;
    }
    const int high = at + 2 < text.size() ? hex(text[at + 1]) : -1;
    const int low = at + 2 < text.size() ? hex(text[at + 2]) : -1;
    if (high < 0 || low < 0) refuse("a % in the user or password is not followed by two hexadecimal digits");
    out += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return out;
}

bool host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_';
}

void read_credentials(Address& address, std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) {
    address.user = decoded(text);
    if (!address.user.empty()) refuse("there is a user without a password");
    return;
  }
  address.user = decoded(text.substr(0, colon));
  address.password = decoded(text.substr(colon + 1));
  if (address.user == "default") address.user.clear();
  if (!address.user.empty() && address.password.empty()) refuse("there is a user without a password");
}

// "host", "host:port", "[::1]:port"
void read_host(Address& address, std::string_view text) {
  std::string_view host, port;
  bool is_valid = false;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) refuse("the bracket around the address is not closed");
    host = text.substr(1, end - 1);
    port = text.substr(end + 1);
    is_valid = std::ranges::all_of(host, [](char c) { return hex(c) >= 0 || c == ':' || c == '.'; });
    if (!port.empty() && port.front() != ':') refuse("something other than a port follows the address");
  } else {
    host = text.substr(0, text.find(':'));
    port = text.substr(host.size());
    is_valid = std::ranges::all_of(host, host_character);
  }
  if (host.empty()) refuse("there is no host");
  if (!is_valid || host.size() > host_bytes_max)
    refuse("the host has characters no host has (an @ : / in a password is written %40 %3A %2F)");
  address.host = host;
  if (port.empty()) return;
  const auto value = number(port.substr(1), 65'535);
  if (!value || *value == 0) refuse("the port is no number from 1 to 65535");
  address.port = static_cast<std::uint16_t>(*value);
}

}  // namespace

std::string Address::name() const {
  const bool is_v6 = host.find(':') != std::string::npos;
  return (is_v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Address parse_url(std::string_view url) {
  Address address;
  if (url.size() > url_bytes_max) refuse("the URL is longer than any URL");
  if (url.starts_with("rediss://")) {
    address.tls = true;
    url.remove_prefix(9);
  } else if (url.starts_with("redis://")) {
    url.remove_prefix(8);
  } else {
    refuse("the URL begins with neither redis:// nor rediss://");
  }
  if (url.find_first_of("?#") != std::string_view::npos)
    refuse("the URL has a ? or #, which mean nothing here (in a password they are written %3F and %23)");
  if (const auto at = url.rfind('@'); at != std::string_view::npos) {
    const auto credentials = url.substr(0, at);
    if (credentials.find_first_of("/@") != std::string_view::npos)
      refuse("the user or password has a / or @ in it, which are written %2F and %40");
    read_credentials(address, credentials);
    url.remove_prefix(at + 1);
  }
  const auto slash = url.find('/');
  read_host(address, url.substr(0, slash));
  if (slash != std::string_view::npos && slash + 1 < url.size()) {
    const auto database = number(url.substr(slash + 1), database_max);
    if (!database) refuse("what follows the host is no number of a database");
    address.database = *database;
  }
  return address;
}

}  // namespace garden::redis_cache
