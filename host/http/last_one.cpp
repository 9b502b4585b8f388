#include "http/last_one.hpp"

#include <netinet/in.h>
#include <sys/time.h>
#include <unistd.h>

#include <chrono>
#include <cstring>

namespace garden::http {
namespace {

constexpr timeval time_max{1, 0};  // Pistache may sleep on an accepted connection until the door's next tick

sockaddr* as_address(sockaddr_storage& storage) { return reinterpret_cast<sockaddr*>(&storage); }
sockaddr_in& as_v4(sockaddr_storage& storage) { return reinterpret_cast<sockaddr_in&>(storage); }
sockaddr_in6& as_v6(sockaddr_storage& storage) { return reinterpret_cast<sockaddr_in6&>(storage); }

// Who listens on every address is met on the loopback.
void name_loopback(sockaddr_storage& address) {
  if (address.ss_family == AF_INET && as_v4(address).sin_addr.s_addr == INADDR_ANY) {
    as_v4(address).sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  } else if (address.ss_family == AF_INET6 && IN6_IS_ADDR_UNSPECIFIED(&as_v6(address).sin6_addr)) {
    as_v6(address).sin6_addr = in6addr_loopback;
  }
}

}  // namespace

void LastOne::pass(int listening) {
  sockaddr_storage there{};
  socklen_t size = sizeof there;
  if (::getsockname(listening, as_address(there), &size) != 0) return;
  name_loopback(there);
  int fd = ::socket(there.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;  // no descriptor left: nobody was let in either
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time_max, sizeof time_max);  // how long connect may take
  if (take_address(fd, there) && ::connect(fd, as_address(there), size) == 0) {
    std::unique_lock lock(mutex_);
    came_.wait_for(lock, std::chrono::seconds(time_max.tv_sec), [this] { return has_come_; });
  }
  ::close(fd);
}

bool LastOne::is(int accepted) {
  std::lock_guard lock(mutex_);
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (size_ == 0 || ::getpeername(accepted, as_address(address), &size) != 0) return false;
  if (size != size_ || std::memcmp(&address, &own_, size) != 0) return false;
  has_come_ = true;
  came_.notify_all();
  return true;
}

// Our own end must be known before the other end can be met.
bool LastOne::take_address(int fd, sockaddr_storage there) {
  bool is_v4 = there.ss_family == AF_INET;
  (is_v4 ? as_v4(there).sin_port : as_v6(there).sin6_port) = 0;
  socklen_t size = is_v4 ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  if (::bind(fd, as_address(there), size) != 0) return false;
  std::lock_guard lock(mutex_);
  if (::getsockname(fd, as_address(own_), &size) != 0) return false;
  size_ = size;
  return true;
}

}  // namespace garden::http
