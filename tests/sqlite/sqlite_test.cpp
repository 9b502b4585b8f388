// Goal: a connection that closes itself, values that come back as they went in, failures that say what to do.
// Method: real files in a folder of the test's own.
#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "sqlite/database.hpp"
#include "sqlite/owned_file.hpp"
#include "support/temp_dir.hpp"

using namespace garden;
using base::Code;
using sqlite::Access;
using sqlite::Database;
using sqlite::Transaction;

TEST_CASE("values of every type come back as they went in") {
  auto database = Database::open(":memory:").value();
  REQUIRE(database.run("CREATE TABLE t(a, b, c, d, e)"));
  auto insert = database.prepare("INSERT INTO t VALUES(?, ?, ?, ?, ?)").value();
  const std::string text("naïve\0text", 11), bytes("\0\xff", 2), empty;
  REQUIRE(insert.run(nullptr, std::int64_t{-9223372036854775807 - 1}, 0.1, text, sqlite::Blob{bytes}));
  REQUIRE(insert.run(true, 7, -1.5, empty, sqlite::Borrowed{text}));
  CHECK(database.last_row_id() == 2);
  auto rows = database.prepare("SELECT * FROM t ORDER BY rowid").value();
  REQUIRE(rows.step().value());
  CHECK(rows.column_count() == 5);
  CHECK(rows.column_name(1) == "b");
  CHECK(rows.is_null(0));
  CHECK(rows.integer(1) == INT64_MIN);
  CHECK(rows.real(2) == 0.1);
  CHECK(rows.text(3) == text);
  CHECK(rows.type(4) == sqlite::Type::blob);
  CHECK(rows.blob(4) == bytes);
  REQUIRE(rows.step().value());
  CHECK(rows.integer(0) == 1);
  CHECK(rows.type(3) == sqlite::Type::text);
  CHECK(rows.text(3).empty());
  CHECK_FALSE(rows.step().value());
}

TEST_CASE("what goes wrong while binding is told by the next step") {
  auto database = Database::open(":memory:").value();
  REQUIRE(database.run("CREATE TABLE t(a)"));
  auto insert = database.prepare("INSERT INTO t VALUES(:a)").value();
  CHECK(insert.parameter_count() == 1);
  CHECK(insert.parameter_index(":a") == 1);
  CHECK(insert.run(1, 2).error().code == Code::invalid);
  CHECK(insert.run(1));  // and is forgotten afterwards
  CHECK(database.integer("SELECT count(*) FROM t") == 1);
  CHECK(database.prepare("SELEC").error().code == Code::invalid);
  CHECK(database.prepare("  -- nothing").error().code == Code::invalid);
  CHECK(database.integer("SELECT a FROM t WHERE a=5").error().code == Code::not_found);
}

TEST_CASE("a transaction that is not committed leaves nothing") {
  auto database = Database::open(":memory:").value();
  REQUIRE(database.run("CREATE TABLE t(a PRIMARY KEY)"));
  {
    auto transaction = Transaction::begin(database).value();
    REQUIRE(database.run("INSERT INTO t VALUES(1)"));
    CHECK(database.in_transaction());
  }
  CHECK_FALSE(database.in_transaction());
  CHECK(database.integer("SELECT count(*) FROM t") == 0);
  auto transaction = Transaction::begin(database).value();
  REQUIRE(database.run("INSERT INTO t VALUES(1)"));
  CHECK(database.run("INSERT INTO t VALUES(1)").error().code == Code::conflict);
  REQUIRE(transaction.commit());
  CHECK(transaction.commit().error().code == Code::gone);
  CHECK(database.integer("SELECT count(*) FROM t") == 1);
}

TEST_CASE("a file that cannot be opened says why") {
  testing::TempDir dir;
  CHECK(Database::open(dir.file("none.db"), {.access = Access::read_only}).error().code == Code::not_found);
  CHECK(Database::open(dir.file("no/folder/a.db")).error().code == Code::not_found);
  CHECK(Database::open("").error().code == Code::invalid);
  CHECK(Database::open(dir.path().string()).error().where == dir.path().string());
  std::ofstream(dir.file("text.db")) << std::string(8192, 'x');
  auto text = Database::open(dir.file("text.db"));
  REQUIRE_FALSE(text);
  CHECK(text.error().code == Code::invalid);
  CHECK(text.error().text().find(dir.file("text.db")) == 0);
  REQUIRE(Database::open(dir.file("good.db"), {.wal = false}).value().run("CREATE TABLE t(a)"));
  auto reader = Database::open(dir.file("good.db"), {.access = Access::read_only, .wal = false}).value();
  CHECK(reader.read_only());
  CHECK(reader.run("INSERT INTO t VALUES(1)").error().code == Code::denied);
}

