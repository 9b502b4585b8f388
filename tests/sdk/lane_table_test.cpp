// Goal: an operation is found under its number as long as it is in the table, from whatever thread, and a
// request that is borrowed is there until the first wait and no longer.
// Method: the table against a map through random additions and removals of numbers that collide; one thread
// adds what another finds and takes; a component that borrows, on FakeHost.
#include "garden/lane_table.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <thread>

#include "garden/garden.hpp"
#include "garden/testing/fake_host.hpp"

using garden::Context;
using garden::Task;
using garden::detail::LaneTable;
using garden::testing::FakeHost;

TEST_CASE("LaneTable holds what a map would") {
  LaneTable<int> table;
  std::map<garden_op, int> known;
  std::mt19937 dice(7);
  for (int round = 0; round < 20'000; ++round) {
    // Few homes, many numbers: long runs of entries that must be found again when one in their midst goes.
    const garden_op op = (dice() % 40 + 1) | garden_op{dice() % 3} << 32;
    const bool grows = round % 4'000 < 2'000;
    if (!known.contains(op) && (grows || dice() % 4 == 0)) {
      CHECK(*table.add(op, std::make_unique<int>(round)) == round);
      known[op] = round;
    } else if (!grows && known.contains(op)) {
      CHECK(*table.take(op) == known[op]);
      known.erase(op);
    }
    const garden_op other = (dice() % 40 + 1) | garden_op{dice() % 3} << 32;
    auto* found = table.find(other);
    REQUIRE((found != nullptr) == known.contains(other));
    if (found != nullptr) REQUIRE(*found == known[other]);
  }
  for (const auto& [op, value] : known) CHECK(*table.take(op) == value);
  for (const auto& [op, value] : known) CHECK(table.find(op) == nullptr);
  CHECK(table.take(1) == nullptr);
}

TEST_CASE("LaneTable finds what another thread has put in") {
  LaneTable<int> table;
  constexpr garden_op count = 5'000;
  std::thread other([&table] {
    for (garden_op op = 1; op <= count; ++op) table.add(op, std::make_unique<int>(static_cast<int>(op)));
  });
  for (garden_op op = 1; op <= count;) {
    if (auto* found = table.find(op)) {
      CHECK(*found == static_cast<int>(op));
      CHECK(*table.take(op) == static_cast<int>(op));
      ++op;
    }
  }
  other.join();
  CHECK(table.find(1) == nullptr);
}

namespace {

struct Borrower {
  Task<> borrows(Context& context) {
    const std::string now(context.borrowed_request());
    co_await context.sleep(1);
    co_await context.emit(now + "|" + std::string(context.borrowed_request()) + "|" +
                          std::string(context.request()));
  }
  Task<> keeps(Context& context) {
    const std::string now(context.borrowed_request());
    co_await context.sleep(1);
    co_await context.emit(now + "|" + std::string(context.request()));
  }
  static constexpr garden::Verb<Borrower> verbs[] = {{"borrows", &Borrower::borrows, true},
                                                     {"keeps", &Borrower::keeps}};
};

}  // namespace

TEST_CASE("A borrowed request is there until the first wait, any other to the end") {
  FakeHost host(garden::component<Borrower>(GARDEN_AGENT, "borrower", "Borrows.", "{}"));
  CHECK(host.run("borrows", "question").text() == "question||");
  CHECK(host.run("keeps", "question").text() == "|question");
  CHECK(host.violations().empty());
}
