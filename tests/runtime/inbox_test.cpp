// Goal: what other threads give a shard runs once, in the order in which each of them gave it, also when the
// shard is about to stop; and a text that is handed over is not copied.
// Method: a loop of our own and several threads that put things in, with the loop asleep and awake.
#include "runtime/inbox.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "runtime/handed_over.hpp"

using garden::runtime::HandedOver;
using garden::runtime::Inbox;

TEST_CASE("An inbox keeps the order of each thread and loses nothing") {
  constexpr int threads = 4, jobs = 5'000;
  boost::asio::io_context io{1};
  Inbox inbox(io);
  std::array<std::vector<int>, threads> ran;
  int left = threads * jobs;
  std::thread loop([&io] { io.run(); });  // returns because of close() in the last job
  {
    std::vector<std::jthread> putting;
    for (int thread = 0; thread < threads; ++thread)
      putting.emplace_back([&, thread] {
        for (int job = 0; job < jobs; ++job)
          inbox.put([&, thread, job, alone = std::make_unique<int>(job)] {
            ran[static_cast<std::size_t>(thread)].push_back(*alone);
            if (--left == 0) inbox.close();
          });
      });
  }
  loop.join();
  for (const auto& of_thread : ran) {
    REQUIRE(of_thread.size() == jobs);
    CHECK(std::ranges::is_sorted(of_thread));
  }
}

TEST_CASE("A sleeping loop is woken by each job") {
  boost::asio::io_context io{1};
  Inbox inbox(io);
  std::jthread loop([&io] { io.run(); });
  for (int round = 0; round < 200; ++round) {
    std::promise<int> ran;
    inbox.put([&ran, round] { ran.set_value(round); });
    CHECK(ran.get_future().get() == round);
  }
  inbox.put([&inbox] { inbox.close(); });
}

TEST_CASE("What comes after the close of an inbox still runs") {
  boost::asio::io_context io{1};
  Inbox inbox(io);
  std::vector<int> ran;
  inbox.put([&ran] { ran.push_back(1); });
  inbox.put([&ran] { ran.push_back(2); });
  boost::asio::post(io, [&inbox] { inbox.close(); });
  boost::asio::post(io, [&] { inbox.put([&ran] { ran.push_back(3); }); });
  io.run();
  CHECK(ran == std::vector{1, 2, 3});
}

TEST_CASE("A text is handed over to the call that is given it, and to no other") {
  const std::string text(100, 'x'), other(100, 'x');
  HandedOver outer(text);
  const auto* bytes = outer.text().data();
  CHECK(HandedOver::keep(other) == other);
  CHECK(HandedOver::keep(outer.text().substr(1)).size() == 99);
  CHECK(outer.text() == text);
  {
    HandedOver inner(other);
    CHECK(HandedOver::keep(inner.text()) == other);
    CHECK(inner.text().empty());
  }
  const auto kept = HandedOver::keep(outer.text());
  CHECK(kept.data() == bytes);
  CHECK(outer.text().empty());
  CHECK(HandedOver::keep(other) == other);
}
