#include "runtime/offload_pool.hpp"

#include <algorithm>
#include <system_error>

#include "base/limits.hpp"
#include "plugins/crash_journal.hpp"
#include "runtime/live_instance.hpp"
#include "runtime/live_operation.hpp"
#include "runtime/services.hpp"

namespace garden::runtime {
using base::Code;

OffloadPool::OffloadPool(LiveInstance& instance, unsigned threads_max)
    : instance_(instance), threads_max_(std::clamp(threads_max, 1u, base::limits::offload_threads_max)) {}

OffloadPool::~OffloadPool() { close(); }

garden_status OffloadPool::add(std::shared_ptr<LiveOperation> operation, std::uint64_t token,
                               garden_work work, void* argument) {
  LiveOperation& owner = *operation;
  std::lock_guard guard(mutex_);
  if (closed_) return GARDEN_UNAVAILABLE;
  if (queue_.size() >= base::limits::offload_queue_max) {
    instance_.services().limit_hit("offload_queue_max");
    return GARDEN_RATE_LIMITED;
  }
  if (idle_ <= queue_.size() && threads_.size() < threads_max_) {
    try {
      threads_.emplace_back([this] { loop(); });
    } catch (const std::system_error&) {
      if (threads_.empty()) return GARDEN_UNAVAILABLE;  // else those that are there will come to it
    }
  }
  pending_.fetch_add(1);
  owner.add_offload(token);
  queue_.push_back({std::move(operation), token, work, argument});
  work_.notify_one();
  return GARDEN_OK;
}

template <class Predicate>
void OffloadPool::forget_if(Predicate matches) {
  std::vector<Job> out;
  {
    std::lock_guard guard(mutex_);
    for (auto job = queue_.begin(); job != queue_.end();) {
      if (!matches(*job)) {
        ++job;
        continue;
      }
      out.push_back(std::move(*job));
      job = queue_.erase(job);
    }
  }
  for (Job& job : out) done(std::move(job), Code::cancelled);
}

void OffloadPool::forget(const LiveOperation& operation) {
  forget_if([&operation](const Job& job) { return job.operation.get() == &operation; });
}

void OffloadPool::forget(const LiveOperation& operation, std::uint64_t token) {
  forget_if([&operation, token](const Job& job) {
    return job.operation.get() == &operation && job.token == token;
  });
}

void OffloadPool::done(Job&& job, Code status) {
  Shard& lane = job.operation->lane();
  lane.post([this, operation = std::move(job.operation), token = job.token, status] {
    operation->remove_offload(token);
    operation->tell(GARDEN_EV_DONE, token, status, GARDEN_RAW, {}, true);
    pending_.fetch_sub(1);
  });
}

void OffloadPool::loop() {
  auto mark = instance_.services().journal.mark();
  std::unique_lock lock(mutex_);
  for (;;) {
    idle_++;
    work_.wait(lock, [this] { return closed_ || !queue_.empty(); });
    idle_--;
    if (queue_.empty()) return;
    Job job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    mark.enter(instance_.journal_number(), plugins::Callback::offload);
    auto status = Code::ok;
    try {
      job.work(job.argument);
    } catch (...) {
      status = Code::internal;
      instance_.quarantine("an exception left a job that it offloaded");
    }
    mark.leave();
    done(std::move(job), status);
    lock.lock();
  }
}

void OffloadPool::close() {
  {
    std::lock_guard guard(mutex_);
    closed_ = true;
  }
  work_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace garden::runtime
