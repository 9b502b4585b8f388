// Pool: a few connections for many queries, and a queue for who comes too late.
//
// A query holds its connection until its last row is read, also while its reader is slow. Waiting for one
// must not hold a thread, or slow readers and waiting queries could block each other for ever: so a query
// waits on its lane, and a connection that comes free is handed to the one that waits longest. A connection
// whose file was replaced (`db demo` and imports rename a new one into place) is closed and opened anew.
// Threads: all calls [any] but acquire() [lane]; a Lease moves with its query.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "connection.hpp"
#include "garden/signal.hpp"
#include "garden/task.hpp"

namespace garden::sqlite_connector {

class Pool;

// A connection, and which file its path stood for when it was opened.
struct Slot {
  std::unique_ptr<Connection> connection;
  dev_t device = 0;
  ino_t node = 0;
};

// The right to use one connection until it is destroyed.
class Lease {
 public:
  Lease(Pool& pool, Slot slot) : pool_(&pool), slot_(std::move(slot)) {}
  Lease(Lease&& other) noexcept : pool_(std::exchange(other.pool_, nullptr)), slot_(std::move(other.slot_)) {}
  Lease& operator=(Lease&& other) noexcept {
    std::swap(pool_, other.pool_);
    std::swap(slot_, other.slot_);
    return *this;
  }
  ~Lease();

  // The connection, opened if need be; blocks. Throws Failure.
  Connection& connection();

 private:
  Pool* pool_;
  Slot slot_;
};

class Pool {
 public:
  Pool(Settings settings, std::size_t connections_max)
      : settings_(std::move(settings)), left_(connections_max) {}

  // co_await: the next connection that is free, first come first served. Throws Cancelled.
  Task<Lease> acquire(Context& context);

  const Settings& settings() const { return settings_; }

 private:
  friend class Lease;
  class Place;  // in the queue, given up when it is destroyed

  void release(Slot slot);
  std::optional<Slot> take();  // with mutex_ held

  const Settings settings_;
  std::mutex mutex_;
  std::size_t left_;  // connections that may still be made
  std::vector<Slot> idle_;
  std::uint64_t last_ticket_ = 0;
  std::map<std::uint64_t, Waker<Lease>> waiting_;  // by ticket: the first has waited longest
};

}  // namespace garden::sqlite_connector
