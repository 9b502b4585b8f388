// Exchange: the mailbox between one request and its connection.
//
// The application puts an answer or events in, from any thread; the connection looks in from its loop when it
// is woken. The exchange outlives the connection: calls after the end find the box closed and return false.
// So no late answer can ever reach the client who has the descriptor number now.
// Threads: the application's side [any]; the connection's side [loop].
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "http/responder.hpp"

namespace garden::http {

// Who is to look into the mailbox: the connection.
class Waker {
 public:
  virtual ~Waker() = default;
  // [any] Arranges for a look soon, on the loop; takes the caller's share of itself along.
  virtual void wake(std::shared_ptr<Waker> self) = 0;
};

class Exchange {
 public:
  Exchange(std::string request_id, std::size_t stream_bytes_max)
      : request_id_(std::move(request_id)), stream_bytes_max_(stream_bytes_max) {}

  // The application's side; what Responder and SseSink say of them holds.
  bool reply(Response&& response);
  bool open_stream(Headers&& headers);
  bool send(std::string_view bytes);
  std::size_t queued() const;
  bool has_room() const;
  void on_room(std::function<void()> call);
  void on_end(std::function<void(Closed)> call);
  void answer_within(std::chrono::milliseconds time);
  void close_stream(Closed why);
  const std::string& request_id() const { return request_id_; }

  // The connection's side. Between attach and settle the handler runs, and nothing wakes: the connection
  // looks in afterwards anyway.
  void attach(std::shared_ptr<Waker> waker);
  void settle();
  enum class News { none, answer, stream };
  News news(Response& into);               // what the application has decided; an answer ends the exchange
  bool take(std::string& into);            // the bytes queued for the stream, replacing `into`; false: none
  void sent(std::size_t bytes);            // they were given to the kernel; may call on_room
  bool overrun() const;                    // send() went over the cap
  std::optional<Closed> finished() const;  // no more will come, and all bytes were taken; why
  bool is_watched() const;                 // somebody wants to know if the client leaves
  std::optional<std::chrono::milliseconds> time_limit() const;
  void end(Closed why);  // no more news: calls on_end, lets the waker go

 private:
  enum class State { waiting, answered, streaming, ended };
  void wake(std::unique_lock<std::mutex>& lock);
  bool is_crowded() const { return unsent_ > stream_bytes_max_ / 2; }

  const std::string request_id_;
  const std::size_t stream_bytes_max_;
  mutable std::mutex mutex_;  // guards all below
  State state_ = State::waiting;
  bool woken_ = false;    // a look is arranged
  bool crowded_ = false;  // has_room() was false, on_room is owed
  std::optional<Closed> finish_;
  Closed why_ = Closed::by_app;
  std::optional<std::chrono::milliseconds> time_limit_;
  std::size_t unsent_ = 0;
  Response response_;    // a stream keeps its headers here until the connection takes them
  std::string pending_;  // of a stream, not taken yet
  std::function<void()> on_room_;
  std::function<void(Closed)> on_end_;
  std::shared_ptr<Waker> waker_;  // shared with the loop's operations; let go at the end
};

// The 500 for a request whose handler threw, or let go of it.
Response unanswered(std::string_view request_id);

}  // namespace garden::http
