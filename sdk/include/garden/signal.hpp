// Signal and Waker: waiting on the lane for something that happens on any other thread.
//
//   garden::Signal<int> rows(ctx);
//   store.count([waker = rows.waker()](int n) { waker.set(n); });    // later, on the store's thread
//   int n = co_await rows;
//
// A Waker is a copyable value and may outlive the operation, the instance and the host: late calls do
// nothing. The first set() counts. When the last Waker goes without a set(), the wait fails with UNAVAILABLE
// instead of lasting for ever. Threads: Signal on the lane, Waker [any].
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <type_traits>
#include <utility>
#include <variant>

#include "garden/context.hpp"

namespace garden {
namespace detail {

// What the ends of a signal share; owned by the signal and its wakers together.
template <class Value>
class SignalState {
 public:
  SignalState(std::shared_ptr<Door> door, garden_op op, std::uint64_t token)
      : door_(std::move(door)), op_(op), token_(token) {}

  void set(Value value) { close(std::move(value)); }
  void abandon() { close(std::nullopt); }
  bool closed() {
    const std::lock_guard lock(mutex_);
    return closed_;
  }
  std::optional<Value> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(value_, std::nullopt);
  }

 private:
  void close(std::optional<Value> value) {
    {
      const std::lock_guard lock(mutex_);
      if (std::exchange(closed_, true)) return;
      value_ = std::move(value);
    }
    door_->wake(op_, token_);
  }

  const std::shared_ptr<Door> door_;  // shared with the instance and its other signals
  const garden_op op_;
  const std::uint64_t token_;
  std::mutex mutex_;
  bool closed_ = false;
  std::optional<Value> value_;
};

// Shared by the copies of one waker: the last of them to go abandons the signal.
template <class Value>
struct WakerEnd {
  explicit WakerEnd(std::shared_ptr<SignalState<Value>> s) : state(std::move(s)) {}
  WakerEnd(const WakerEnd&) = delete;
  WakerEnd& operator=(const WakerEnd&) = delete;
  ~WakerEnd() { state->abandon(); }
  std::shared_ptr<SignalState<Value>> state;
};

}  // namespace detail

template <class T = void>
class Waker {
  using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

 public:
  explicit Waker(std::shared_ptr<detail::WakerEnd<Value>> end) : end_(std::move(end)) {}
  // Wakes who waits, with the value; nothing if that has happened before.
  void set(Value value = Value()) const
    requires std::is_default_constructible_v<Value>
  {
    end_->state->set(std::move(value));
  }
  void set(Value value) const
    requires(!std::is_default_constructible_v<Value>)
  {
    end_->state->set(std::move(value));
  }

 private:
  std::shared_ptr<detail::WakerEnd<Value>> end_;
};

template <class T = void>
class Signal final : detail::Child {
  using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

 public:
  explicit Signal(Context& context)
      : Child(context.operation()),
        state_(std::make_shared<detail::SignalState<Value>>(context.door(), context.op(), token_)),
        end_(std::make_shared<detail::WakerEnd<Value>>(state_)) {}

  // To be taken before the wait; any number of times.
  Waker<T> waker() const { return Waker<T>(end_); }

  bool await_ready() {
    operation_.throw_if_cancelled();
    end_.reset();  // from here on only the wakers hold it
    return state_->closed();
  }
  void await_suspend(std::coroutine_handle<> caller) { waiter_ = caller; }
  T await_resume() {
    operation_.throw_if_cancelled();
    auto value = state_->take();
    if (!value) throw Failure(GARDEN_UNAVAILABLE, "nobody answered");
    if constexpr (!std::is_void_v<T>) return std::move(*value);
  }

 private:
  void on(const garden_event&) override {
    if (state_->closed()) resume();
  }

  std::shared_ptr<detail::SignalState<Value>> state_;  // shared with the wakers
  std::shared_ptr<detail::WakerEnd<Value>> end_;       // shared with the wakers until the wait begins
};

}  // namespace garden
