// Goal: the SQLite backend passes the suite of state stores, and a file it cannot use is refused with a
// sentence and left as it was. Method: real files.
#include "state/sqlite_store.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "sqlite/database.hpp"
#include "state/store_suite.hpp"

using namespace garden;
using namespace garden::state;
using namespace garden::state::testing;
using base::Code;

TEST_CASE("sqlite: documents keep their promises") {
  SqliteBackend b;
  documents_keep_their_promises(b);
}
TEST_CASE("sqlite: batches are all or nothing") {
  SqliteBackend b;
  batches_are_all_or_nothing(b);
}
TEST_CASE("sqlite: logs keep their order") {
  SqliteBackend b;
  logs_keep_their_order(b);
}
TEST_CASE("sqlite: lists are exact") {
  SqliteBackend b;
  lists_are_exact(b);
}
TEST_CASE("sqlite: pages are stable under inserts") {
  SqliteBackend b;
  pages_are_stable_under_inserts(b);
}
TEST_CASE("sqlite: searches look at a bounded number") {
  SqliteBackend b;
  searches_look_at_a_bounded_number(b);
}
TEST_CASE("sqlite: scopes do not see each other") {
  SqliteBackend b;
  scopes_do_not_see_each_other(b);
}
TEST_CASE("sqlite: answers come in order") {
  SqliteBackend b;
  answers_come_in_order(b);
}
TEST_CASE("sqlite: many threads lose nothing") {
  SqliteBackend b;
  many_threads_lose_nothing(b);
}
TEST_CASE("sqlite: closing keeps what was accepted") {
  SqliteBackend b;
  closing_keeps_what_was_accepted(b);
}
TEST_CASE("sqlite: openings know each other") {
  SqliteBackend b;
  openings_know_each_other(b);
}

