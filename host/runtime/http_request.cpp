#include "runtime/http_request.hpp"

#include <algorithm>
#include <array>

#include "base/json.hpp"

namespace garden::runtime {
namespace {
using base::Json;

bool is_token_character(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         std::string_view("!#$%&'*+-.^_`|~").contains(static_cast<char>(c));
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return is_token_character(c); });
}

// No line can be ended from within a value, and nothing that servers read differently gets through.
bool is_field_value(std::string_view text) {
  return std::ranges::none_of(text, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7F; });
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) {
    return (x >= 'A' && x <= 'Z' ? x + 32 : x) == (y >= 'A' && y <= 'Z' ? y + 32 : y);
  });
}

void read_time(const Json& json, std::string_view key, std::chrono::milliseconds& time,
               std::string& refused) {
  const Json& value = base::member(json, key);
  if (value.is_null()) return;
  if (!value.is_number_integer() || value.get<std::int64_t>() < 1 || value.get<std::int64_t>() > 86'400'000)
    refused = std::string(key) + " is not a number of milliseconds between 1 and 86400000";
  else
    time = std::chrono::milliseconds(value.get<std::int64_t>());
}

void read_headers(const Json& headers, HttpRequest& request) {
  if (headers.is_null()) return;
  if (!headers.is_array()) request.refused = "headers is not a list";
  for (const Json& pair : headers) {
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string()) {
      request.refused = "a header is not a pair of texts";
      return;
    }
    request.headers.emplace_back(pair[0].get<std::string>(), pair[1].get<std::string>());
  }
}

}  // namespace

HttpRequest read_http_request(std::string_view json, std::string_view traceparent) {
  HttpRequest request;
  auto parsed = base::parse_json(json, {.depth_max = 4, .nodes_max = 1000});
  if (!parsed) {
    request.refused = "the request is not JSON: " + parsed.error().message;
    return request;
  }
  if (!parsed->is_object()) {
    request.refused = "the request is not an object";
    return request;
  }
  request.method = base::text_at(*parsed, "method", request.method);
  request.url = base::text_at(*parsed, "url");
  read_headers(base::member(*parsed, "headers"), request);
  const bool has_own = std::ranges::any_of(
      request.headers, [](const auto& header) { return equals_ignoring_case(header.first, "traceparent"); });
  if (!traceparent.empty() && !has_own) request.headers.emplace_back("traceparent", traceparent);
  read_time(*parsed, "connect_ms", request.connect, request.refused);
  read_time(*parsed, "first_byte_ms", request.first_byte, request.refused);
  read_time(*parsed, "idle_ms", request.idle, request.refused);
  read_time(*parsed, "total_ms", request.total, request.refused);
  const std::string version = base::text_at(*parsed, "http", "auto");
  if (version == "1.1")
    request.version = HttpRequest::Version::http_1_1;
  else if (version != "auto" && version != "2")
    request.refused = "http is not auto, 1.1 or 2";
  return request;
}

std::string check_http_request(const HttpRequest& request) {
  if (!request.refused.empty()) return request.refused;
  static constexpr std::array<std::string_view, 6> methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
  if (std::ranges::find(methods, request.method) == methods.end())
    return "method '" + request.method + "' is not offered";
  // What frames a message is the client's own business: a second opinion about it is how requests are
  // smuggled.
  static constexpr std::array<std::string_view, 5> own{"Content-Length", "Transfer-Encoding", "Connection",
                                                       "Upgrade", "Expect"};
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return "a header's name is not a name";
    if (!is_field_value(value)) return "the value of header '" + name + "' has a control character";
    for (auto reserved : own)
      if (equals_ignoring_case(name, reserved)) return "header '" + name + "' is set by the host";
  }
  return {};
}

}  // namespace garden::runtime
