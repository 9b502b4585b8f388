// A child that waits for a time: one timer in the shard's wheel.
#include <chrono>

#include "base/error.hpp"
#include "runtime/child.hpp"
#include "runtime/live_operation.hpp"
#include "runtime/shard.hpp"
#include "runtime/timer_wheel.hpp"

namespace garden::runtime {
namespace {

class SleepChild final : public Child, public TimerWheel::Timer {
 public:
  SleepChild(LiveOperation& operation, std::uint64_t token, std::uint32_t ms)
      : operation_(operation), token_(token) {
    const auto when = std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
    operation_.lane().timers().set(*this, when);
  }
  void drop() override { operation_.lane().timers().clear(*this); }
  void rings() override {
    auto operation = operation_.shared_from_this();
    auto me = operation->remove_child(token_);
    operation->tell(GARDEN_EV_WAKE, token_, base::Code::ok, GARDEN_RAW, {});
  }

 private:
  LiveOperation& operation_;  // it drops this child before it goes
  const std::uint64_t token_;
};

}  // namespace

garden_status start_sleep(LiveOperation& operation, std::uint64_t token, std::uint32_t ms) {
  operation.add_child(token, std::make_shared<SleepChild>(operation, token, ms));
  return GARDEN_OK;
}

}  // namespace garden::runtime
