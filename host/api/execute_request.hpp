// ExecuteRequest: the body of POST /execute_agent, checked.
//
// Everything that can be wrong is found before a run exists, so that it can be answered with a real status
// and a pointer to each wrong member. Unknown members are ignored: old clients may send more. Threads: pure
// [any].
#pragma once
#include <expected>
#include <string>

#include "conversation/run_request.hpp"
#include "http/message.hpp"
#include "http/problem.hpp"

namespace garden::api {

enum class StreamForm { text, events, none };

struct ExecuteRequest {
  std::string agent_type;
  std::string message;
  std::string session_id;  // empty: a new session
  StreamForm form = StreamForm::text;
  conversation::OnBusy on_busy = conversation::OnBusy::enqueue;
  conversation::OnDisconnect on_disconnect = conversation::OnDisconnect::cancel;
};

std::expected<ExecuteRequest, http::Problem> read_execute_request(const http::Request& request);

// The body as a JSON object, or the problem to answer: 415 when it does not claim to be JSON, 400 when it is
// not.
std::expected<base::Json, http::Problem> read_json_object(const http::Request& request);

}  // namespace garden::api
