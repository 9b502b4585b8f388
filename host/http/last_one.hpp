// LastOne: a connection of our own through the server's door.
//
// A client that was accepted may still wait in the kernel's queue or in Pistache's when the server stops, and
// would be dropped unheard. Both queues are first in, first out: when our own connection comes out of them,
// so has everyone who came before it. Threads: as marked.
#pragma once
#include <sys/socket.h>

#include <condition_variable>
#include <mutex>

namespace garden::http {

class LastOne {
 public:
  // Connects to the listening socket and waits until that connection came out: at most a second. One use.
  void pass(int listening);  // [server's thread]
  // Whether this accepted descriptor is it; then it has come.
  bool is(int accepted);  // [worker]

 private:
  bool take_address(int fd, sockaddr_storage there);

  std::mutex mutex_;
  std::condition_variable came_;
  sockaddr_storage own_{};
  socklen_t size_ = 0;  // of own_; 0: not under way
  bool has_come_ = false;
};

}  // namespace garden::http
