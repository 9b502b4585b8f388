#include "http/trace.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <random>

namespace garden::http {
namespace {

bool is_lower_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}
bool is_zero(std::string_view text) { return text.find_first_not_of('0') == text.npos; }

// `bytes` random bytes as hexadecimal digits; never all zero, which the standard gives no meaning.
std::string random_hex(std::size_t bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::array<unsigned char, 16> random{};
  if (::getrandom(random.data(), bytes, 0) != static_cast<ssize_t>(bytes)) {
    std::random_device kernel;
    for (auto& byte : random) byte = static_cast<unsigned char>(kernel());
  }
  random[0] |= 1;
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i) {
    text += digits[random[i] >> 4];
    text += digits[random[i] & 15];
  }
  return text;
}

// The one traceparent of the headers; empty when there is none, or more than one, which says nothing.
std::string_view only_traceparent(const Headers& headers) {
  std::string_view found;
  for (const auto& [name, value] : headers) {
    if (!equal_ignoring_case(name, "traceparent")) continue;
    if (!found.empty()) return {};
    found = value;
  }
  return found;
}

// version "-" trace-id "-" parent-id "-" flags. Of a later version only the beginning is known to us.
bool is_well_formed(std::string_view text) {
  constexpr std::size_t size = 55;
  if (text.size() < size || text[2] != '-' || text[35] != '-' || text[52] != '-') return false;
  auto version = text.substr(0, 2);
  if (!is_lower_hex(version) || version == "ff") return false;
  if (version == "00" ? text.size() != size : text.size() > size && text[size] != '-') return false;
  return is_lower_hex(text.substr(3, 32)) && !is_zero(text.substr(3, 32)) &&
         is_lower_hex(text.substr(36, 16)) && !is_zero(text.substr(36, 16)) &&
         is_lower_hex(text.substr(53, 2));
}

}  // namespace

std::string request_id_of(const Headers& headers, base::IdMaker& ids, base::Wall now) {
  auto given = header(headers, "X-Request-Id");
  return base::is_valid_client_id(given) ? std::string(given) : ids.make("req", now);
}

TraceContext trace_context(const Headers& headers) {
  TraceContext trace;
  trace.span_id = random_hex(8);
  auto given = only_traceparent(headers);
  if (!is_well_formed(given)) {
    trace.trace_id = random_hex(16);
    return trace;
  }
  trace.trace_id = given.substr(3, 32);
  trace.parent_id = given.substr(36, 16);
  constexpr std::string_view odd = "13579bdf";  // bit 0 of the flags is "sampled"
  trace.sampled = odd.find(given[54]) != odd.npos;
  return trace;
}

std::string traceparent(const TraceContext& trace) {
  return "00-" + trace.trace_id + "-" + trace.span_id + (trace.sampled ? "-01" : "-00");
}

}  // namespace garden::http
