// Goal: an answer is not given before the disk has it, and many writers share one wait for the disk. Method:
// this program's own fdatasync and fsync, which SQLite calls, count.
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "state/support.hpp"

using namespace garden;
using namespace garden::state;
using namespace garden::state::testing;

namespace {
std::atomic<int> syncs = 0;
}  // namespace

// Taken instead of the C library's by everything in this program.
extern "C" int fdatasync(int file) {
  ++syncs;
  return static_cast<int>(::syscall(SYS_fdatasync, file));
}
extern "C" int fsync(int file) {
  ++syncs;
  return static_cast<int>(::syscall(SYS_fsync, file));
}

TEST_CASE("no commit is acknowledged without a sync of the disk") {
  SqliteBackend backend;
  auto store = backend.open();
  Shop shop(*store);
  shop.begin("s", "warm up");
  for (int i = 0; i < 20; ++i) {
    const int before = syncs;
    auto begun = shop.begin("s", "q");
    const int after_begin = syncs;
    CHECK(after_begin > before);
    REQUIRE(shop.finish({.run_id = begun.run_id, .messages = {{"assistant", "a"}}}));
    CHECK(syncs > after_begin);
  }
}

TEST_CASE("many writers share one wait for the disk") {
  SqliteBackend backend;
  auto store = backend.open();
  Shop shop(*store);
  shop.begin("s", "warm up");
  auto& batches = backend.metrics().counter("garden_state_batches_total");
  auto& transactions = backend.metrics().counter("garden_state_transactions_total");
  const auto batches_before = batches.value(), transactions_before = transactions.value();
  const int syncs_before = syncs;
  constexpr int turns = 1000;
  std::atomic<int> saved = 0;
  for (int i = 0; i < turns; ++i) {
    NewTurn turn{.session_id = "s" + std::to_string(i % 50), .agent = "stock", .content = "{}"};
    shop.runs.begin_turn(std::move(turn),
                         [&saved](base::Result<TurnBegun> begun) { saved += begun.has_value(); });
  }
  while (saved < turns) std::this_thread::yield();
  const auto made = batches.value() - batches_before, commits = transactions.value() - transactions_before;
  CHECK(made == turns);
  INFO(commits << " transactions, " << syncs - syncs_before << " syncs for " << made << " turns");
  CHECK(commits < turns / 4);
  CHECK(syncs - syncs_before < turns / 2);
  CHECK(syncs - syncs_before >= commits);
}
