#include "runtime/breaker.hpp"

#include <algorithm>

namespace garden::runtime {
using std::chrono::duration_cast;
using std::chrono::milliseconds;

std::string_view name_of(Breaker::State state) {
  switch (state) {
    case Breaker::State::closed: return "closed";
    case Breaker::State::half_open: return "half-open";
    case Breaker::State::open: return "open";
  }
  return "unknown";
}

Breaker::Breaker(const base::Clock& clock, Options options, OnChange on_change)
    : clock_(clock), options_(options), on_change_(std::move(on_change)) {}

void Breaker::become(State state) {
  auto number = (mark_.load(std::memory_order_relaxed) >> 2) + 1;
  mark_.store(number << 2 | static_cast<std::uint64_t>(state), std::memory_order_release);
  probing_ = false;
}

void Breaker::open() {
  rest_ = rest_ == milliseconds(0) ? options_.rest_min : std::min(rest_ * 2, options_.rest_max);
  rest_end_ = clock_.now() + rest_;
  become(State::open);
}

bool Breaker::may_probe() const {
  auto state = state_of(mark_.load(std::memory_order_relaxed));
  return state == State::half_open ? !probing_ : clock_.now() >= rest_end_;
}

std::optional<Breaker::Pass> Breaker::enter() {
  auto mark = mark_.load(std::memory_order_acquire);
  if (state_of(mark) == State::closed) return Pass(*this, mark);
  bool is_first = false;
  {
    std::lock_guard guard(mutex_);
    mark = mark_.load(std::memory_order_relaxed);
    if (state_of(mark) != State::closed) {
      if (!may_probe()) {
        refusals_.fetch_add(1, std::memory_order_relaxed);
        return std::nullopt;
      }
      is_first = state_of(mark) == State::open;
      if (is_first) become(State::half_open);
      probing_ = true;
      mark = mark_.load(std::memory_order_relaxed);
    }
  }
  if (is_first) tell(State::half_open, {});
  return Pass(*this, mark);
}

bool Breaker::lets_through() const {
  if (state_of(mark_.load(std::memory_order_acquire)) == State::closed) return true;
  std::lock_guard guard(mutex_);
  return state_of(mark_.load(std::memory_order_relaxed)) == State::closed || may_probe();
}

void Breaker::succeeded(std::uint64_t mark) {
  if (state_of(mark) == State::closed && failures_.load(std::memory_order_relaxed) == 0) return;
  {
    std::lock_guard guard(mutex_);
    if (mark != mark_.load(std::memory_order_relaxed)) return;
    failures_ = 0;
    rest_ = milliseconds(0);
    if (state_of(mark) == State::closed) return;
    become(State::closed);
  }
  tell(State::closed, {});
}

void Breaker::failed(std::uint64_t mark, std::string_view why) {
  std::string last;
  {
    std::lock_guard guard(mutex_);
    if (mark != mark_.load(std::memory_order_relaxed)) return;
    last_failure_ = last = why;
    auto failures = failures_.load(std::memory_order_relaxed) + 1;
    failures_ = failures;
    bool was_closed = state_of(mark) == State::closed;
    if (was_closed && failures < options_.failures_max) return;
    openings_ += was_closed ? 1 : 0;
    open();
  }
  tell(State::open, last);
}

void Breaker::abandoned(std::uint64_t mark) {
  if (state_of(mark) != State::half_open) return;
  std::lock_guard guard(mutex_);
  if (mark == mark_.load(std::memory_order_relaxed)) probing_ = false;
}

Breaker::Report Breaker::report() const {
  std::lock_guard guard(mutex_);
  Report report{state_of(mark_.load(std::memory_order_relaxed)),
                failures_.load(std::memory_order_relaxed),
                openings_,
                refusals_.load(std::memory_order_relaxed),
                last_failure_,
                {}};
  if (report.state == State::open)
    report.rest_left = std::max(duration_cast<milliseconds>(rest_end_ - clock_.now()), milliseconds(0));
  return report;
}

std::string Breaker::refusal() const {
  auto now = report();
  auto seconds = (now.rest_left.count() + 999) / 1000;
  return (now.state == State::half_open ? std::string("is being tried again")
                                        : "rests for " + std::to_string(seconds) + " s") +
         " after " + std::to_string(now.failures) + " failures in a row, the last: " + now.last_failure;
}

}  // namespace garden::runtime
