// How many turns a second the state store takes, against the least that SQLite itself can do: one row, one
// commit, one wait for the disk. A turn's beginning is four operations (session, message, run, reserved ids).
//
//   bench_state [FOLDER]    the folder decides which disk is measured (default: the current one)
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <thread>
#include <vector>

#include "sqlite/database.hpp"
#include "state/runs.hpp"
#include "state/sqlite_store.hpp"
#include "state/wait.hpp"

namespace {
using namespace garden;
using Clock = std::chrono::steady_clock;
constexpr auto duration = std::chrono::seconds(3);

double per_second(std::int64_t count, Clock::time_point begin) {
  return static_cast<double>(count) / std::chrono::duration<double>(Clock::now() - begin).count();
}

// Single-row commits on a bare connection with the settings of the store.
double raw_commits(const std::string& path) {
  auto database = sqlite::Database::open(path).value();
  if (!database.run("CREATE TABLE rows(a INTEGER PRIMARY KEY, b TEXT)")) return 0;
  auto insert = database.prepare("INSERT INTO rows(b) VALUES(?)").value();
  std::int64_t count = 0;
  const auto begin = Clock::now();
  for (; Clock::now() - begin < duration; ++count)
    if (!insert.run(R"({"text":"What should I reorder first?"})")) return 0;
  return per_second(count, begin);
}

double turns(const std::string& path, int writers) {
  auto log = telemetry::Log::silent();
  telemetry::Metrics metrics;
  auto store = state::open_sqlite_store({.path = path}, *log, metrics).value();
  base::SystemClock clock;
  state::Runs runs(*store, "shop", clock);
  std::atomic<std::int64_t> count = 0;
  std::vector<std::thread> threads;
  const auto begin = Clock::now();
  for (int i = 0; i < writers; ++i)
    threads.emplace_back([&runs, &count, begin, i] {
      while (Clock::now() - begin < duration) {
        state::NewTurn turn{.session_id = "session" + std::to_string(i),
                            .agent = "inventory_intelligence",
                            .content = R"({"text":"What should I reorder first?"})",
                            .title = "What should I reorder first?"};
        auto begun = state::wait_for<state::TurnBegun>(
            [&runs, &turn](auto done) { runs.begin_turn(std::move(turn), std::move(done)); });
        if (!begun) std::abort();
        ++count;
      }
    });
  for (auto& thread : threads) thread.join();
  return per_second(count, begin);
}

}  // namespace

int main(int argc, char** argv) {
  const auto folder = std::filesystem::path(argc > 1 ? argv[1] : ".") / "bench_state_files";
  std::filesystem::create_directories(folder);
  const auto raw = raw_commits(folder / "raw.db");
  std::printf("%-44s %9.0f /s\n", "SQLite, one row a commit, one writer", raw);
  for (int writers : {1, 64}) {
    auto rate = turns(folder / ("turns" + std::to_string(writers) + ".db"), writers);
    std::printf("turns begun, %2d writer%s %25.0f /s   %.2f of SQLite's commits\n", writers,
                writers == 1 ? ": " : "s:", rate, rate / raw);
  }
  std::filesystem::remove_all(folder);
}
