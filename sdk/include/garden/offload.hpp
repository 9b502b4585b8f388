// Offload and Sleep: waiting for work on the instance's own threads, and for time to pass.
//
// The function of an offload may use the coroutine's locals by reference: the coroutine is resumed only when
// the function has returned, also when the operation is cancelled meanwhile (then it throws Cancelled, late).
// A function that takes long asks ctx.cancelled() now and then. Threads: one lane; the function on a pool
// thread.
#pragma once
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "garden/operation.hpp"

namespace garden::detail {

class Sleep final : Child {
 public:
  Sleep(Operation& operation, std::uint32_t ms) : Child(operation), ms_(ms) {}
  bool await_ready() const {
    operation_.throw_if_cancelled();
    return false;
  }
  bool await_suspend(std::coroutine_handle<> caller) {
    const auto* host = operation_.host();
    status_ = host->sleep(host, operation_.id(), token_, ms_);
    if (status_ != GARDEN_OK) return false;
    ended_ = false;
    waiter_ = caller;
    return true;
  }
  void await_resume() const {
    operation_.throw_if_cancelled();
    if (status_ != GARDEN_OK)
      throw_status(status_, "sleep: the host answered " + std::string(name_of(status_)));
  }

 private:
  void on(const garden_event&) override {
    ended_ = true;
    resume();
  }

  std::uint32_t ms_;
  garden_status status_ = GARDEN_OK;
};

template <class Function>
class Offload final : Child {
  using Result = std::invoke_result_t<Function&>;
  using Slot = std::conditional_t<std::is_void_v<Result>, std::monostate, Result>;
  static_assert(!std::is_reference_v<Result>,
                "offload gives a value; return a pointer instead of a reference");

 public:
  Offload(Operation& operation, Function function) : Child(operation), function_(std::move(function)) {}
  bool await_ready() const {
    operation_.throw_if_cancelled();
    return false;
  }
  bool await_suspend(std::coroutine_handle<> caller) {
    const auto* host = operation_.host();
    status_ = host->offload(host, operation_.id(), token_, &Offload::work, this);
    if (status_ != GARDEN_OK) return false;
    ended_ = false;
    waiter_ = caller;
    return true;
  }
  Result await_resume() {
    operation_.throw_if_cancelled();
    if (status_ != GARDEN_OK)
      throw_status(status_, "offload: the host answered " + std::string(name_of(status_)));
    if (error_) std::rethrow_exception(error_);
    if constexpr (!std::is_void_v<Result>) return std::move(*slot_);
  }

 private:
  static void work(void* self) {  // on a pool thread; nothing else touches this until DONE
    auto& offload = *static_cast<Offload*>(self);
    try {
      if constexpr (std::is_void_v<Result>) {
        std::invoke(offload.function_);
      } else {
        offload.slot_.emplace(std::invoke(offload.function_));
      }
    } catch (...) {
      offload.error_ = std::current_exception();
    }
  }
  void on(const garden_event& event) override {
    ended_ = true;
    status_ = event.status;
    resume();
  }
  bool resumes_on_cancel() const override { return false; }

  Function function_;
  std::optional<Slot> slot_;
  std::exception_ptr error_;
  garden_status status_ = GARDEN_OK;
};

}  // namespace garden::detail
