// Goal: a breaker opens after failures in a row, costs nobody anything while it rests, lets exactly one probe
// through, closes when that works and rests longer when not; late reports of another time change nothing.
// Method: a clock that only the test moves; threads for the races.
#include "runtime/breaker.hpp"

#include <catch2/catch.hpp>
#include <thread>
#include <vector>

using garden::runtime::Breaker;
using namespace std::chrono_literals;

namespace {

class HandClock final : public garden::base::Clock {
 public:
  garden::base::Steady now() const override { return garden::base::Steady(time_.load()); }
  garden::base::Wall wall() const override { return {}; }
  void move(std::chrono::milliseconds by) { time_ = time_.load() + by; }

 private:
  std::atomic<garden::base::Steady::duration> time_{garden::base::Steady::duration(1'000'000)};
};

void fail_times(Breaker& breaker, int times) {
  for (int i = 0; i < times; ++i) {
    auto pass = breaker.enter();
    REQUIRE(pass);
    pass->failed("connection refused");
  }
}

constexpr Breaker::Options quick{.failures_max = 3, .rest_min = 1s, .rest_max = 5s};

}  // namespace

TEST_CASE("three failures in a row open it, one success between them does not") {
  HandClock clock;
  Breaker breaker(clock, quick);
  fail_times(breaker, 2);
  breaker.enter()->succeeded();
  fail_times(breaker, 2);
  CHECK(breaker.report().state == Breaker::State::closed);
  CHECK(breaker.lets_through());
  fail_times(breaker, 1);
  CHECK(breaker.report().state == Breaker::State::open);
  CHECK_FALSE(breaker.lets_through());
  CHECK_FALSE(breaker.enter());
  CHECK_FALSE(breaker.enter());
  auto report = breaker.report();
  CHECK(report.openings == 1);
  CHECK(report.refusals == 2);
  CHECK(report.failures == 3);
  CHECK(report.last_failure == "connection refused");
  CHECK(report.rest_left == 1s);
  CHECK(breaker.refusal() == "rests for 1 s after 3 failures in a row, the last: connection refused");
}

TEST_CASE("after the rest one probe goes through; it closes the breaker") {
  HandClock clock;
  std::vector<std::pair<Breaker::State, std::string>> told;
  Breaker breaker(clock, quick,
                  [&](Breaker::State state, const std::string& why) { told.emplace_back(state, why); });
  fail_times(breaker, 3);
  clock.move(999ms);
  CHECK_FALSE(breaker.enter());
  clock.move(1ms);
  CHECK(breaker.lets_through());
  auto probe = breaker.enter();
  REQUIRE(probe);
  CHECK(breaker.report().state == Breaker::State::half_open);
  CHECK_FALSE(breaker.lets_through());
  CHECK_FALSE(breaker.enter());
  probe->succeeded();
  CHECK(breaker.report().state == Breaker::State::closed);
  CHECK(breaker.report().failures == 0);
  fail_times(breaker, 3);  // and the next rest is a short one again
  CHECK(breaker.report().rest_left == 1s);
  using State = Breaker::State;
  std::vector<std::pair<State, std::string>> expected{{State::open, "connection refused"},
                                                      {State::half_open, ""},
                                                      {State::closed, ""},
                                                      {State::open, "connection refused"}};
  CHECK(told == expected);
}

TEST_CASE("a probe that fails makes the rest longer, up to its bound") {
  HandClock clock;
  Breaker breaker(clock, quick);
  fail_times(breaker, 3);
  for (auto rest : {2s, 4s, 5s, 5s}) {
    clock.move(breaker.report().rest_left);
    fail_times(breaker, 1);
    CHECK(breaker.report().rest_left == rest);
  }
  CHECK(breaker.report().openings == 1);
}

TEST_CASE("a probe that is given up leaves its place to the next") {
  HandClock clock;
  Breaker breaker(clock, quick);
  fail_times(breaker, 3);
  clock.move(1s);
  {
    auto probe = breaker.enter();
    REQUIRE(probe);
    CHECK_FALSE(breaker.enter());
  }
  CHECK(breaker.report().state == Breaker::State::half_open);
  breaker.enter()->succeeded();
  CHECK(breaker.report().state == Breaker::State::closed);
}

TEST_CASE("what was begun before a change says nothing about the time after it") {
  HandClock clock;
  Breaker breaker(clock, quick);
  auto early_good = breaker.enter(), early_bad = breaker.enter();
  fail_times(breaker, 3);
  early_good->succeeded();
  CHECK(breaker.report().state == Breaker::State::open);
  clock.move(1s);
  auto probe = breaker.enter();
  early_bad->failed("late");
  CHECK(breaker.report().state == Breaker::State::half_open);
  CHECK(breaker.report().last_failure == "connection refused");
  auto moved = std::move(*probe);
  probe.reset();
  CHECK_FALSE(breaker.enter());  // the probe lives on where it was moved to
  moved.succeeded();
  CHECK(breaker.report().state == Breaker::State::closed);
}

TEST_CASE("of many that come when the rest is over exactly one is the probe") {
  HandClock clock;
  Breaker breaker(clock, quick);
  for (int round = 0; round < 50; ++round) {
    fail_times(breaker, round == 0 ? 3 : 0);
    clock.move(5s);
    std::atomic<int> probes{0};
    std::vector<std::optional<Breaker::Pass>> passes(4);
    {
      std::vector<std::jthread> threads;
      for (auto& place : passes)
        threads.emplace_back([&] {
          place = breaker.enter();
          if (place) ++probes;
        });
    }
    REQUIRE(probes == 1);
    for (auto& pass : passes)
      if (pass) pass->failed("still away");
  }
  CHECK(breaker.report().refusals == 150);
}
