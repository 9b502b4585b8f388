// Connection: one connection to Redis that any number of threads use at once.
//
// Commands go out in the order they were submitted, replies come back in the same order: so a queue of
// waiters is all the bookkeeping there is, and a thousand commands cost one round trip. While the line is
// quiet a command is written by the thread that submits it, which saves a change of threads; when many are
// under way they are gathered and written together.
//
// A waiter hears at its deadline at the latest. Its place in the queue stays, because the reply still comes.
// While the oldest command is overdue nobody else is let in: a server that stands still costs each caller
// nothing, and the late reply opens the door again. If it does not come for long, the connection is given up.
// A command whose reply was lost is never sent again: only its caller knows whether that would do harm.
//
// Threads: submit and close [any]; everything else on the io_context's one thread, waiters too.
#pragma once
#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include <boost/asio/steady_timer.hpp>

#include "garden/abi.h"
#include "reply.hpp"
#include "socket.hpp"
#include "url.hpp"

namespace garden::redis_cache {

using Clock = std::chrono::steady_clock;
using Millis = std::chrono::milliseconds;

// What came of a command: with OK the reply (which may be an error of Redis), else why there is none.
struct Outcome {
  garden_status status = GARDEN_OK;
  Reply reply;
  std::string trouble;
};
using Waiter = std::function<void(Outcome)>;

struct ConnectionSettings {
  Address address;
  std::string client_name;    // shown by CLIENT LIST
  Millis connect_time{5000};  // until it may be used: name, TCP, TLS, AUTH, SELECT
  Millis stall_time{5000};    // past a deadline, after which the connection is given up
  std::size_t reply_bytes_max = 64u << 20;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // Both outlive the connection; tls: null without TLS.
  Connection(asio::io_context& io, asio::ssl::context* tls, const ConnectionSettings& settings);

  struct Events {
    std::function<void()> ready;                            // once, when it may be used
    std::function<void(const std::string& trouble)> ended;  // once; empty when close() ended it
  };
  // Begins to connect. Kept alive by what it is waiting for until it has ended.
  void open(Events events);
  // The waiter is called exactly once, also from within this call. Before the connection is ready commands
  // wait. Refused at once: UNAVAILABLE (ended, or overdue), RATE_LIMITED (too much under way).
  void submit(std::string line, Clock::time_point deadline, Waiter waiter);
  // Ends it; every waiter hears UNAVAILABLE.
  void close();

 private:
  enum class State { connecting, ready, ended };
  struct Slot {
    Clock::time_point deadline;
    Waiter waiter;  // empty: has heard already
  };

  asio::awaitable<void> run();
  asio::awaitable<std::string> say_hello();
  asio::awaitable<std::string> read_replies();
  asio::awaitable<void> write_queued();
  bool hand_out_replies();
  void sweep();
  void arm_sweep();
  void end(const std::string& trouble);
  // With the lock held. Why a command is refused; OK: it is not.
  garden_status admits(std::size_t bytes, Clock::time_point now, std::string& trouble) const;

  asio::io_context& io_;
  const ConnectionSettings& settings_;
  Socket socket_;
  asio::steady_timer connect_timer_, sweep_timer_;
  ReplyReader reader_;
  Events events_;
  std::string sending_;  // what write_queued() is writing
  std::atomic<bool> sweeping_{false};
  int idle_sweeps_ = 0;

  std::mutex mutex_;  // of what follows, and of writing to the socket
  State state_ = State::connecting;
  std::string queued_;  // bytes that are to be written
  bool writing_ = false;
  std::deque<Slot> slots_;  // commands without a reply, oldest first
  std::string why_ended_;
};

}  // namespace garden::redis_cache
