#include "http/answer_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "http/problem.hpp"
#include "http/sse.hpp"

namespace garden::http {
namespace {

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ");
  auto begin = out.size();
  out.append(value);
  std::replace_if(
      out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
      [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
  out.append("\r\n");
}

bool is_ours(std::string_view name) {
  static constexpr std::array<std::string_view, 5> ours = {"Content-Length", "Connection", "Date",
                                                           "X-Request-Id", "Transfer-Encoding"};
  return std::ranges::any_of(ours, [name](auto known) { return equal_ignoring_case(known, name); });
}

void append_number(std::string& out, std::size_t number) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

std::string begin_head(int status, const Headers& headers, const HeadOptions& options) {
  std::string out;
  out.reserve(320);
  out.append("HTTP/1.1 ");
  append_number(out, static_cast<std::size_t>(status));
  out.append(" ").append(reason_of(status)).append("\r\n");
  append_field(out, "Date", options.date);
  for (const auto& [name, value] : headers) {
    if (!is_ours(name)) append_field(out, name, value);
  }
  append_field(out, "X-Request-Id", options.request_id);
  return out;
}

}  // namespace

std::string_view DateText::at(std::time_t now) {
  if (now != made_) {
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::strftime(text_, sizeof text_, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    made_ = now;
  }
  return text_;
}

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

std::string answer_head(const Response& response, const HeadOptions& options) {
  auto out = begin_head(response.status, response.headers, options);
  if (may_have_body(response.status)) {
    out.append("Content-Length: ");
    append_number(out, response.body.size());
    out.append("\r\n");
  }
  if (!options.keep_alive) {
    out.append("Connection: close\r\n");
  } else if (options.http10) {
    out.append("Connection: keep-alive\r\n");
  }
  return out.append("\r\n");
}

std::string stream_head(const Headers& headers, const HeadOptions& options) {
  auto out = begin_head(200, headers, options);
  for (const auto& [name, value] : sse_headers()) append_field(out, name, value);
  return out.append("Connection: close\r\n\r\n");
}

}  // namespace garden::http
