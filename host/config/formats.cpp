#include "config/formats.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/civil_time.hpp"
#include "garden/ascii.hpp"

namespace garden::config {
namespace {
using base::Code;
using base::fail;

constexpr std::string_view duration_form = "must be a duration such as 150ms, 5m or 1h30m";
constexpr std::string_view size_form = "must be a size such as 512B, 64KB or 1MiB";
constexpr std::string_view time_of_day_form = "must be a time of day such as 09:15";
constexpr std::string_view local_time_form = "must be a date and time such as 2026-03-31 18:00:00";
constexpr std::string_view zone_form = "must be an IANA time zone such as America/Los_Angeles";
constexpr std::string_view identifier_form =
    "must be a name: letters, digits, _ - and ., a letter first, at most 64";
constexpr std::string_view path_form = "must be a path of a file or folder";
constexpr std::string_view url_form = "must be an address such as https://example.com/path";
constexpr std::string_view address_form = "must be ADDRESS:PORT such as 127.0.0.1:5001 or [::1]:5001";
constexpr std::string_view port_form = "must be a port number from 0 to 65535";

bool letter(char c) { return is_lower(c) || is_upper(c); }

// Takes "12" or "1.5" from the front of `text`; false if there is no number or it is absurdly long.
bool take_number(std::string_view& text, double& number) {
  std::size_t size = 0;
  while (size < text.size() && is_digit(text[size])) ++size;
  if (size == 0) return false;
  if (size + 1 < text.size() && text[size] == '.' && is_digit(text[size + 1])) {
    ++size;
    while (size < text.size() && is_digit(text[size])) ++size;
  }
  if (size > 18) return false;
  std::from_chars(text.data(), text.data() + size, number);
  text.remove_prefix(size);
  return true;
}

struct Unit {
  std::string_view name;
  double factor;
};
constexpr std::array<Unit, 5> duration_units{
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::array<Unit, 10> size_units{{{"B", 1},
                                           {"KB", 1e3},
                                           {"kB", 1e3},
                                           {"MB", 1e6},
                                           {"GB", 1e9},
                                           {"TB", 1e12},
                                           {"KiB", 1024},
                                           {"MiB", 1024. * 1024},
                                           {"GiB", 1024. * 1024 * 1024},
                                           {"TiB", 1024. * 1024 * 1024 * 1024}}};
constexpr double duration_ms_max = 3'650. * 86'400'000;  // ten years
constexpr double size_max = 9e15;                        // exact in a double

bool all_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }
int two(std::string_view text) { return (text[0] - '0') * 10 + (text[1] - '0'); }

bool is_local_time(std::string_view text) {
  static constexpr std::string_view shape = "dddd-dd-dd dd:dd:dd";
  if (text.size() != 10 && text.size() != 16 && text.size() != 19) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (shape[i] == 'd' ? !is_digit(text[i]) : text[i] != shape[i] && !(i == 10 && text[i] == 'T'))
      return false;
  std::chrono::year_month_day day{std::chrono::year(two(text) * 100 + two(text.substr(2))),
                                  std::chrono::month(static_cast<unsigned>(two(text.substr(5)))),
                                  std::chrono::day(static_cast<unsigned>(two(text.substr(8))))};
  return day.ok() && (text.size() == 10 || parse_time_of_day(text.substr(11)).has_value());
}

bool is_url(std::string_view text) {
  auto colon = text.find("://");
  if (colon == std::string_view::npos || colon == 0 || !letter(text[0]) || text.size() > 2048) return false;
  auto scheme = text.substr(0, colon);
  bool good = std::ranges::all_of(
      scheme, [](char c) { return letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; });
  auto rest = text.substr(colon + 3);
  return good && !rest.empty() && rest.front() != '/' &&
         std::ranges::none_of(text, [](unsigned char c) { return c <= ' ' || c == 0x7F; });
}

// Names of the zone database only: the loader would also take paths.
bool is_zone(std::string_view text) {
  bool named = !text.empty() && letter(text[0]) && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return letter(c) || is_digit(c) || c == '_' || c == '/' || c == '+' || c == '-';
  });
  return named && base::TimeZone::load(text).has_value();
}

bool is_path(std::string_view text) {
  return !text.empty() && text.size() <= 4096 &&
         std::ranges::none_of(text, [](unsigned char c) { return c < ' ' || c == 0x7F; });
}

struct Format {
  std::string_view name, form;
  bool (*fits)(std::string_view);
};
constexpr std::array<Format, 9> formats{{
    {"duration", duration_form, [](std::string_view t) { return parse_duration(t).has_value(); }},
    {"size", size_form, [](std::string_view t) { return parse_size(t).has_value(); }},
    {"time-of-day", time_of_day_form, [](std::string_view t) { return parse_time_of_day(t).has_value(); }},
    {"local-time", local_time_form, is_local_time},
    {"time-zone", zone_form, is_zone},
    {"identifier", identifier_form, is_identifier},
    {"path", path_form, is_path},
    {"url", url_form, is_url},
    {"address", address_form, [](std::string_view t) { return parse_address(t).has_value(); }},
}};

}  // namespace

