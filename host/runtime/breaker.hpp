// Breaker: lets nobody wait for something that is known to be dead.
//
// A model, a database or a cache that has failed several times in a row is given a rest: until it is over
// whoever asks is refused at once, without a connection, a timeout or a retry. Then it is half open: one
// caller goes through as a probe. If that works the breaker closes, if not the rest begins anew and is twice
// as long, up to a bound. A failure here is one that says "away" (not one that says "your question is
// wrong"); who reports decides that.
//
// While all is well entering and leaving are a few atomic instructions. Reports of callers that entered
// before the breaker last changed are ignored: they speak of another time.
// Threads: all calls [any]. `on_change` is called with no lock of the breaker held.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"

namespace garden::runtime {

class Breaker {
 public:
  enum class State : std::uint8_t { closed, half_open, open };
  struct Options {
    unsigned failures_max = 3;                   // in a row, then it opens: one alone may be chance
    std::chrono::milliseconds rest_min{1'000};   // so that a restart of the other side is noticed soon
    std::chrono::milliseconds rest_max{30'000};  // a dead one costs two probes a minute
  };
  // What is told when it opens, when a rest is over and somebody probes, and when it closes again. `why`: the
  // last failure, on opening.
  using OnChange = std::function<void(State state, const std::string& why)>;

  // `clock` outlives the breaker.
  Breaker(const base::Clock& clock, Options options, OnChange on_change = {});
  Breaker(const Breaker&) = delete;
  Breaker& operator=(const Breaker&) = delete;

  // One caller's way through; the breaker outlives it. One that is destroyed without a report says nothing
  // about the other side (it was cancelled, say): a probe then leaves its place to the next.
  class Pass {
   public:
    Pass(Pass&& other) noexcept : breaker_(std::exchange(other.breaker_, nullptr)), mark_(other.mark_) {}
    Pass& operator=(Pass&& other) noexcept {
      std::swap(breaker_, other.breaker_);
      std::swap(mark_, other.mark_);
      return *this;
    }
    ~Pass() {
      if (breaker_) breaker_->abandoned(mark_);
    }
    void succeeded() {
      if (auto* breaker = std::exchange(breaker_, nullptr)) breaker->succeeded(mark_);
    }
    // `why`: the error text, for /health and the log; no secret.
    void failed(std::string_view why) {
      if (auto* breaker = std::exchange(breaker_, nullptr)) breaker->failed(mark_, why);
    }

   private:
    friend class Breaker;
    Pass(Breaker& breaker, std::uint64_t mark) : breaker_(&breaker), mark_(mark) {}
    Breaker* breaker_;  // null: it has reported
    std::uint64_t mark_;
  };

  // Nothing: it rests, or is being probed; refusal() says so in words.
  std::optional<Pass> enter();

  // Whether enter() would give a pass now.
  bool lets_through() const;

  struct Report {
    State state = State::closed;
    unsigned failures = 0;      // in a row
    std::int64_t openings = 0;  // since the start; not those of failed probes
    std::int64_t refusals = 0;  // callers that were spared the wait
    std::string last_failure;   // empty: there was none
    std::chrono::milliseconds rest_left{0};
  };
  Report report() const;
  // "rests for 4 s after 3 failures in a row, the last: connection refused"
  std::string refusal() const;

 private:
  void succeeded(std::uint64_t mark);
  void failed(std::uint64_t mark, std::string_view why);
  void abandoned(std::uint64_t mark);
  void become(State state);  // [mutex_] a new mark with it
  void open();               // [mutex_]
  bool may_probe() const;    // [mutex_]
  void tell(State state, const std::string& why) const {
    if (on_change_) on_change_(state, why);
  }
  static State state_of(std::uint64_t mark) { return static_cast<State>(mark & 3); }

  const base::Clock& clock_;
  const Options options_;
  const OnChange on_change_;
  std::atomic<std::uint64_t> mark_{0};  // number of the last change << 2 | state; changed under mutex_
  std::atomic<unsigned> failures_{0};   // in a row; changed under mutex_
  std::atomic<std::int64_t> refusals_{0};
  mutable std::mutex mutex_;
  std::chrono::milliseconds rest_{0};
  base::Steady rest_end_{};
  bool probing_ = false;
  std::int64_t openings_ = 0;
  std::string last_failure_;
};

// "closed", "half-open", "open".
std::string_view name_of(Breaker::State state);

}  // namespace garden::runtime
