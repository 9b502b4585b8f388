// How much searching a plan may still cost: nodes, which are the same everywhere, and time, which is a guard.
// Threads: one owner.
#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>

namespace garden::inventory::cutting {

class Budget {
 public:
  Budget(std::int64_t nodes_max, std::int64_t time_ms_max, std::function<std::int64_t()> now_ms)
      : nodes_max_(nodes_max), now_ms_(std::move(now_ms)) {
    if (now_ms_) started_ms_ = now_ms_();
    deadline_ms_ = started_ms_ + time_ms_max;
  }

  // Replaces the limits; both count from the beginning.
  void extend(std::int64_t nodes_max, std::int64_t time_ms_max) {
    nodes_max_ = nodes_max;
    deadline_ms_ = started_ms_ + time_ms_max;
    late_ = now_ms_ && now_ms_() >= deadline_ms_;
  }

  // Counts a node; false when nothing is left. The clock is read every 512th time: a node takes well under a
  // microsecond.
  bool spend() {
    if (late_ || nodes_ >= nodes_max_) return false;
    ++nodes_;
    if (now_ms_ && nodes_ % 512 == 0) late_ = now_ms_() >= deadline_ms_;
    return !late_;
  }

  std::int64_t nodes() const { return nodes_; }
  std::int64_t nodes_left() const { return late_ ? 0 : std::max<std::int64_t>(0, nodes_max_ - nodes_); }

 private:
  std::int64_t nodes_ = 0, nodes_max_;
  std::int64_t started_ms_ = 0, deadline_ms_ = 0;
  bool late_ = false;
  std::function<std::int64_t()> now_ms_;
};

}  // namespace garden::inventory::cutting
