// Door: the listening socket, and each accepted connection on its way to a loop.
//
// door.cpp is the only file that knows Pistache. Its Listener owns the socket and accepts, its worker
// receives each connection and hands it to a loop in the same turn; it never reads, parses or writes, the
// places where one client can hang or abort version 0.0.5 (docs/decisions/0002-http-fence.md). Threads: made
// and destroyed by the server's thread. Two threads of its own in between.
#pragma once
#include <cstdint>
#include <memory>

#include "base/error.hpp"
#include "http/core.hpp"

namespace garden::http {

class Door {
 public:
  // Listens on the address and port of the core's configuration; signals are blocked in its threads.
  static base::Result<std::unique_ptr<Door>> open(std::shared_ptr<Core> core);
  // Hands over who was let in already, refuses new clients and joins both threads. Takes a millisecond, or up
  // to a quarter of a second when Pistache sleeps on someone; one second at most.
  ~Door();
  std::uint16_t port() const { return port_; }

 private:
  struct Listening;  // the listener and what it calls
  explicit Door(std::unique_ptr<Listening> listening);
  std::unique_ptr<Listening> listening_;
  std::uint16_t port_ = 0;
};

}  // namespace garden::http