namespace {

struct Opened {
  std::unique_ptr<telemetry::Log> log = telemetry::Log::silent();
  telemetry::Metrics metrics;
  base::Result<std::unique_ptr<Store>> store;
  explicit Opened(const std::string& path) : store(open_sqlite_store({.path = path}, *log, metrics)) {}
};

std::string content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("the file and its folder are made for this user only") {
  garden::testing::TempDir dir;
  Opened opened(dir.file("var/deep/state.db"));
  REQUIRE(opened.store);
  for (const auto& entry : std::filesystem::directory_iterator(dir.path() / "var/deep")) {
    struct stat info{};
    REQUIRE(::stat(entry.path().c_str(), &info) == 0);
    INFO(entry.path().string());
    CHECK((info.st_mode & 077) == 0);
  }
}

TEST_CASE("a file of a newer version is refused and not touched") {
  SqliteBackend backend;
  backend.open().reset();
  REQUIRE(sqlite::Database::open(backend.path()).value().run("PRAGMA user_version=999"));
  auto before = content(backend.path());
  Opened opened(backend.path());
  REQUIRE_FALSE(opened.store);
  CHECK(opened.store.error().code == Code::invalid);
  CHECK(opened.store.error().message.find("newer") != std::string::npos);
  CHECK(content(backend.path()) == before);
}

TEST_CASE("a database of another program is refused and not touched") {
  garden::testing::TempDir dir;
  auto path = dir.file("shop.db");
  REQUIRE(sqlite::Database::open(path, {.wal = false}).value().run("CREATE TABLE products(id)"));
  auto before = content(path);
  Opened opened(path);
  REQUIRE_FALSE(opened.store);
  CHECK(opened.store.error().code == Code::invalid);
  CHECK(content(path) == before);
}

TEST_CASE("a file that is no database is refused and not touched") {
  garden::testing::TempDir dir;
  std::ofstream(dir.file("notes.txt")) << std::string(3000, 'n');
  Opened opened(dir.file("notes.txt"));
  REQUIRE_FALSE(opened.store);
  CHECK(opened.store.error().code == Code::invalid);
  CHECK(content(dir.file("notes.txt")) == std::string(3000, 'n'));
  CHECK(Opened("").store.error().code == Code::invalid);
  CHECK(Opened(":memory:").store.error().code == Code::invalid);
  CHECK_FALSE(Opened(dir.path().string()).store);
  CHECK_FALSE(Opened(dir.file("notes.txt/state.db")).store);
}

TEST_CASE("a damaged file is told as such and does not stop the program") {
  SqliteBackend backend;
  {
    auto store = backend.open();
    for (int i = 0; i < 200; ++i) {
      Create create{.address = {"shop", "things", std::to_string(i)}, .body = std::string(3000, 'b')};
      REQUIRE(commit(*store, {create}));
    }
  }
  auto size = std::filesystem::file_size(backend.path());
  {
    std::fstream file(backend.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(16 * 4096);
    file << std::string(size - 16 * 4096, '\x55');
  }
  auto store = backend.open();
  int damaged = 0;
  for (int i = 0; i < 200; ++i) {
    auto found = get(*store, {"shop", "things", std::to_string(i)});
    if (!found && found.error().code == Code::internal) ++damaged;
  }
  CHECK(damaged > 100);
  int refused = 0;
  for (int i = 0; i < 200; ++i) {
    auto changed = commit(*store, {Remove{{"shop", "things", std::to_string(i)}, {}}});
    if (!changed && changed.error().code == Code::internal) ++refused;
  }
  CHECK(refused > 0);
}

TEST_CASE("many first openings at once all succeed") {
  for (int round = 0; round < 5; ++round) {
    garden::testing::TempDir dir;
    std::atomic<int> opened = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i)
      threads.emplace_back([&dir, &opened, i] {
        Opened one(dir.file("state.db"));
        if (one.store && commit(**one.store, {Create{.address = {"shop", "things", std::to_string(i)}}}))
          ++opened;
      });
    for (auto& thread : threads) thread.join();
    CHECK(opened == 6);
  }
}

TEST_CASE("what is deleted is on no block of the file any more") {
  SqliteBackend backend;
  const std::string secret = "a sentence that somebody wants to be forgotten";
  auto store = backend.open();
  Create create{
      .address = {"shop", "things", "a"}, .labels = {.search = secret}, .head = secret, .body = secret};
  REQUIRE(commit(*store,
                 {create, Append{.address = create.address, .entries = {{.type = "t", .body = secret}}}}));
  auto on_disk = [&backend] { return content(backend.path()) + content(backend.path() + "-wal"); };
  CHECK(on_disk().find(secret) != std::string::npos);
  REQUIRE(commit(*store, {Remove{create.address, {}}}));
  // The log is cut when the writer has nothing else to do: soon, but after the answer.
  auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (on_disk().find(secret) != std::string::npos && std::chrono::steady_clock::now() < until) {
    // A reader that had a statement open kept the log; the next commit tries again.
    REQUIRE(commit(*store, {}));
    std::this_thread::yield();
  }
  CHECK(on_disk().find(secret) == std::string::npos);
}

TEST_CASE("a full queue is refused at the door") {
  SqliteBackend backend;
  auto log = telemetry::Log::silent();
  auto opened = open_sqlite_store({.path = backend.path(), .queue_max = 4}, *log, backend.metrics());
  auto& store = **opened;
  std::mutex gate;
  gate.lock();
  std::atomic<bool> held = false;
  store.commit({}, [&gate, &held](base::Result<Committed>) {
    held = true;
    std::lock_guard wait(gate);
  });
  while (!held) std::this_thread::yield();
  std::atomic<int> saved = 0, full = 0;
  for (int i = 0; i < 10; ++i)
    store.commit({Create{.address = {"shop", "things", std::to_string(i)}}},
                 [&saved, &full](base::Result<Committed> result) {
                   saved += result.has_value();
                   full += !result && result.error().code == Code::full;
                 });
  CHECK(full == 6);  // told before the call returned
  gate.unlock();
  while (saved != 4) std::this_thread::yield();
  REQUIRE(commit(store, {}));
  CHECK(full == 6);
  CHECK(backend.metrics().counter("garden_limit_hits_total", R"(limit="state_queue_max")").value() == 6);
}
