// Emit: sending a piece of the answer, and waiting while the reader is slow.
//
// The common case is one call into the host and nothing else: no allocation, no suspension. While an earlier
// emit of the operation waits for room, later ones queue behind it, so the pieces keep their order. Threads:
// Emit on the lane; BlockingEmit on a thread of offload.
#pragma once
#include <condition_variable>
#include <mutex>
#include <string_view>

#include "garden/operation.hpp"

namespace garden::detail {

class Emit final : Writer {
 public:
  Emit(Operation& operation, std::string_view bytes, garden_kind kind)
      : operation_(operation), bytes_(bytes), kind_(kind) {}
  Emit(const Emit&) = delete;
  Emit& operator=(const Emit&) = delete;

  bool await_ready() { return !operation_.has_writers() && try_now(); }
  void await_suspend(std::coroutine_handle<> caller) {
    waiter = caller;
    operation_.wait_writable(*this);
  }
  void await_resume() const {
    if (status_ != GARDEN_OK)
      throw_status(status_, "emit: the host answered " + std::string(name_of(status_)));
  }

 private:
  bool try_now() override {
    const auto* host = operation_.host();
    status_ = operation_.cancelled() ? garden_status{GARDEN_CANCELLED}
                                     : host->emit(host, operation_.id(), kind_, borrow(bytes_));
    return status_ != GARDEN_FULL;
  }

  Operation& operation_;
  std::string_view bytes_;
  garden_kind kind_;
  garden_status status_ = GARDEN_OK;
};

// Lets work in offload() emit without going through the lane: it sleeps on FULL until the lane hears
// WRITABLE.
class BlockingEmit {
 public:
  void run(Operation& operation, std::string_view bytes, garden_kind kind) {
    const auto* host = operation.host();
    for (;;) {
      const auto seen = changes();
      const auto status = operation.cancelled() ? garden_status{GARDEN_CANCELLED}
                                                : host->emit(host, operation.id(), kind, borrow(bytes));
      if (status == GARDEN_OK) return;
      if (status != GARDEN_FULL)
        throw_status(status, "emit: the host answered " + std::string(name_of(status)));
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return changes_ != seen; });
    }
  }
  // [lane] after WRITABLE and CANCEL
  void notify() {
    {
      const std::lock_guard lock(mutex_);
      ++changes_;
    }
    changed_.notify_all();
  }

 private:
  std::uint64_t changes() {
    const std::lock_guard lock(mutex_);
    return changes_;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t changes_ = 0;
};

}  // namespace garden::detail
