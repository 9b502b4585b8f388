// BodyBudget: how much memory all request bodies together may take.
//
// Each body has its own limit, but ten thousand clients sending a megabyte each would still end the process.
// A body takes from the budget as its bytes arrive (what a client merely announces costs nothing) and gives
// back when its request is answered. Threads: BodyBudget [any]; a BodyLease belongs to one connection.
#pragma once
#include <atomic>
#include <cstddef>
#include <utility>

namespace garden::http {

class BodyBudget {
 public:
  explicit BodyBudget(std::size_t bytes_max) : bytes_max_(bytes_max) {}
  bool take(std::size_t bytes) {
    if (used_.fetch_add(bytes, std::memory_order_relaxed) + bytes <= bytes_max_) return true;
    give_back(bytes);
    return false;
  }
  void give_back(std::size_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }
  std::size_t used() const { return used_.load(std::memory_order_relaxed); }

 private:
  const std::size_t bytes_max_;
  std::atomic<std::size_t> used_{0};
};

// What one body has taken; gives it back at its end.
class BodyLease {
 public:
  BodyLease() = default;
  explicit BodyLease(BodyBudget& budget) : budget_(&budget) {}
  BodyLease(BodyLease&& other) noexcept
      : budget_(std::exchange(other.budget_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  BodyLease& operator=(BodyLease&& other) noexcept {
    BodyLease old(std::move(*this));
    budget_ = std::exchange(other.budget_, nullptr);
    bytes_ = std::exchange(other.bytes_, 0);
    return *this;
  }
  ~BodyLease() {
    if (budget_) budget_->give_back(bytes_);
  }
  // false: the budget is used up; nothing was taken.
  bool grow(std::size_t bytes) {
    if (budget_ && !budget_->take(bytes)) return false;
    bytes_ += bytes;
    return true;
  }

 private:
  BodyBudget* budget_ = nullptr;  // borrowed; outlives every connection
  std::size_t bytes_ = 0;
};

}  // namespace garden::http
