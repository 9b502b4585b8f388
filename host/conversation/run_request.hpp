// RunRequest: what starts a run, whoever asks: a client of the API, the command line, later a schedule.
// Threads: plain data [any].
#pragma once
#include <string>

#include "conversation/session_lanes.hpp"

namespace garden::conversation {

// What becomes of a run when the last client that read its stream is gone.
enum class OnDisconnect {
  cancel,   // it is cancelled after a grace, in which a client may come back
  keep_on,  // it goes on to its end
};

struct RunRequest {
  std::string agent;       // as the store names it
  std::string session_id;  // empty: a new session
  std::string message;
  std::string report;  // name of one of the agent's reports, to be made instead of an answer; empty: none
  std::string origin = "chat";  // chat | cli | schedule | mcp | openai
  OnBusy on_busy = OnBusy::enqueue;
  OnDisconnect on_disconnect = OnDisconnect::cancel;
  std::string request_id;   // of the HTTP request, for the log; may be empty
  std::string traceparent;  // of the caller's trace, for what the run asks of others; may be empty
};

}  // namespace garden::conversation
