// What a FakeModel answers: a plan made into bytes, by dialect.
//
// Threads: plain values.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace garden::testing {

struct FakeRequest {
  std::string method, target, head, body;
  // The value of a header, its name in any case; empty if there is none.
  std::string header(std::string_view name) const;
};

struct FakeReply {
  int status = 200;
  std::string type = "application/json";
  std::string headers;              // further ones, each with its line end
  std::string body;                 // of an answer that is no stream
  std::vector<std::string> frames;  // of a stream: raw bytes, each sent as one piece
  bool streams = false, finished = true;
  std::string ending = "end";
  unsigned gap_ms = 0, burst = 1;
  std::size_t split_bytes = 0;
};

// What is said in one answer, in no dialect yet.
struct FakeContent {
  std::vector<std::string> thoughts, pieces;
  base::Json calls = base::Json::array();  // [{"name", "args"}]
  base::Json finish;                       // a text, or null
};

// The content of a plan; where it has none, what a model would say to `message` with these functions.
FakeContent content_of(const base::Json& plan, const std::string& message,
                       const std::vector<std::string>& functions);

FakeReply gemini_reply(const FakeRequest& request, const base::Json& plan);
FakeReply openai_reply(const FakeRequest& request, const base::Json& plan);

// An answer that is no stream.
FakeReply plain_reply(int status, const base::Json& body);
// Pace and faults of the plan, put upon a stream of frames.
void disturb(FakeReply& reply, const base::Json& plan);
std::string event_of(std::string_view data);  // "data: ...\n\n"

}  // namespace garden::testing
