// all(): several tasks at once, on one lane.
//
//   auto [stock, orders] = co_await garden::all(read_stock(ctx), read_orders(ctx));
//   std::vector<garden::Outcome> answers = co_await garden::all(std::move(calls));
//
// Every task is begun in turn; when all have ended, the results come in the order of the tasks, or the first
// failure in that order is thrown: no branch outlives the statement. Threads: one lane.
#pragma once
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "garden/task.hpp"

namespace garden {
namespace detail {

// Suspends until `start` has begun `count` tasks and the last of them has ended.
template <class Start>
class AllAwaiter {
 public:
  AllAwaiter(Start start, std::size_t count) : start_(std::move(start)), latch_{count + 1, {}} {}
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> waiter) {
    latch_.waiter = waiter;
    start_(&latch_);
    return --latch_.left != 0;
  }
  void await_resume() const noexcept {}

 private:
  Start start_;
  Latch latch_;
};

// What a task gives, where void would not do.
template <class T>
using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

template <class T>
Value<T> result_of(Task<T>& task) {
  if constexpr (std::is_void_v<T>) {
    task.result();
    return {};
  } else {
    return task.result();
  }
}

}  // namespace detail

// A tuple of the results; std::monostate stands for a task that gives nothing.
template <class... T>
Task<std::tuple<detail::Value<T>...>> all(Task<T>... tasks) {
  auto start = [&tasks...](detail::Latch* latch) { (tasks.start(latch), ...); };
  detail::AllAwaiter<decltype(start)> wait(start, sizeof...(T));
  co_await wait;
  co_return std::tuple<detail::Value<T>...>{detail::result_of(tasks)...};
}

template <class T>
Task<std::vector<T>> all(std::vector<Task<T>> tasks) {
  auto start = [&tasks](detail::Latch* latch) {
    for (auto& task : tasks) task.start(latch);
  };
  detail::AllAwaiter<decltype(start)> wait(start, tasks.size());
  co_await wait;
  std::vector<T> results;
  results.reserve(tasks.size());
  for (auto& task : tasks) results.push_back(task.result());
  co_return results;
}

inline Task<> all(std::vector<Task<>> tasks) {
  auto start = [&tasks](detail::Latch* latch) {
    for (auto& task : tasks) task.start(latch);
  };
  detail::AllAwaiter<decltype(start)> wait(start, tasks.size());
  co_await wait;
  for (auto& task : tasks) task.result();
}

}  // namespace garden
