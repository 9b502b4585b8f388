// Clock: the time, handed in rather than reached for, so that a test can be its master.
//
// `now` is monotonic, for deadlines and durations. `wall` is UTC, for what people and databases read.
// Threads: all calls [any].
#pragma once
#include <chrono>

namespace garden::base {

using Steady = std::chrono::steady_clock::time_point;
using Wall = std::chrono::sys_time<std::chrono::microseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Steady now() const = 0;
  virtual Wall wall() const = 0;
};

class SystemClock final : public Clock {
 public:
  Steady now() const override { return std::chrono::steady_clock::now(); }
  Wall wall() const override {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
};

}  // namespace garden::base
