// Alarm: a call at a time, for who waits for something else and not for ever.
//
//   garden::Signal<int> answer(ctx);
//   garden::Alarm alarm(ctx, 2000, [waker = answer.waker()] { waker.set(-1); });
//   int n = co_await answer;
//
// The function is called on the lane after at least `ms`, unless the alarm is destroyed before; it must not
// destroy the alarm. Threads: one lane.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "garden/context.hpp"

namespace garden {

class Alarm final : detail::Child {
 public:
  // Throws Failure(RATE_LIMITED) when the operation waits for too much at once.
  Alarm(Context& context, std::uint32_t ms, std::function<void()> ring)
      : Child(context.operation()), ring_(std::move(ring)) {
    const auto* host = operation_.host();
    const auto status = host->sleep(host, operation_.id(), token_, ms);
    if (status != GARDEN_OK)
      detail::throw_status(status, "alarm: the host answered " + std::string(name_of(status)));
    ended_ = false;
  }

 private:
  void on(const garden_event&) override {
    ended_ = true;
    ring_();
  }

  std::function<void()> ring_;
};

}  // namespace garden
