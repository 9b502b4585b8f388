// Operation: the inside of one piece of work: who waits in it, and what an event wakes.
//
// Everything that waits for the host is a Child with a token, registered here; an event finds its child by
// token and resumes the coroutine that waits on it. An emit that found the buffer full is a Writer and tries
// again, in order, when there is room. CANCEL resumes every waiting coroutine (those in offload at their
// DONE), and each finds cancelled() true and throws Cancelled. Authors of components use Context instead.
// Threads: one lane, except host(), id() and cancelled() [any].
#pragma once
#include <algorithm>
#include <atomic>
#include <coroutine>
#include <cstdint>
#include <utility>
#include <vector>

#include "garden/abi.h"
#include "garden/failure.hpp"

namespace garden::detail {

class Operation;

// Something that events come for. It stays where it is; its destructor ends what the host still does for it.
class Child {
 public:
  explicit Child(Operation& operation);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  virtual ~Child();

  // An event for this token; may resume the waiter, which may destroy this.
  virtual void on(const garden_event& event) = 0;
  // After an event, if this is still there: was everything taken?
  virtual void settle() {}
  // False: must not be resumed before its last event (offload).
  virtual bool resumes_on_cancel() const { return true; }

  bool waiting() const { return static_cast<bool>(waiter_); }
  bool ended() const { return ended_; }
  std::uint64_t token() const { return token_; }
  void resume() {
    if (const auto waiter = std::exchange(waiter_, nullptr)) waiter.resume();
  }

 protected:
  Operation& operation_;
  const std::uint64_t token_;
  std::coroutine_handle<> waiter_;
  bool ended_ = true;  // nothing is under way at the host
};

// An emit that waits for room.
class Writer {
 public:
  // True if it need not wait any longer.
  virtual bool try_now() = 0;
  std::coroutine_handle<> waiter;

 protected:
  ~Writer() = default;
};

class Operation {
 public:
  Operation(const garden_host* host, garden_op id) : host_(host), id_(id) {}
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  const garden_host* host() const { return host_; }
  garden_op id() const { return id_; }
  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }
  void throw_if_cancelled() const {
    if (cancelled()) throw Cancelled();
  }

  void deliver(const garden_event& event) {
    if (event.event == GARDEN_EV_CANCEL) return cancel();
    if (event.event == GARDEN_EV_WRITABLE) return retry_writers();
    if (Child* child = find(event.token)) {
      child->on(event);
      child = find(event.token);  // it may have gone
      if (child) child->settle();
    }
  }

  bool has_writers() const { return !writers_.empty(); }
  void wait_writable(Writer& writer) { writers_.push_back(&writer); }

  std::uint64_t add(Child& child) {
    children_.push_back({++last_token_, &child});
    return last_token_;
  }
  void remove(std::uint64_t token) {
    const auto entry = lower_bound(token);
    if (entry != children_.end() && entry->token == token) children_.erase(entry);
  }

 private:
  struct Entry {
    std::uint64_t token;
    Child* child;
  };

  std::vector<Entry>::iterator lower_bound(std::uint64_t token) {  // tokens only grow: the entries are sorted
    return std::ranges::lower_bound(children_, token, {}, &Entry::token);
  }
  Child* find(std::uint64_t token) {
    const auto entry = lower_bound(token);
    return entry != children_.end() && entry->token == token ? entry->child : nullptr;
  }
  void retry_writers() {
    while (!writers_.empty() && writers_.front()->try_now()) {
      const auto waiter = writers_.front()->waiter;
      writers_.erase(writers_.begin());
      waiter.resume();
    }
  }
  void cancel() {
    cancelled_.store(true, std::memory_order_relaxed);
    for (;;) {  // a coroutine that is resumed may end others: look again each time
      retry_writers();
      const auto next = std::ranges::find_if(children_, [](const Entry& entry) {
        return entry.child->waiting() && entry.child->resumes_on_cancel();
      });
      if (next == children_.end()) return;
      next->child->resume();
    }
  }

  const garden_host* host_;
  garden_op id_;
  std::uint64_t last_token_ = 0;
  std::atomic<bool> cancelled_{false};  // also read from offload's threads
  std::vector<Entry> children_;
  std::vector<Writer*> writers_;
};

inline Child::Child(Operation& operation) : operation_(operation), token_(operation.add(*this)) {}
inline Child::~Child() {
  operation_.remove(token_);
  if (!ended_ && !operation_.cancelled())
    operation_.host()->cancel(operation_.host(), operation_.id(), token_);
}

}  // namespace garden::detail
