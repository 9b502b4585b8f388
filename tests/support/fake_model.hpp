// FakeModel: a language model's HTTP API that answers as it is told, in Gemini's dialect and in OpenAI's.
//
// Tests and benchmarks need a model that streams at a given pace, calls functions, holds its clients to the
// rules of the real API (keys in headers, an answer to every call, signatures sent back), and fails on
// demand. What it answers is a plan, a JSON object; each plan is for one request, in order; when there is
// none left, the standing plan counts.
//   content   "tokens": 20 | "pieces": ["text", ...]   one frame each      "thoughts": ["text", ...]
//             "calls": [{"name", "args"}, ...]         "finish": "STOP" | null
//             "frames": ["{...}", ...]                 data of events, instead of all the above
//   pace      "gap_ms": 20, "burst": 1                 pause after each `burst` frames
//             "split_bytes": 7                         bytes of one write
//   refusal   "status": 429, "body": {...}, "headers": {"name": "value"}
//   faults    "after": 3          frames before the fault; without it all of them
//             "ending": "end" | "eof" (no finish) | "cut" | "reset" | "stall";  "stall": true (says nothing)
//             "insert": "text"    raw bytes at that place; "error": {...} the same as an error frame
// Without a plan it calls each declared function whose name the last message mentions, and answers what it
// was given as results. Over HTTP: POST /_plan, POST /_standing (bodies are plans), GET /_seen, POST /_reset.
// Threads: one of its own; all calls [any].
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace garden::testing {

class FakeModel {
 public:
  struct Seen {
    std::string method, target, head, body;
    bool has(std::string_view text) const { return body.find(text) != std::string::npos; }
  };

  explicit FakeModel(unsigned short port = 0);  // 0: any free one
  ~FakeModel();

  std::string url(std::string_view path = {}) const;  // "http://127.0.0.1:PORT" + path
  unsigned short port() const;
  void plan(std::string_view json);      // for the next request; throws std::runtime_error on broken JSON
  void standing(std::string_view json);  // for every request without a plan
  std::vector<Seen> seen() const;        // the last 256 requests
  int connections() const;               // accepted so far
  int requests() const;
  int streaming() const;  // answers under way

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace garden::testing
