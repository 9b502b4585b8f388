#include "http/door.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <pistache/listener.h>
#include <pistache/peer.h>
#include <pistache/transport.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <exception>
#include <optional>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "http/last_one.hpp"
#include "http/link.hpp"
#include "http/problem.hpp"
#include "http/signals.hpp"

namespace garden::http {
namespace {

namespace tcp = Pistache::Tcp;
namespace polling = Pistache::Polling;
using PeerPtr = std::shared_ptr<tcp::Peer>;

constexpr int backlog = 4096;  // clients that may wait while the worker is busy
constexpr long tick_ns = 250'000'000;
constexpr int shed_a_tick_max = backlog;

// Two private members of Pistache are needed: the descriptor it listens on (it does not tell it), and the
// function that looks into its queue of accepted peers. That queue can lose a wake-up: the worker reads its
// eventfd after it saw the queue empty; the cure is to look in on a timer. An explicit instantiation is the
// one place where C++ lets us name what is private, and the configure step pins the version, so it cannot
// drift.
template <auto member>
struct Reach {
  friend void look_into_queue(tcp::Transport& transport) { (transport.*member)(); }
};
void look_into_queue(tcp::Transport& transport);
template struct Reach<&tcp::Transport::handlePeerQueue>;

template <auto member>
struct ReachDescriptor {
  friend int listening_descriptor(const tcp::Listener& listener) { return listener.*member; }
};
int listening_descriptor(const tcp::Listener& listener);
template struct ReachDescriptor<&tcp::Listener::listen_fd>;

// A client for whom there is no room is told so, if the few bytes can be sent at once, and left.
void turn_away(Core& core, int fd) {
  auto id = base::make_id("req", base::SystemClock().wall());
  auto response = problem_response(503, "the server has as many connections as it can; try again soon", id);
  response.headers.emplace_back("Retry-After", "1");
  DateText date;
  auto bytes = answer_head(response, {date.at(std::time(nullptr)), id, false, false}) + response.body;
  (void)!::send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  core.counters.shed.add();
}

int copy_of(int fd) { return ::fcntl(fd, F_DUPFD_CLOEXEC, 3); }

// One descriptor in reserve: given up for a moment it lets us take a connection when no other is left.
class Spare {
 public:
  Spare() { take(); }
  Spare(const Spare&) = delete;
  ~Spare() { drop(); }
  bool take() {
    if (fd_ < 0) fd_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    return fd_ >= 0;
  }
  void drop() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
};

// Pistache's worker. It never lets Pistache read: a peer changes hands in the very turn in which Pistache
// entered it into its poller, and only after Pistache is done with it. So there is one reader from the start,
// and removePeer leaves nothing behind.
class Worker final : public tcp::Transport {
 public:
  Worker(std::shared_ptr<Core> core, std::shared_ptr<tcp::Handler> handler, const tcp::Listener& listener,
         LastOne& last_one)
      : Transport(handler),
        core_(std::move(core)),
        handler_(std::move(handler)),
        listener_(listener),
        last_one_(last_one) {}
  ~Worker() override {
    for (auto& [fd, peer] : peers) ::close(fd);  // Pistache does not; only peers of a turn that was cut short
    if (timer_ >= 0) ::close(timer_);
  }

  std::shared_ptr<Pistache::Aio::Handler> clone() const override {
    return std::make_shared<Worker>(core_, handler_->clone(), listener_, last_one_);
  }
  void registerPoller(polling::Epoll& poller) override {
    Transport::registerPoller(poller);
    timer_ = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    itimerspec every{{0, tick_ns}, {0, tick_ns}};
    ::timerfd_settime(timer_, 0, &every, nullptr);
    poller.addFd(timer_, Pistache::Flags<polling::NotifyOn>(polling::NotifyOn::Read), polling::Tag(timer_));
  }
  void onReady(const Pistache::Aio::FdSet& ready) override {
    bool tick = false;
    for (const auto& entry : ready) {
      std::uint64_t count = 0;
      if (entry.getTag() == polling::Tag(timer_)) tick = ::read(timer_, &count, sizeof count) == sizeof count;
    }
    Transport::onReady(ready);
    if (tick) look_into_queue(*this);
    for (auto& peer : std::exchange(arrived_, {})) {
      adopt(*peer);
      removePeer(peer);  // closes Pistache's descriptor; the copy lives on
    }
    if (tick && (!spare_.take() || is_starved())) shed();
  }
  void note(const PeerPtr& peer) { arrived_.push_back(peer); }

