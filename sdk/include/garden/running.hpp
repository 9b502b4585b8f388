// Running: the operations of one instance that are under way.
//
// An operation is here from its begin to the end of its coroutine, which may be later than the host's end of
// it: a cancelled offload still has its DONE to come. Threads: begin and event on the lanes of their
// operations, several at once for a reentrant component; the table has its own lock, what is in it belongs to
// one lane.
#pragma once
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "garden/context.hpp"
#include "garden/ending.hpp"

namespace garden::detail {

class Running {
 public:
  explicit Running(const garden_host* host) : host_(host), door_(std::make_shared<Door>(host)) {}
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() { door_->close(); }

  // make(Context&) gives the task that answers; noexcept but for memory.
  template <class Make>
  void begin(garden_op op, std::string_view verb, std::string_view request, Make make) {
    Job* job = nullptr;
    Ending ending;
    try {
      job = add(std::make_unique<Job>(host_, op, door_, verb, request));
      job->task.emplace(make(job->context));
      job->task->start();
      if (!job->task->done()) return;
      job->task->result();
    } catch (...) {
      ending = ending_of(std::current_exception());
    }
    finish(op, ending);
  }

  void event(garden_op op, const garden_event& event) {
    Job* const job = find(op);
    if (!job) return;
    job->context.deliver(event);
    if (!job->task->done()) return;
    Ending ending;
    try {
      job->task->result();
    } catch (...) {
      ending = ending_of(std::current_exception());
    }
    finish(op, ending);
  }

 private:
  struct Job {
    Job(const garden_host* host, garden_op op, std::shared_ptr<Door> door, std::string_view verb,
        std::string_view request)
        : context(host, op, std::move(door), verb, request) {}
    Context context;
    std::optional<Task<>> task;  // after context: its locals go first
  };

  Job* add(std::unique_ptr<Job> job) {
    const std::lock_guard lock(mutex_);
    return (jobs_[job->context.op()] = std::move(job)).get();
  }
  Job* find(garden_op op) {
    const std::lock_guard lock(mutex_);
    const auto found = jobs_.find(op);
    return found == jobs_.end() ? nullptr : found->second.get();
  }
  void finish(garden_op op, const Ending& ending) {
    std::unique_ptr<Job> ended;
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = jobs_.find(op); found != jobs_.end()) {
        ended = std::move(found->second);
        jobs_.erase(found);
      }
    }
    const bool over = ended && ended->context.operation().cancelled();
    ended.reset();  // the coroutine's locals are gone before the host hears of the end
    if (!over) host_->finish(host_, op, ending.status, borrow(ending.text));
  }

  const garden_host* host_;
  std::shared_ptr<Door> door_;  // shared with the signals of the operations
  std::mutex mutex_;
  std::unordered_map<garden_op, std::unique_ptr<Job>> jobs_;
};

}  // namespace garden::detail
