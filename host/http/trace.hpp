// Trace: which request is this, here and across the services it passes through.
//
// X-Request-Id names one request for people and logs; W3C traceparent ties it to a trace of other systems.
// Both come from outside, so both are checked, and made new when they are missing or bad. Threads: [any].
#pragma once
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "http/message.hpp"

namespace garden::http {

// The X-Request-Id of the headers if base::is_valid_client_id takes it, else a new "req_..." one of `ids`.
std::string request_id_of(const Headers& headers, base::IdMaker& ids, base::Wall now);

struct TraceContext {
  std::string trace_id;   // 32 lowercase hexadecimal digits, not all zero
  std::string parent_id;  // 16 of them: the caller's span; empty when the trace begins here
  std::string span_id;    // 16 of them: our own span
  bool sampled = false;
};

// From `traceparent`; a missing or malformed one, or two of them, begin a new trace (not sampled).
TraceContext trace_context(const Headers& headers);
// "00-<trace_id>-<span_id>-01": for calls made on behalf of this request.
std::string traceparent(const TraceContext& trace);

}  // namespace garden::http
