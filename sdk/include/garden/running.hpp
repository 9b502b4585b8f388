// Running: the operations of one instance that are under way.
//
// An operation is here from its begin to the end of its coroutine, which may be later than the host's end of
// it: a cancelled offload still has its DONE to come. Threads: begin and event on the lanes of their
// operations, several at once for a reentrant component.
#pragma once
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "garden/context.hpp"
#include "garden/ending.hpp"
#include "garden/lane_table.hpp"

namespace garden::detail {

class Running {
 public:
  explicit Running(const garden_host* host) : host_(host), door_(std::make_shared<Door>(host)) {}
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() { door_->close(); }

  // make(Context&) gives the task that answers; noexcept but for memory. `borrows`: see Verb.
  template <class Make>
  void begin(garden_op op, std::string_view verb, std::string_view request, bool borrows, Make make) {
    Job* job = nullptr;
    Ending ending;
    try {
      job = jobs_.add(op,
                      std::make_unique<Job>(host_, op, door_, verb, borrows ? std::string_view() : request));
      if (borrows) job->context.lend(request);
      job->task.emplace(make(job->context));
      job->task->start();
      job->context.lend({});
      if (!job->task->done()) return;
      job->task->result();
    } catch (...) {
      ending = ending_of(std::current_exception());
    }
    finish(op, ending);
  }

  void event(garden_op op, const garden_event& event) {
    Job* const job = jobs_.find(op);
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

  void finish(garden_op op, const Ending& ending) {
    auto ended = jobs_.take(op);
    const bool over = ended && ended->context.operation().cancelled();
    ended.reset();  // the coroutine's locals are gone before the host hears of the end
    if (!over) host_->finish(host_, op, ending.status, borrow(ending.text));
  }

  const garden_host* host_;
  std::shared_ptr<Door> door_;  // shared with the signals of the operations
  LaneTable<Job> jobs_;
};

}  // namespace garden::detail
