// FakeLoop: the events that are to come, in order of time, and the clock that jumps to them.
//
// Threads: all calls [any]; next() and wait() by one.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "garden/abi.h"

namespace garden::testing {

class FakeLoop {
 public:
  struct Entry {
    garden_op op;
    std::uint64_t token;
    garden_event_kind event;  // next_of_child, deadline, or an event without a child
  };
  static constexpr garden_event_kind next_of_child = 1000, deadline = 1001;

  // The number of the entry, for drop(); never 0.
  std::uint64_t post(Entry entry, std::int64_t delay_us = 0) {
    std::uint64_t number = 0;
    {
      const std::lock_guard lock(mutex_);
      number = ++last_;
      entries_.emplace(Due{now_us_ + delay_us, number}, entry);
      times_.emplace(number, now_us_ + delay_us);
    }
    arrived_.notify_all();
    return number;
  }
  void drop(std::uint64_t number) {
    const std::lock_guard lock(mutex_);
    const auto time = times_.find(number);
    if (time == times_.end()) return;
    entries_.erase(Due{time->second, number});
    times_.erase(time);
  }
  // The next entry, if there is one; the clock moves to its time.
  std::optional<Entry> next() {
    const std::lock_guard lock(mutex_);
    if (entries_.empty()) return std::nullopt;
    const auto first = entries_.begin();
    const auto entry = first->second;
    if (first->first.first > now_us_) now_us_ = first->first.first;
    times_.erase(first->first.second);
    entries_.erase(first);
    return entry;
  }
  // Until an entry is there; false at `until` of the real clock.
  bool wait(std::chrono::steady_clock::time_point until) {
    std::unique_lock lock(mutex_);
    return arrived_.wait_until(lock, until, [this] { return !entries_.empty(); });
  }
  std::int64_t now_us() const {
    const std::lock_guard lock(mutex_);
    return now_us_;
  }

 private:
  using Due = std::pair<std::int64_t, std::uint64_t>;  // time, number

  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::map<Due, Entry> entries_;
  std::map<std::uint64_t, std::int64_t> times_;
  std::uint64_t last_ = 0;
  std::int64_t now_us_ = 1'700'000'000'000'000;
};

}  // namespace garden::testing
