// Sse: the bytes of server-sent events.
//
// An event is lines of `field: value` and an empty line. Data of several lines becomes one `data:` line each
// (LF, CR and CRLF all end a line), so no text can forge a field or an event. Whole pieces of UTF-8 are the
// caller's duty: an event's data must not begin or end inside a character. Threads: pure functions [any].
#pragma once
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace garden::http {

struct SseEvent {
  std::string_view id;    // empty: none. CR, LF and NUL are left out
  std::string_view type;  // empty: "message", not written. CR, LF and NUL are left out
  std::string_view data;  // empty: one empty data line, so that the event is still seen
};

void append_sse(std::string& out, const SseEvent& event);
std::string sse_text(const SseEvent& event);
// ": text"; a comment keeps proxies awake and is seen by no reader.
void append_sse_comment(std::string& out, std::string_view text);

inline constexpr std::string_view sse_done = "data: [DONE]\n\n";  // ends streams of the form "text"

// Content-Type, Cache-Control: no-cache, no-transform, X-Accel-Buffering: no. Responder::sse sends them.
const Headers& sse_headers();

}  // namespace garden::http
