// Problem: an error as RFC 9457 has it, the one form in which this server says that something went wrong.
//
// {"type","title","status","detail","instance"?,"request_id","errors"?:[{"pointer","detail"}],"error"}: the
// string `error` repeats the detail for clients of the first system. Threads: pure functions [any].
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "http/message.hpp"

namespace garden::http {

struct FieldError {
  std::string pointer;  // JSON pointer into the body, "/message"; "" is the whole
  std::string detail;
};

struct Problem {
  int status = 500;
  std::string title;                 // empty: the standard words of the status
  std::string detail;                // what is wrong and what to do; no secret, no personal data
  std::string type = "about:blank";  // a URI when there is a page about this kind of problem
  std::string instance;              // a path of this occurrence; may be empty
  std::string request_id;            // empty: left out
  std::vector<FieldError> errors;    // what is wrong with a body
  std::optional<std::chrono::seconds> retry_after;  // becomes Retry-After
};

// invalid 400, denied 403, not_found 404, cancelled and conflict 409, gone 410, rate_limited 429, internal
// 500, unimplemented 501, full and unavailable 503, deadline 504.
int status_of(base::Code code);
std::string_view reason_of(int status);  // "Not Found"; "Unknown" for a number of none

// An Error becomes its status and message. A `where` that is a JSON pointer becomes errors[0]; any other is
// left out, since it is for the operator. 429 and 503 get Retry-After: 1.
Problem problem_of(const base::Error& error, std::string_view request_id = {});

base::Json to_json(const Problem& problem);  // also the {problem} of a run.error event
Response to_response(const Problem& problem);

Response problem_response(const base::Error& error, std::string_view request_id);
Response problem_response(int status, std::string detail, std::string_view request_id);

}  // namespace garden::http
