// Core: what all connections of one server share.
//
// Each connection takes a Seat at accept and leaves it when its last trace is gone, so that the number of
// open connections can be capped at the door and waited for at the end. Each loop keeps a list of its own
// links, touched by its own thread only. Threads: as marked.
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "http/answer_head.hpp"
#include "http/body_budget.hpp"
#include "http/server.hpp"
#include "telemetry/metrics.hpp"

namespace garden::http {

class Link;

// One of the threads that carry connections. All members but the first three: [loop].
struct Loop {
  Loop(boost::asio::io_context& io_, std::size_t index_) : io(io_), index(index_) {}
  boost::asio::io_context& io;
  const std::size_t index;
  std::atomic<std::size_t> connections{0};  // [any]
  Link* first = nullptr;                    // the open links, a list through Link itself
  DateText date;
  base::IdMaker ids;                    // of requests
  std::array<char, 64 * 1024> scratch;  // for what is read and used, or thrown away, in one turn
};

// What the server counts, for /metrics and Server::stats. All [any].
class Counters {
 public:
  explicit Counters(telemetry::Metrics& metrics);
  telemetry::Counter &streams, &accepted, &requests, &refused, &timed_out, &shed;
  void answer(int status) { answers_[static_cast<std::size_t>(status / 100 - 1) % answers_.size()]->add(); }

 private:
  std::array<telemetry::Counter*, 5> answers_;  // 1xx to 5xx
};

class Core {
  std::unique_ptr<telemetry::Metrics> own_metrics_;  // where the configuration gives none

 public:
  Core(ServerConfig config, Handler handler);

  const ServerConfig config;
  const Handler handler;
  telemetry::Metrics& metrics;
  Counters counters;
  BodyBudget budget;
  std::vector<std::unique_ptr<Loop>> loops;  // filled before the first connection
  std::atomic<bool> draining{false};

  std::size_t open() const { return open_.load(std::memory_order_relaxed); }  // [any]
  Loop& least_loaded();                                                       // [any]
  // Until no connection is left; false: time was up first. Not on a loop.
  bool wait_empty(std::chrono::steady_clock::time_point until);
  // A limit was hit: counts it under its name in limits.hpp.
  void hit(const char* limit);             // [any]
  void warn(const std::string& message);   // [any] to the log, if there is one
  void fault(const std::string& message);  // [any]

 private:
  friend class Seat;
  std::atomic<std::size_t> open_{0};
  std::mutex mutex_;
  std::condition_variable empty_;
};

// A connection's place: counted from accept on. Move-only.
class Seat {
 public:
  Seat(std::shared_ptr<Core> core, Loop& loop);
  Seat(Seat&&) = default;
  Seat& operator=(Seat&&) = delete;
  ~Seat();
  Core& core() const { return *core_; }
  Loop& loop() const { return *loop_; }

 private:
  std::shared_ptr<Core> core_;  // shared by the server, its door and all connections
  Loop* loop_;
};

}  // namespace garden::http
