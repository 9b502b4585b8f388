// Readers: the connections of those who wait for work.
//
// A command that blocks (XREADGROUP BLOCK) stalls everything behind it, so each has a connection for itself
// while it waits. A few are kept for the next time. One whose reader went away in the middle is closed: its
// reply would be somebody else's. Threads: all calls [any].
#pragma once
#include <algorithm>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "client.hpp"

namespace garden::redis_cache {

class Readers {
 public:
  Readers(Client& client, std::size_t readers_max) : client_(client), readers_max_(readers_max) {}

  // A connection of one's own for a while.
  class Lease {
   public:
    explicit Lease(Readers& readers);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    void submit(std::string line, Millis time_max, Waiter waiter);
    // The command's reply has come: the connection may be used again.
    void is_clean() { clean_ = true; }

   private:
    Readers& readers_;
    std::shared_ptr<Connection> connection_;  // co-owners: its own work, the readers
    bool clean_ = false;
  };

  // Closes all; for the component's stop(), before the client's.
  void close();

 private:
  // Throws Failure(RATE_LIMITED) when all are in use.
  std::shared_ptr<Connection> take();
  void give_back(const std::shared_ptr<Connection>& connection, bool clean);
  void forget(const Connection* connection);

  Client& client_;
  const std::size_t readers_max_;
  std::mutex mutex_;
  std::set<std::shared_ptr<Connection>> all_;  // that have not ended
  std::vector<std::shared_ptr<Connection>> idle_;
};

}  // namespace garden::redis_cache
