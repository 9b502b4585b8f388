// FakeUpstream: an HTTP/1.1 server that behaves as badly as its address says.
//
// Tests of the outgoing client need an other side that streams, stalls, resets and lies on demand. The path
// says how, the query how much:
//   /stream?chunks=50&gap=1&size=20   chunked; a chunk is "~<number>" padded with dots to `size`, and a new
//   line /stall                            takes the request and says nothing /stall-after?chunks=3 the head
//   and some chunks, then nothing /reset-after?chunks=3             ..., then a reset of the connection
//   /cut?chunks=3                     says Content-Length: 1000000, sends less and closes
//   /status?code=404                  an empty answer with this status
//   /echo                             the whole request, as the body
//   /echo-once                        the same for a connection's first request; a later one is read, and the
//                                     connection closed without a word
//   /big-head?size=100000             a head of this size
//   /close?chunks=3                   streams and closes the connection in order
// Threads: one of its own; the counters [any].
#pragma once
#include <atomic>
#include <memory>
#include <string>

namespace garden::testing {

class FakeUpstream {
 public:
  FakeUpstream();
  ~FakeUpstream();
  std::string url(const std::string& path) const;  // "http://127.0.0.1:PORT" + path
  unsigned short port() const;
  int connections() const;  // accepted so far
  int open() const;         // not yet closed by the other side
  int requests() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace garden::testing
