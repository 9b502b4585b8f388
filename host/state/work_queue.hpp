// WorkQueue: what the store's threads have to do, in order, and never more than it may hold.
//
// Threads: all calls [any].
#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace garden::state {

template <class Job>
class WorkQueue {
 public:
  enum class Push { accepted, full, closed };

  WorkQueue(std::size_t jobs_max, std::size_t bytes_max) : jobs_max_(jobs_max), bytes_max_(bytes_max) {}

  // Takes `job` only when it answers `accepted`.
  Push push(Job& job, std::size_t bytes) {
    {
      std::lock_guard lock(mutex_);
      if (closed_) return Push::closed;
      if (jobs_.size() >= jobs_max_ || (bytes_ + bytes > bytes_max_ && !jobs_.empty())) return Push::full;
      bytes_ += bytes;
      jobs_.emplace_back(std::move(job), bytes);
    }
    ready_.notify_one();
    return Push::accepted;
  }

  // Waits, then gives the oldest jobs, at most `jobs_max`. Empty: closed, and nothing is left.
  std::vector<Job> take(std::size_t jobs_max) {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
    std::vector<Job> taken;
    while (!jobs_.empty() && taken.size() < jobs_max) {
      taken.push_back(std::move(jobs_.front().first));
      bytes_ -= jobs_.front().second;
      jobs_.pop_front();
    }
    return taken;
  }

  bool empty() const {
    std::lock_guard lock(mutex_);
    return jobs_.empty();
  }

  // Refuses later jobs; those that wait are still given out.
  void close() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    ready_.notify_all();
  }

 private:
  const std::size_t jobs_max_, bytes_max_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::pair<Job, std::size_t>> jobs_;
  std::size_t bytes_ = 0;
  bool closed_ = false;
};

}  // namespace garden::state