 private:
  void adopt(const tcp::Peer& peer) try {
    if (last_one_.is(peer.fd())) return;
    if (core_->open() >= core_->config.connections_max) {
      core_->hit("connections_max");
      return turn_away(*core_, peer.fd());
    }
    int fd = copy_of(peer.fd());
    if (fd < 0) {
      spare_.drop();
      fd = copy_of(peer.fd());
    }
    if (fd < 0) return turn_away(*core_, peer.fd());
    Arrival arrival(Seat(core_, core_->least_loaded()), fd, peer.address().family() == AF_INET6, {});
    arrival.peer = peer.address().host();
    constexpr std::string_view mapped = "::ffff:";  // an IPv4 client of an IPv6 socket
    if (arrival.peer.starts_with(mapped) && arrival.peer.find('.') != std::string::npos) {
      arrival.peer.erase(0, mapped.size());
    }
    Link::begin(std::move(arrival));
  } catch (const std::exception&) {  // out of memory; an exception out of here would end the process
    core_->counters.shed.add();
  }
  bool is_starved() {
    int fd = copy_of(timer_);
    if (fd >= 0) ::close(fd);
    return fd < 0;
  }
  // Out of descriptors Pistache's accept thread spins until somebody empties the backlog.
  void shed() {
    spare_.drop();
    for (int count = 0; count < shed_a_tick_max; ++count) {
      int fd = ::accept4(listening_descriptor(listener_), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
      if (fd < 0) break;
      turn_away(*core_, fd);
      ::close(fd);
    }
    spare_.take();
  }

  std::shared_ptr<Core> core_;
  std::shared_ptr<tcp::Handler> handler_;  // Pistache's worker and its template each have their own
  const tcp::Listener& listener_;          // owns us
  LastOne& last_one_;                      // beside the listener
  std::vector<PeerPtr> arrived_;
  Spare spare_;
  int timer_ = -1;
};

// What Pistache calls on the worker; an exception out of it would end the process.
class Porter final : public tcp::Handler {
  PROTOTYPE_OF(tcp::Handler, Porter)
 public:
  void onConnection(const PeerPtr& peer) override { static_cast<Worker&>(*transport()).note(peer); }
  void onInput(const char*, std::size_t, const PeerPtr&) override {}  // never reached, see Worker::onReady
};

// The address as Pistache takes it; nullopt when it is none.
std::optional<std::string> pistache_host(const std::string& address) {
  unsigned char bytes[16];
  if (address == "localhost") return "127.0.0.1";
  if (::inet_pton(AF_INET, address.c_str(), bytes) == 1) return address;
  if (::inet_pton(AF_INET6, address.c_str(), bytes) == 1) return "[" + address + "]";
  return std::nullopt;
}

base::Error cannot_listen(const ServerConfig& config, std::string_view why) {
  auto where = config.address + " port " + std::to_string(config.port);
  std::string text = "cannot listen on " + where + ": ";
  if (why.find(std::strerror(EADDRINUSE)) != why.npos) {
    text += "another program has it; stop that program, or choose another port (server.listen, or PORT)";
  } else if (why.find(std::strerror(EACCES)) != why.npos) {
    text += "ports below 1024 need a permission; choose another port (server.listen, or PORT)";
  } else if (why.find(std::strerror(EADDRNOTAVAIL)) != why.npos) {
    text += "this machine has no such address; choose another one (server.listen)";
  } else {
    text.append(why);
  }
  return {base::Code::unavailable, std::move(text), "server.listen"};
}

std::uint16_t port_of(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(address).sin6_port
                                             : reinterpret_cast<sockaddr_in&>(address).sin_port);
}

}  // namespace

struct Door::Listening {
  explicit Listening(const ::Pistache::Address& address) : listener(address) {}
  LastOne last_one;
  tcp::Listener listener;  // its destructor joins the accept thread and the worker, and closes the socket
};

Door::Door(std::unique_ptr<Listening> listening) : listening_(std::move(listening)) {}
Door::~Door() {
  if (port_) listening_->last_one.pass(listening_descriptor(listening_->listener));
}

base::Result<std::unique_ptr<Door>> Door::open(std::shared_ptr<Core> core) {
  const auto& config = core->config;
  auto host = pistache_host(config.address);
  if (!host) {
    return base::fail(base::Code::invalid,
                      "'" + config.address + "' is no IPv4 or IPv6 address; write 127.0.0.1, 0.0.0.0 or ::",
                      "server.listen");
  }
  try {
    SignalsBlocked blocked;  // the threads made here inherit it
    std::unique_ptr<Door> door(
        new Door(std::make_unique<Listening>(::Pistache::Address(*host, ::Pistache::Port(config.port)))));
    auto& listener = door->listening_->listener;
    auto porter = std::make_shared<Porter>();
    using tcp::Options;
    listener.init(1, ::Pistache::Flags<Options>(Options::ReuseAddr) | Options::CloseOnExec, "http", backlog);
    listener.setTransportFactory([core, porter, &listener, last_one = &door->listening_->last_one] {
      return std::make_shared<Worker>(core, porter, listener, *last_one);
    });
    listener.setHandler(porter);
    listener.bind();
    auto port = port_of(listening_descriptor(listener));
    listener.runThreaded();
    door->port_ = port;
    return door;
  } catch (const std::exception& problem) {
    return std::unexpected(cannot_listen(config, problem.what()));
  }
}

}  // namespace garden::http
