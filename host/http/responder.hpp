// Responder and SseSink: where a handler leaves its answer, now or later.
//
// Answers and events come late, from any thread, for clients that may be gone, slow or hostile. So they go to
// the exchange of their request and never to a socket; after the end of the exchange a call returns false and
// touches nobody.
//
// Threads: calls as marked; [any] is any thread, [loop] the one of the request's connection. Callbacks run on
// that loop, and never inside a call of a Responder or SseSink.
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace garden::http {

class Exchange;  // the mailbox between one request and its connection; private to this room

enum class Closed {
  by_client,  // the client left
  by_app,     // close() was called, or the answer was given
  over_cap,   // send() found the stream's buffer full: the reader was too slow, it may resume
  too_slow,   // the client read nothing, or less than the minimum rate, for too long
  late,       // no answer within the handler's time: the client has got a 504
  draining,   // the server stops
};
std::string_view name_of(Closed why);  // "by_client"

// The writing end of one event stream. A cheap copy; every call [any]. sse.hpp writes the bytes of events.
// The transport sends the head, a first comment and the pings by itself.
class SseSink {
 public:
  SseSink() = default;  // a closed one
  explicit SseSink(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}

  // Queues bytes, whole events at a time. false: the stream is over, or these bytes would go over its cap
  // (then it ends with over_cap: back-pressure that nobody honoured must not become memory). A burst, such as
  // the past of a resumed run, is sent with has_room and on_room.
  bool send(std::string_view bytes);
  std::size_t queued() const;  // bytes not yet taken by the kernel
  // false when more than half of the cap is queued. A producer that can wait (one that reads from a log)
  // stops then and goes on at on_room; it never meets the cap.
  bool has_room() const;
  // Called each time there is room again after has_room() was false. Replaces an earlier one.
  void on_room(std::function<void()> call);
  // What is queued is still sent, then the connection ends.
  void close();
  // Called once, soon if the stream is already over. Replaces an earlier one.
  void on_closed(std::function<void(Closed)> call);

 private:
  std::shared_ptr<Exchange>
      exchange_;  // co-owned by the connection, the Responder and all copies of the sink
};

// The duty to answer one request. Move-only; dropped without an answer it answers 500 by itself.
class Responder {
 public:
  explicit Responder(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}
  Responder(Responder&&) = default;
  Responder& operator=(Responder&&) = delete;
  ~Responder();

  // [any] Once. false: too late (the client left, the time was up, or it was answered already).
  bool reply(Response response);
  // [any] Once, instead of reply: answers 200 text/event-stream. `extra` are further headers.
  SseSink sse(Headers extra = {});
  // [loop, before the handler returns] Another time limit for this answer than ServerConfig::handler_time.
  void answer_within(std::chrono::milliseconds time);
  // [any] Called once if the exchange ends before an answer was given (by_client, late, draining), so that
  // work nobody waits for can stop. Not called after reply; after sse use SseSink::on_closed.
  void on_abandoned(std::function<void(Closed)> call);
  const std::string& request_id() const;  // [any] of this request

 private:
  std::shared_ptr<Exchange> exchange_;
};

}  // namespace garden::http
