#include "http/sse.hpp"

#include <algorithm>

namespace garden::http {
namespace {

bool ends_line(char c) { return c == '\r' || c == '\n'; }

// A field of one line: what would end the line is left out.
void append_field(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out.append(name).append(": ");
  const auto is_left_out = [](char c) { return ends_line(c) || c == '\0'; };
  if (std::ranges::none_of(value, is_left_out)) {
    out += value;
  } else {
    for (char c : value)
      if (!is_left_out(c)) out += c;
  }
  out += '\n';
}

// `text` line by line, each with the prefix; CR, LF and CRLF end a line, as readers of the format have it.
void append_lines(std::string& out, std::string_view prefix, std::string_view text) {
  for (;;) {
    auto end = static_cast<std::size_t>(std::ranges::find_if(text, ends_line) - text.begin());
    out.append(prefix).append(text.substr(0, end)).append("\n");
    if (end == text.size()) return;
    auto eaten = text.substr(end).starts_with("\r\n") ? 2U : 1U;
    text.remove_prefix(end + eaten);
  }
}

}  // namespace

void append_sse(std::string& out, const SseEvent& event) {
  append_field(out, "id", event.id);
  append_field(out, "event", event.type);
  append_lines(out, "data: ", event.data);
  out += '\n';
}

std::string sse_text(const SseEvent& event) {
  std::string out;
  out.reserve(event.id.size() + event.type.size() + event.data.size() + 32);
  append_sse(out, event);
  return out;
}

void append_sse_comment(std::string& out, std::string_view text) {
  append_lines(out, ": ", text);
  out += '\n';
}

const Headers& sse_headers() {
  static const Headers headers = {{"Content-Type", "text/event-stream"},
                                  {"Cache-Control", "no-cache, no-transform"},
                                  {"X-Accel-Buffering", "no"}};
  return headers;
}

}  // namespace garden::http
