// OffloadPool: the threads on which one instance may block.
//
// Work that takes longer than a lane allows (a database call, a file, a computation) runs here. Each instance
// has a pool of its own, with a limit, so that no instance can take another's threads; threads are made when
// they are first needed. Every accepted job ends with exactly one DONE on its operation's lane, also when the
// operation is over: until then its argument is not the component's.
// Threads: add() and forget() [lane of the operation]; close() once, when nothing is pending.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "garden/abi.h"

namespace garden::runtime {
class LiveInstance;
class LiveOperation;

class OffloadPool {
 public:
  OffloadPool(LiveInstance& instance, unsigned threads_max);
  ~OffloadPool();
  OffloadPool(const OffloadPool&) = delete;

  // RATE_LIMITED: the queue is full. The token is free (the caller looked).
  garden_status add(std::shared_ptr<LiveOperation> operation, std::uint64_t token, garden_work work,
                    void* argument);
  // Jobs of this operation that have not started end with CANCELLED; those that run go on. `token`: only
  // this.
  void forget(const LiveOperation& operation);
  void forget(const LiveOperation& operation, std::uint64_t token);

  std::size_t pending() const { return pending_.load(); }  // accepted, DONE not yet told
  void close();

 private:
  struct Job {
    std::shared_ptr<LiveOperation> operation;  // co-owner until DONE was told: its id must stay its own
    std::uint64_t token;
    garden_work work;
    void* argument;
  };
  template <class Predicate>
  void forget_if(Predicate matches);
  void done(Job&& job, base::Code status);
  void loop();

  LiveInstance& instance_;
  const unsigned threads_max_;
  std::atomic<std::size_t> pending_{0};
  std::mutex mutex_;
  std::condition_variable work_;
  std::deque<Job> queue_;
  std::vector<std::thread> threads_;
  unsigned idle_ = 0;
  bool closed_ = false;
};

}  // namespace garden::runtime