base::Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  if (text == "0") return std::chrono::milliseconds(0);
  double total = 0;
  std::size_t next_unit = 0;  // units come largest first, each once
  if (text.empty()) return fail(Code::invalid, std::string(duration_form));
  while (!text.empty()) {
    double number = 0;
    if (!take_number(text, number)) return fail(Code::invalid, std::string(duration_form));
    std::size_t size = 0;
    while (size < text.size() && letter(text[size])) ++size;
    auto unit =
        std::find_if(duration_units.begin() + static_cast<std::ptrdiff_t>(next_unit), duration_units.end(),
                     [name = text.substr(0, size)](const Unit& u) { return u.name == name; });
    if (unit == duration_units.end()) return fail(Code::invalid, std::string(duration_form));
    total += number * unit->factor;
    next_unit = static_cast<std::size_t>(unit - duration_units.begin()) + 1;
    text.remove_prefix(size);
  }
  if (total > duration_ms_max) return fail(Code::invalid, "must be a duration of at most ten years");
  return std::chrono::milliseconds(std::llround(total));
}

std::string duration_text(std::chrono::milliseconds duration) {
  if (duration.count() <= 0) return "0";
  std::string text;
  auto rest = duration.count();
  for (const auto& unit : duration_units) {
    auto factor = static_cast<std::int64_t>(unit.factor);
    if (rest >= factor) text += std::to_string(rest / factor) + std::string(unit.name);
    rest %= factor;
  }
  return text;
}

base::Result<std::uint64_t> parse_size(std::string_view text) {
  double number = 0;
  bool good = take_number(text, number);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  auto unit = std::ranges::find(size_units, text, &Unit::name);
  if (!good || unit == size_units.end()) return fail(Code::invalid, std::string(size_form));
  number *= unit->factor;
  if (number > size_max) return fail(Code::invalid, "must be a size of at most 8192TiB");
  return static_cast<std::uint64_t>(std::llround(number));
}

base::Result<std::chrono::seconds> parse_time_of_day(std::string_view text) {
  bool shaped = (text.size() == 5 || text.size() == 8) && text[2] == ':' && all_digits(text.substr(0, 2)) &&
                all_digits(text.substr(3, 2)) &&
                (text.size() == 5 || (text[5] == ':' && all_digits(text.substr(6))));
  if (!shaped || two(text) > 23 || two(text.substr(3)) > 59 || (text.size() == 8 && two(text.substr(6)) > 59))
    return fail(Code::invalid, std::string(time_of_day_form));
  int seconds = text.size() == 8 ? two(text.substr(6)) : 0;
  return std::chrono::seconds(two(text) * 3600 + two(text.substr(3)) * 60 + seconds);
}

std::string Address::text() const {
  auto name = host.find(':') == std::string::npos ? host : '[' + host + ']';
  return name + ':' + std::to_string(port);
}

bool Address::is_loopback() const { return host == "::1" || host.starts_with("127."); }

base::Result<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (wrong != std::errc() || end != text.data() + text.size())
    return fail(Code::invalid, std::string(port_form));
  return port;
}

base::Result<Address> parse_address(std::string_view text) {
  auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return fail(Code::invalid, std::string(address_form));
  auto port = parse_port(text.substr(colon + 1));
  if (!port) return fail(Code::invalid, std::string(address_form));
  std::string host(text.substr(0, colon));
  if (host.find('\0') != std::string::npos) return fail(Code::invalid, std::string(address_form));
  if (host == "localhost") return Address{"127.0.0.1", *port};
  unsigned char bytes[16];
  bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (::inet_pton(bracketed ? AF_INET6 : AF_INET, host.c_str(), bytes) != 1)
    return fail(Code::invalid, std::string(address_form));
  return Address{std::move(host), *port};
}

bool is_identifier(std::string_view text) {
  return !text.empty() && text.size() <= 64 && letter(text[0]) && std::ranges::all_of(text, [](char c) {
    return letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.';
  });
}

bool is_format(std::string_view name) {
  return std::ranges::find(formats, name, &Format::name) != formats.end();
}

std::string format_words(std::string_view name) {
  auto format = std::ranges::find(formats, name, &Format::name);
  return format == formats.end() ? std::string() : std::string(format->form);
}

std::string check_format(std::string_view name, std::string_view text) {
  auto format = std::ranges::find(formats, name, &Format::name);
  if (format == formats.end() || format->fits(text)) return {};
  return std::string(format->form);
}

}  // namespace garden::config
