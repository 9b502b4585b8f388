// Task: a coroutine that somebody waits for.
//
// It is lazy: its body begins when it is awaited (once, by one coroutine) or given to all(). An exception
// that leaves the body is thrown where it is awaited. A task that ends without having waited goes on in its
// caller without growing the stack, so a loop over a million ready results is a loop. A task that has begun
// is not destroyed before it has ended: cancellation makes it end, by Cancelled. Threads: one lane.
#pragma once
#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace garden {
namespace detail {

// Counts the tasks of an all() that are still running.
struct Latch {
  std::size_t left = 0;
  std::coroutine_handle<> waiter;
};

class PromiseBase {
 public:
  std::suspend_always initial_suspend() noexcept { return {}; }
  void unhandled_exception() noexcept { error_ = std::current_exception(); }

  struct Final {
    bool await_ready() noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) noexcept {
      PromiseBase& promise = ended.promise();
      if (promise.latch_) {
        const bool last = --promise.latch_->left == 0;
        return last ? promise.latch_->waiter : std::noop_coroutine();
      }
      return promise.next_ ? promise.next_ : std::noop_coroutine();
    }
    void await_resume() noexcept {}
  };
  Final final_suspend() noexcept { return {}; }

  void rethrow() {
    if (error_) std::rethrow_exception(error_);
  }
  std::coroutine_handle<> next_;  // who awaits; null while its await_suspend still starts this one
  Latch* latch_ = nullptr;

 private:
  std::exception_ptr error_;
};

template <class T>
class Promise : public PromiseBase {
 public:
  template <class U>
  void return_value(U&& value) {
    value_.emplace(std::forward<U>(value));
  }
  T take() {
    rethrow();
    return std::move(*value_);
  }

 private:
  std::optional<T> value_;
};
template <>
class Promise<void> : public PromiseBase {
 public:
  void return_void() noexcept {}
  void take() { rethrow(); }
};

}  // namespace detail

template <class T = void>
class [[nodiscard]] Task {
  static_assert(!std::is_reference_v<T>, "a task gives a value; return a pointer instead of a reference");

 public:
  struct promise_type : detail::Promise<T> {
    Task get_return_object() { return Task(std::coroutine_handle<promise_type>::from_promise(*this)); }
  };

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> caller) {
    handle_.resume();
    if (handle_.done()) return false;
    handle_.promise().next_ = caller;
    return true;
  }
  T await_resume() { return handle_.promise().take(); }

  // For the SDK: begins the body, which counts down `latch` at its end; whether it has ended; its value, or
  // what it threw.
  void start(detail::Latch* latch = nullptr) {
    handle_.promise().latch_ = latch;
    handle_.resume();
  }
  bool done() const { return handle_.done(); }
  T result() { return handle_.promise().take(); }

 private:
  explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

}  // namespace garden
