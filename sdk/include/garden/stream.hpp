// Stream: a child whose data comes in pieces (http, call), with back-pressure.
//
// Somebody waits until there is enough (a head, an event, a message, the end). When a piece has come and
// nobody waits any more, the stream pauses itself; waiting again lets it go on. So what is buffered stays
// small however slow the component is. Threads: one lane.
#pragma once
#include <string>

#include "garden/operation.hpp"

namespace garden::detail {

class Stream : public Child {
 public:
  using Child::Child;

  // Status of the end, and its text: the result, or what went wrong.
  garden_status status() const { return status_; }
  const std::string& closing() const { return closing_; }
  // Throws what the stream ended with, if that was no success.
  void check() const {
    operation_.throw_if_cancelled();
    if (ended_ && status_ != GARDEN_OK) throw_status(status_, closing_);
  }

 protected:
  // Takes a piece; not for DONE.
  virtual void take(const garden_event& event) = 0;

  void begun(garden_status status, const std::string& what) {
    if (status != GARDEN_OK) throw_status(status, what + std::string(name_of(status)));
    ended_ = false;
  }

  using Enough = bool (*)(Stream&);
  class Wait {  // co_await: true once `enough` holds, false if the stream has ended without
   public:
    Wait(Stream& stream, Enough enough) : stream_(stream), enough_(enough) {}
    bool await_ready() {
      stream_.operation_.throw_if_cancelled();
      stream_.found_ = enough_(stream_);
      return stream_.found_ || stream_.ended_;
    }
    void await_suspend(std::coroutine_handle<> caller) {
      stream_.waiter_ = caller;
      stream_.enough_ = enough_;
      if (std::exchange(stream_.paused_, false)) stream_.pause(0);
    }
    bool await_resume() const {
      stream_.operation_.throw_if_cancelled();
      return stream_.found_;
    }

   private:
    Stream& stream_;
    Enough enough_;
  };

 private:
  void on(const garden_event& event) final {
    if (event.event == GARDEN_EV_DONE) {
      ended_ = true;
      status_ = event.status;
      closing_ = view(event.body);
    } else {
      take(event);
    }
    if (!waiting()) return;
    found_ = !ended_ && enough_(*this);
    if (found_ || ended_) resume();
  }
  void settle() final {
    if (!ended_ && !waiting() && !std::exchange(paused_, true)) pause(1);
  }
  void pause(int on) {
    const auto* host = operation_.host();
    host->pause(host, operation_.id(), token_, on);
  }

  Enough enough_ = nullptr;
  garden_status status_ = GARDEN_OK;
  std::string closing_;
  bool found_ = false, paused_ = false;
};

}  // namespace garden::detail
