// SessionLanes: one writer a session. Two messages sent at once to one session must not be answered from the
// same history, or the second answer would not know the first.
//
// enter() takes a place in the session's queue; `ready` is called once, when every earlier place has been
// given back (at once, inside enter(), if the session is idle). A Place is given back by destroying it. What
// a busy session does with a further message is the sender's wish: wait (a few may), refuse, or interrupt
// those before it. Threads: all calls [any]; callbacks run on the thread that made the place free, with no
// lock held.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/error.hpp"

namespace garden::conversation {

enum class OnBusy { enqueue, reject, interrupt };

class SessionLanes {
 public:
  class Place {
   public:
    Place() = default;
    Place(Place&& other) noexcept;
    Place& operator=(Place&& other) noexcept;
    ~Place() { leave(); }
    void leave();  // at most once matters; [any]

   private:
    friend class SessionLanes;
    Place(SessionLanes* lanes, std::string key, std::uint64_t number)
        : lanes_(lanes), key_(std::move(key)), number_(number) {}
    SessionLanes* lanes_ = nullptr;
    std::string key_;
    std::uint64_t number_ = 0;
  };

  struct Callbacks {
    std::function<void()> ready;  // it is this place's turn
    std::function<void()>
        interrupt;  // a later message wants it to stop; may be called while waiting or active
  };

  // Code::full when the queue is full, Code::denied when the session is busy and the wish is `reject`.
  // The place is passed through `take` before `ready` can be called, so that `ready` may rely on it.
  base::Result<> enter(std::string key, OnBusy on_busy, Callbacks callbacks,
                       const std::function<void(Place)>& take);

  std::size_t active_sessions() const;

 private:
  struct Waiting {
    std::uint64_t number;
    Callbacks callbacks;
  };
  void leave(const std::string& key, std::uint64_t number);

  mutable std::mutex mutex_;
  std::map<std::string, std::deque<Waiting>> lanes_;  // the front is active
  std::uint64_t last_number_ = 0;
};

}  // namespace garden::conversation
