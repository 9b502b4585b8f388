#include "http/server.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "http/core.hpp"
#include "http/door.hpp"
#include "http/link.hpp"
#include "http/signals.hpp"
#include "telemetry/log.hpp"

namespace garden::http {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

// Left for files, databases and the moment in which a connection has two descriptors.
constexpr rlim_t descriptors_reserved = 256;
// After the cut nothing is waited for but the loops' turn; a loop that does not come round for so long is
// stuck.
constexpr auto cut_time_max = std::chrono::seconds(5);

std::size_t raise_descriptor_limit() {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  ::getrlimit(RLIMIT_NOFILE, &files);
  return files.rlim_cur > 2 * descriptors_reserved ? files.rlim_cur - descriptors_reserved
                                                   : files.rlim_cur / 2;
}

// A loop of the server's own.
struct OwnLoop {
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(io);
  std::thread thread;
};

}  // namespace

struct Server::Parts {
  Parts(ServerConfig config, Handler handler)
      : core(std::make_shared<Core>(std::move(config), std::move(handler))) {}
  // Runs `what` on every loop and waits for all, at most until `until`.
  void on_loops(void (*what)(Loop&), Clock::time_point until) const;

  std::vector<std::unique_ptr<OwnLoop>> own;
  std::shared_ptr<Core> core;  // shared with the door and all connections
  std::unique_ptr<Door> door;
  std::uint16_t port = 0;
  bool running = false;  // started and not drained
};

Server::Server(ServerConfig config, Handler handler) {
  auto most = raise_descriptor_limit();
  config.connections_max = config.connections_max ? std::min(config.connections_max, most) : most;
  parts_ = std::make_unique<Parts>(std::move(config), std::move(handler));
}

Server::~Server() { drain(std::chrono::milliseconds(0)); }

base::Result<> Server::start() {
  auto& core = *parts_->core;
  auto loops = core.config.loops;
  for (unsigned i = 0; loops.size() < core.config.own_loops && core.config.loops.empty(); ++i) {
    parts_->own.push_back(std::make_unique<OwnLoop>());
    loops.push_back(&parts_->own.back()->io);
  }
  for (auto* io : loops) core.loops.push_back(std::make_unique<Loop>(*io, core.loops.size()));
  auto door = Door::open(parts_->core);
  if (!door) {
    core.loops.clear();
    parts_->own.clear();
    return std::unexpected(door.error());
  }
  SignalsBlocked blocked;
  for (const auto& loop : parts_->own) loop->thread = std::thread([&io = loop->io] { io.run(); });
  parts_->door = std::move(*door);
  parts_->port = parts_->door->port();
  parts_->running = true;
  return {};
}

std::uint16_t Server::port() const { return parts_->port; }

void Server::stop_accepting() { parts_->door.reset(); }

void Server::Parts::on_loops(void (*what)(Loop&), Clock::time_point until) const {
  // Shared with the loops: one that comes round too late must not find it gone.
  struct Round {
    std::mutex mutex;
    std::condition_variable done;
    std::size_t left = 0;
  };
  auto round = std::make_shared<Round>();
  round->left = core->loops.size();
  for (const auto& loop : core->loops) {
    asio::post(loop->io, [core = core, loop = loop.get(), round, what] {
      what(*loop);
      std::lock_guard lock(round->mutex);
      --round->left;
      round->done.notify_all();
    });
  }
  std::unique_lock lock(round->mutex);
  round->done.wait_until(lock, until, [&round] { return round->left == 0; });
}

bool Server::drain(std::chrono::milliseconds timeout) {
  auto& core = *parts_->core;
  stop_accepting();
  if (!std::exchange(parts_->running, false)) return true;
  auto until = Clock::now() + timeout;
  core.draining = true;
  parts_->on_loops(&Link::drain_all, until);
  bool gone = core.wait_empty(until);
  if (!gone) {
    auto cut_until = Clock::now() + cut_time_max;
    parts_->on_loops(&Link::cut_all, cut_until);
    if (!core.wait_empty(cut_until)) core.fault("a loop does not come round; connections were left behind");
  }
  for (const auto& loop : parts_->own) {
    loop->work.reset();  // with every connection closed run() comes back by itself
    if (loop->thread.joinable()) loop->thread.join();
  }
  return gone;
}

ServerStats Server::stats() const {
  const auto& core = *parts_->core;
  auto value = [](const telemetry::Counter& counter) { return static_cast<std::uint64_t>(counter.value()); };
  return {core.open(),
          value(core.counters.streams),
          core.budget.used(),
          value(core.counters.accepted),
          value(core.counters.requests),
          value(core.counters.refused),
          value(core.counters.timed_out),
          value(core.counters.shed)};
}

}  // namespace garden::http