TEST_CASE("a damaged page is told as such") {
  testing::TempDir dir;
  auto path = dir.file("a.db");
  {
    auto database = Database::open(path).value();
    REQUIRE(database.run(
        "CREATE TABLE t(a); INSERT INTO t SELECT randomblob(900) FROM "
        "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<200) SELECT i FROM n)"));
  }
  auto size = std::filesystem::file_size(path);
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);
    file << std::string(size - 4096, '\x55');
  }
  auto database = Database::open(path).value();
  auto counted = database.integer("SELECT sum(length(a)) FROM t");
  REQUIRE_FALSE(counted);
  CHECK(counted.error().code == Code::internal);
}

TEST_CASE("a full disk is told as such and the file works again when there is room") {
  testing::TempDir dir;
  auto database = Database::open(dir.file("a.db")).value();
  REQUIRE(database.run("CREATE TABLE t(a)"));
  struct rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  auto handler = std::signal(SIGXFSZ, SIG_IGN);
  struct rlimit small{200'000, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  auto written = database.run("INSERT INTO t VALUES(zeroblob(1000000))");
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  REQUIRE_FALSE(written);
  CHECK(written.error().code == Code::unavailable);
  INFO(written.error().message);
  CHECK(written.error().message.find("disk is full") != std::string::npos);

  CHECK(database.run("INSERT INTO t VALUES(zeroblob(1000000))"));
  CHECK(database.integer("SELECT count(*) FROM t") == 1);
}

TEST_CASE("a locked file is waited for and then told as such") {
  testing::TempDir dir;
  auto first = Database::open(dir.file("a.db")).value();
  auto second = Database::open(dir.file("a.db"), {.busy_timeout = std::chrono::milliseconds(20)}).value();
  auto holding = Transaction::begin(first).value();
  CHECK(Transaction::begin(second).error().code == Code::unavailable);
  REQUIRE(holding.commit());
  CHECK(Transaction::begin(second));
}

TEST_CASE("a statement can be interrupted from another thread") {
  auto database = Database::open(":memory:").value();
  std::atomic<bool> over = false;
  // Again and again: an interrupt that comes before the statement runs is lost.
  std::thread interrupter([&database, &over] {
    while (!over) {
      database.interrupt();
      std::this_thread::yield();
    }
  });
  auto counted = database.integer(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT count(*) FROM n");
  over = true;
  interrupter.join();
  REQUIRE_FALSE(counted);
  CHECK(counted.error().code == Code::cancelled);
}

TEST_CASE("many openings of a new file at once all succeed") {
  testing::TempDir dir;
  std::atomic<int> opened = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&dir, &opened] {
      if (auto database = Database::open(dir.file("a.db"));
          database && database->run("CREATE TABLE IF NOT EXISTS t(a)"))
        ++opened;
    });
  for (auto& thread : threads) thread.join();
  CHECK(opened == 8);
}

TEST_CASE("the log can be cut to nothing") {
  testing::TempDir dir;
  auto database = Database::open(dir.file("a.db")).value();
  REQUIRE(database.run("CREATE TABLE t(a)"));
  CHECK(std::filesystem::file_size(dir.file("a.db-wal")) > 0);
  auto reader = Database::open(dir.file("a.db")).value();
  auto reading = Transaction::begin(reader, Transaction::Kind::deferred).value();
  REQUIRE(reader.integer("SELECT count(*) FROM t"));
  REQUIRE(database.run("INSERT INTO t VALUES(1)"));
  CHECK(database.truncate_log() == false);
  reading.rollback();
  CHECK(database.truncate_log() == true);
  CHECK(std::filesystem::file_size(dir.file("a.db-wal")) == 0);
}

TEST_CASE("a file whose first making was killed half-way is taken back and used") {
  testing::TempDir dir;
  constexpr const char* tables[] = {"CREATE TABLE ours(a)"};
  const sqlite::OwnedFile ours{.name = "test file", .application_id = 4711, .migrations = tables};
  {
    // More is changed than the cache holds, so that half of it is in the file and the rest of the journal
    // tells.
    auto killed = Database::open(dir.file("a.db"), {.wal = false, .cache_bytes = 16 * 1024}).value();
    REQUIRE(killed.run("PRAGMA application_id=4711; CREATE TABLE t(a); BEGIN"));
    for (int i = 0; i < 200; ++i) REQUIRE(killed.run("INSERT INTO t VALUES(randomblob(2000))"));
    REQUIRE(killed.run("COMMIT; BEGIN; UPDATE t SET a = zeroblob(2000)"));
    for (const char* end : {"", "-journal"})
      std::filesystem::copy_file(dir.file("a.db") + end, dir.file("b.db") + end);
  }
  const auto refused = Database::open(dir.file("b.db"), {.access = Access::read_only});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Code::denied);
  auto database = sqlite::open_owned(dir.file("b.db"), ours, {});
  REQUIRE(database);
  CHECK(database->integer("SELECT count(*) FROM t WHERE a <> zeroblob(2000)") == 200);
  CHECK(database->integer("SELECT count(*) FROM ours") == 0);
}
