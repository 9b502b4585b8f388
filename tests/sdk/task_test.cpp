// Goal: tasks give values and exceptions to who awaits them, and neither grow the stack nor leak.
// Method: coroutines without any host; a hand-made event resumes them; counted locals.
#include <catch2/catch.hpp>
#include <stdexcept>

#include "garden/all.hpp"

using garden::all;
using garden::Task;

namespace {

int alive = 0;
struct Local {
  Local() { ++alive; }
  Local(const Local&) = delete;
  ~Local() { --alive; }
};

// Something to wait for: resumed by hand.
struct Event {
  std::coroutine_handle<> waiter;
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> caller) { waiter = caller; }
  void await_resume() const {}
  void happen() { std::exchange(waiter, nullptr).resume(); }
};

Task<int> ready(int n) {
  Local local;
  co_return n;
}
Task<int> later(Event& event, int n) {
  Local local;
  co_await event;
  if (n < 0) throw std::runtime_error("negative");
  co_return n;
}
Task<> nothing(Event& event) { co_await event; }

}  // namespace

TEST_CASE("Task: a value, an exception, through several levels") {
  Event event;
  auto sum = [](Event& e) -> Task<int> {
    co_return co_await ready(1) + co_await later(e, 2) + co_await ready(3);
  };
  auto task = sum(event);
  task.start();
  CHECK_FALSE(task.done());
  event.happen();
  REQUIRE(task.done());
  CHECK(task.result() == 6);

  auto fails = [](Event& e) -> Task<std::string> {
    try {
      co_await later(e, -1);
    } catch (const std::runtime_error& error) {
      co_return std::string("caught ") + error.what();
    }
    co_return "not thrown";
  };
  auto failing = fails(event);
  failing.start();
  event.happen();
  CHECK(failing.result() == "caught negative");
  CHECK(alive == 0);
}

TEST_CASE("Task: a million ready results are a loop, not a stack") {
  auto loop = []() -> Task<long> {
    long sum = 0;
    for (int i = 0; i < 1'000'000; ++i) sum += co_await ready(i);
    co_return sum;
  };
  auto task = loop();
  task.start();
  REQUIRE(task.done());
  CHECK(task.result() == 499'999'500'000);
}

TEST_CASE("Task: never begun, or moved, it leaks nothing") {
  Event event;
  {
    auto task = later(event, 1);
  }
  auto first = ready(1);
  auto second = std::move(first);
  second.start();
  CHECK(second.result() == 1);
  CHECK(alive == 0);
}

TEST_CASE("all: results in order, whoever ends first") {
  Event one, two, three;
  auto both = [](Event& a, Event& b, Event& c) -> Task<int> {
    auto [x, y, z, none] = co_await all(later(a, 1), later(b, 10), ready(100), nothing(c));
    (void)none;
    co_return x + 2 * y + 3 * z;
  };
  auto task = both(one, two, three);
  task.start();
  two.happen();
  three.happen();
  CHECK_FALSE(task.done());
  one.happen();
  REQUIRE(task.done());
  CHECK(task.result() == 321);
}

TEST_CASE("all: nothing to wait for, an empty list, a list of nothings") {
  auto many = []() -> Task<std::size_t> {
    std::vector<Task<int>> tasks;
    const auto none = co_await all(std::move(tasks));
    std::vector<Task<int>> five;
    for (int i = 0; i < 5; ++i) five.push_back(ready(i));
    const auto numbers = co_await all(std::move(five));
    co_await all(std::vector<Task<>>());
    co_return none.size() * 100 + numbers.size() * 10 + static_cast<std::size_t>(numbers[4]);
  };
  auto task = many();
  task.start();
  REQUIRE(task.done());
  CHECK(task.result() == 54);
}

TEST_CASE("all: waits for every branch before it throws the first failure") {
  Event one, two;
  auto failing = [](Event& a, Event& b) -> Task<std::string> {
    try {
      co_await all(later(a, -1), later(b, 2));
    } catch (const std::exception& error) {
      co_return error.what();
    }
    co_return "not thrown";
  };
  auto task = failing(one, two);
  task.start();
  one.happen();
  CHECK_FALSE(task.done());
  CHECK(alive == 1);
  two.happen();
  REQUIRE(task.done());
  CHECK(task.result() == "negative");
  CHECK(alive == 0);
}
