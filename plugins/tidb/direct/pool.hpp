// Pool: a few connections for many queries, and a queue for who comes too late.
//
// A query holds its connection until its last row is read. Waiting for one must not hold a thread, so a query
// waits on its lane, no longer than it has time, and a connection that comes free goes to the one that waits
// longest. Connections are not for ever: gateways drop idle ones in silence and clusters move old ones, so
// one that was idle is asked whether it is still there, and none grows old. Threads: all calls [any] but
// acquire() [lane]; Lease::connection() blocks. A Lease moves with its query.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "direct/connection.hpp"
#include "direct/keeper.hpp"
#include "garden/signal.hpp"
#include "garden/task.hpp"

namespace garden::tidb {

class Pool;

// The right to use one connection until it is destroyed.
class Lease {
 public:
  Lease() = default;
  Lease(Pool& pool, std::unique_ptr<Connection> connection)
      : pool_(&pool), connection_(std::move(connection)) {}
  Lease(Lease&& other) noexcept
      : pool_(std::exchange(other.pool_, nullptr)), connection_(std::move(other.connection_)) {}
  Lease& operator=(Lease&& other) noexcept {
    std::swap(pool_, other.pool_);
    std::swap(connection_, other.connection_);
    return *this;
  }
  ~Lease();

  bool valid() const { return pool_ != nullptr; }
  // The connection, opened if need be. Throws DatabaseFailure.
  Connection& connection(Keeper& keeper, std::chrono::milliseconds left);
  // Closes a connection that is not to be used again; what it was called on the server.
  std::optional<unsigned long> drop_spoiled();

 private:
  friend class Pool;
  Pool* pool_ = nullptr;
  std::unique_ptr<Connection> connection_;
};

class Pool {
 public:
  using Clock = std::chrono::steady_clock;
  // Looks at a connection that was just made; blocks, may throw Failure.
  using Greet = std::function<void(Connection&)>;

  // `settings` is borrowed.
  Pool(const Settings& settings, Greet greet)
      : settings_(settings), greet_(std::move(greet)), left_(settings.connections_max) {}

  // co_await: the next connection that is free, first come first served. `queued` is called when it has to
  // wait. Throws Failure: DEADLINE, RATE_LIMITED; Cancelled.
  Task<Lease> acquire(Context& context, Clock::time_point deadline, const std::function<void()>& queued);
  // Ends the waiting of those whose time is over, and connections that nobody needed for long.
  std::optional<Clock::time_point> tidy(Clock::time_point now);
  // A new connection that waits for its first query; nothing happens when all are in use. Throws Failure.
  void warm_up(Keeper& keeper);

 private:
  friend class Lease;
  class Place;  // in the queue, given up when it is destroyed
  struct Waiting {
    Waker<Lease> waker;
    Clock::time_point deadline;
  };

  std::unique_ptr<Connection> open(Keeper& keeper, std::chrono::milliseconds left) const;
  bool too_old(const Connection& connection, Clock::time_point now) const;
  void release(std::unique_ptr<Connection> connection);
  std::optional<Lease> take();  // with mutex_ held

  const Settings& settings_;
  const Greet greet_;
  std::mutex mutex_;
  std::size_t left_;                               // leases that may still be given
  std::vector<std::unique_ptr<Connection>> idle_;  // the one used last is the last
  std::uint64_t last_ticket_ = 0;
  std::map<std::uint64_t, Waiting> waiting_;  // by ticket: the first has waited longest
};

}  // namespace garden::tidb
