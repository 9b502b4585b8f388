// TurnTaking: one at a time, in the order of coming, without holding a thread or a lane.
//
// For what one operation does for all: starting a server, agreeing on a protocol with it. Others wait on
// their lanes; one that is cancelled while it waits, or while it is given the turn, hands it on. Threads:
// [any]; take() on the lane of its context.
#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>

#include "garden/signal.hpp"
#include "garden/task.hpp"

namespace garden::tidb {

class TurnTaking {
 public:
  class Turn {
   public:
    explicit Turn(TurnTaking* owner) : owner_(owner) {}
    Turn(Turn&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)) {}
    Turn& operator=(Turn&& other) noexcept {
      std::swap(owner_, other.owner_);
      return *this;
    }
    ~Turn() {
      if (owner_) owner_->next();
    }

   private:
    TurnTaking* owner_;
  };

  // co_await: the turn, until the value is destroyed. Throws Cancelled.
  Task<Turn> take(Context& context) {
    Signal<Turn> signal(context);
    std::uint64_t ticket = 0;
    {
      const std::lock_guard lock(mutex_);
      if (!std::exchange(taken_, true)) co_return Turn(this);
      ticket = ++last_ticket_;
      waiting_.emplace(ticket, signal.waker());
    }
    const Place place{*this, ticket};
    co_return co_await signal;
  }

 private:
  struct Place {  // in the queue, given up when it is destroyed
    TurnTaking& owner;
    std::uint64_t ticket;
    ~Place() {
      const std::lock_guard lock(owner.mutex_);
      owner.waiting_.erase(ticket);
    }
  };

  void next() {
    std::map<std::uint64_t, Waker<Turn>>::node_type first;
    {
      const std::lock_guard lock(mutex_);
      if (waiting_.empty()) {
        taken_ = false;
        return;
      }
      first = waiting_.extract(waiting_.begin());
    }
    first.mapped().set(
        Turn(this));  // if it was cancelled meanwhile, this turn ends here and calls next() again
  }

  std::mutex mutex_;
  bool taken_ = false;
  std::uint64_t last_ticket_ = 0;
  std::map<std::uint64_t, Waker<Turn>> waiting_;  // by ticket: the first has waited longest
};

}  // namespace garden::tidb
