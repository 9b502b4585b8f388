// Goal: timers ring once, never early, in order, whatever their distance, and cleared ones never.
// Method: a loop on this thread; distances in every ring would take days, so the long ones are only set and
// cleared.
#include "runtime/timer_wheel.hpp"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

using namespace garden;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

struct Alarm final : runtime::TimerWheel::Timer {
  void rings() override {
    rung++;
    late = Clock::now() - due;
    if (then) then();
  }
  Clock::time_point due;
  std::chrono::nanoseconds late{0};
  int rung = 0;
  std::function<void()> then;
};

}  // namespace

TEST_CASE("Timers of all distances ring once, not early") {
  boost::asio::io_context io;
  runtime::TimerWheel wheel(io);
  std::mt19937 dice(3);
  std::vector<Alarm> alarms(2000);
  const auto begun = Clock::now();
  for (auto& alarm : alarms) {
    alarm.due = begun + std::chrono::microseconds(dice() % 700'000);  // beyond the first ring of 256 ms
    wheel.set(alarm, alarm.due);
  }
  for (std::size_t i = 0; i < alarms.size(); i += 3) wheel.clear(alarms[i]);
  io.run();
  for (std::size_t i = 0; i < alarms.size(); i++) {
    CHECK(alarms[i].rung == (i % 3 == 0 ? 0 : 1));
    CHECK(alarms[i].late >= 0ns);
  }
  CHECK(wheel.size() == 0);
}

TEST_CASE("A timer may be moved, set again when it rings, and be far away") {
  boost::asio::io_context io;
  runtime::TimerWheel wheel(io);
  Alarm moved, again, hour, day;
  wheel.set(hour, Clock::now() + 1h);
  wheel.set(day, Clock::now() + 24h);
  wheel.set(moved, Clock::now() + 1h);
  moved.due = Clock::now() + 30ms;
  wheel.set(moved, moved.due);
  again.then = [&] {
    if (again.rung < 5) wheel.set(again, again.due = Clock::now() + 3ms);
    if (again.rung == 5 && moved.rung == 1) wheel.stop();
  };
  moved.then = [&] { wheel.set(again, again.due = Clock::now() + 1ms); };
  io.run_for(10s);
  CHECK(moved.rung == 1);
  CHECK(moved.late >= 0ns);
  CHECK(again.rung == 5);
  CHECK(hour.rung + day.rung == 0);
  wheel.clear(hour);
  wheel.clear(day);
  CHECK(wheel.size() == 0);
}

TEST_CASE("The wheel keeps time after standing still") {
  boost::asio::io_context io;
  runtime::TimerWheel wheel(io);
  Alarm far, first, second;
  wheel.set(far, Clock::now() + 100s);
  first.due = Clock::now() + 300ms;
  wheel.set(first, first.due);
  first.then = [&] {  // far is in an outer ring: the wheel must not ring this one early, or a round late
    second.due = Clock::now() + 270ms;
    wheel.set(second, second.due);
  };
  second.then = [&] { wheel.stop(); };
  io.run_for(10s);
  CHECK(first.rung == 1);
  CHECK(second.rung == 1);
  CHECK(second.late >= 0ns);
  CHECK(second.late < 5s);
  wheel.clear(far);
}

TEST_CASE("Timers that clear each other while they ring") {
  boost::asio::io_context io;
  runtime::TimerWheel wheel(io);
  std::vector<Alarm> alarms(100);
  const auto due = Clock::now() + 10ms;
  for (std::size_t i = 0; i < alarms.size(); i++) {
    wheel.set(alarms[i], due);
    alarms[i].then = [&, i] {
      for (std::size_t j = i + 1; j < alarms.size(); j += 2) wheel.clear(alarms[j]);
    };
  }
  io.run();
  CHECK(alarms[0].rung == 1);
  CHECK(alarms[1].rung == 0);
  CHECK(alarms[2].rung == 1);
  CHECK(wheel.size() == 0);
}
