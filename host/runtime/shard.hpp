// Shard: one thread with its own loop and its own HTTP client; nothing on it needs a lock.
//
// A connection, the operations it starts, the models they ask and the upstream sockets all live on one shard,
// so a token never changes threads (a hop costs more than everything else that is done to it). A lane, in the
// words of the plugin ABI, is a shard: an instance that is not reentrant has one for all its operations.
// Threads: post(), is_here() and current() [any]; the rest says its own.
#pragma once
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "plugins/crash_journal.hpp"

namespace garden::runtime {
class HttpClient;
class Instance;
class LiveOperation;
class TimerWheel;
struct HttpClientCounters;
struct HttpClientOptions;

class Shard {
 public:
  Shard(unsigned number, const HttpClientOptions& http, HttpClientCounters& counters,
        plugins::CrashJournal::Mark mark);
  ~Shard();
  Shard(const Shard&) = delete;

  unsigned number() const { return number_; }
  boost::asio::io_context& io() { return io_; }
  template <class Function>
  void post(Function&& function) {
    boost::asio::post(io_, std::forward<Function>(function));
  }
  bool is_here() const { return here == this; }  // is this the shard's own thread?
  static Shard* current() { return here; }       // the shard whose thread this is, or null

  HttpClient& http() { return *http_; }      // [shard]
  TimerWheel& timers() { return *timers_; }  // [shard]

  // Which component runs here now, and since when: written on the shard, read by the watchdog.
  struct Running {
    std::atomic<Instance*> instance{nullptr};
    std::atomic<std::int64_t> since_ms{0};
  };
  Running& running() { return running_; }
  plugins::CrashJournal::Mark& mark() { return mark_; }  // [shard]

  // [shard] Lets `operation` leave its lane: now, or when the component that runs here has returned.
  void leave_lane(std::shared_ptr<LiveOperation> operation);
  // [shard] Calls `next` as soon as the component that runs here has returned, before anything else that is
  // posted; false, and `next` is left alone: none runs here.
  bool after_component(std::move_only_function<void()>& next);
  void run_deferred();  // [shard] for Crossing

  base::Result<> start();  // starts the thread. unavailable: there is none to be had
  void stop();  // [not the shard] drops transfers and timers, runs what was posted, joins the thread

 private:
  static inline thread_local Shard* here = nullptr;

  unsigned number_;
  boost::asio::io_context io_{1};
  std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work_;
  std::unique_ptr<TimerWheel> timers_;
  std::unique_ptr<HttpClient> http_;
  Running running_;
  plugins::CrashJournal::Mark mark_;
  std::vector<std::shared_ptr<LiveOperation>> deferred_;  // over, but their component is still running
  std::deque<std::move_only_function<void()>> after_;     // see after_component()
  bool in_after_ = false;
  std::thread thread_;
};

}  // namespace garden::runtime
