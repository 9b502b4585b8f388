// Goal: a file that is missing, strange, locked or replaced is named with what to do, and queries share the
// connections fairly. Method: real files, on FakeHost.
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>

#include "shop.hpp"

using namespace garden;
using namespace garden::sqlite_connector::testing;
namespace fs = std::filesystem;

TEST_CASE("a missing file is unavailable, with what to do, until it is there") {
  Shop shop("");
  CHECK(shop.host->create_status() == GARDEN_OK);
  auto& missing = shop.query("SELECT 1");
  CHECK(missing.status() == GARDEN_UNAVAILABLE);
  CHECK(missing.result().find("db demo") != std::string::npos);
  CHECK(missing.result().find(shop.path()) != std::string::npos);
  CHECK(shop.host->run("ping", "{}").status() == GARDEN_UNAVAILABLE);
  CHECK_FALSE(fs::exists(shop.path()));
  run_sql(shop.path(), "CREATE TABLE t (a); INSERT INTO t VALUES (7)");
  CHECK(rows_of(shop.query("SELECT a FROM t")) == std::vector<std::string>{"[7]"});
}

TEST_CASE("a file that is no database is told from one that is damaged") {
  Shop text("");
  std::ofstream(text.path()) << std::string(5000, 'x');
  auto& no_database = text.query("SELECT 1");
  CHECK(no_database.status() == GARDEN_UNAVAILABLE);
  CHECK(no_database.result().find("no SQLite database") != std::string::npos);

  Shop damaged("CREATE TABLE t (a); INSERT INTO t VALUES (1);");
  std::fstream(damaged.path(), std::ios::in | std::ios::out | std::ios::binary).seekp(4096)
      << std::string(4096, 'x');
  auto& broken = damaged.query("SELECT a FROM t");
  CHECK(broken.status() == GARDEN_UNAVAILABLE);
  CHECK(broken.result().find("damaged") != std::string::npos);

  Shop folder("");
  fs::create_directory(folder.path());
  CHECK(folder.query("SELECT 1").status() == GARDEN_UNAVAILABLE);
}

TEST_CASE("a file that is replaced is read anew") {
  Shop shop("CREATE TABLE t (a); INSERT INTO t VALUES (1);");
  CHECK(rows_of(shop.query("SELECT a FROM t")) == std::vector<std::string>{"[1]"});
  auto beside = shop.path() + ".new";
  run_sql(beside, "CREATE TABLE t (a); INSERT INTO t VALUES (2);");
  fs::rename(beside, shop.path());
  CHECK(rows_of(shop.query("SELECT a FROM t")) == std::vector<std::string>{"[2]"});
}

TEST_CASE("a path that looks like an URI is a file's name") {
  Shop shop("", R"(,"busy_timeout":"10ms")");
  garden::testing::FakeHost host(
      component<sqlite_connector::SqliteConnector>(GARDEN_CONNECTOR, "sqlite", "", "{}", GARDEN_REENTRANT),
      R"({"path":"file:shop.db?mode=memory"})");
  CHECK(host.run("ping", "{}").status() == GARDEN_UNAVAILABLE);
}

TEST_CASE("a file locked by a writer is waited for, then reported") {
  Shop shop("CREATE TABLE t (a); INSERT INTO t VALUES (1);", R"(,"busy_timeout":"30ms")");
  sqlite3* writer = nullptr;
  REQUIRE(sqlite3_open(shop.path().c_str(), &writer) == SQLITE_OK);
  REQUIRE(sqlite3_exec(writer, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr) == SQLITE_OK);
  auto& locked = shop.query("SELECT a FROM t");
  CHECK(locked.status() == GARDEN_UNAVAILABLE);
  CHECK(locked.result().find("locked") != std::string::npos);
  sqlite3_exec(writer, "ROLLBACK", nullptr, nullptr, nullptr);
  sqlite3_close(writer);
  CHECK(shop.query("SELECT a FROM t").status() == GARDEN_OK);
}

TEST_CASE("a reader of a WAL file sees the writer's last commit, and leaves the file alone") {
  Shop shop("PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1);");
  sqlite3* writer = nullptr;
  REQUIRE(sqlite3_open(shop.path().c_str(), &writer) == SQLITE_OK);
  sqlite3_exec(writer, "BEGIN; INSERT INTO t VALUES (2)", nullptr, nullptr, nullptr);
  CHECK(rows_of(shop.query("SELECT a FROM t")).size() == 1);
  sqlite3_exec(writer, "COMMIT", nullptr, nullptr, nullptr);
  CHECK(rows_of(shop.query("SELECT a FROM t")).size() == 2);
  sqlite3_close(writer);
}

TEST_CASE("more queries than connections wait their turn, also behind a slow reader") {
  Shop shop(
      "CREATE TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
      "SELECT i, printf('%0100d', i) AS text FROM n;",
      R"(,"connections":1)");
  shop.host->buffer_bytes_max(100'000);
  auto& slow = shop.host->begin("query", Shop::request("SELECT i, text FROM t"));
  shop.host->work();
  CHECK_FALSE(slow.over());  // its reader takes nothing more, and it holds the connection
  auto& second = shop.host->begin("query", Shop::request("SELECT 2"));
  auto& third = shop.host->begin("query", Shop::request("SELECT 3"));
  auto& fourth = shop.host->begin("query", Shop::request("SELECT 4"));
  shop.host->work();
  CHECK_FALSE(second.over());
  shop.host->cancel(third);
  while (!slow.over()) {
    shop.host->drain(slow);
    shop.host->work();
  }
  CHECK(slow.status() == GARDEN_OK);
  CHECK(rows_of(slow).size() == 3000);
  shop.host->work();
  CHECK(second.status() == GARDEN_OK);
  CHECK(fourth.status() == GARDEN_OK);
  CHECK(rows_of(fourth) == std::vector<std::string>{"[4]"});
  CHECK(shop.host->violations().empty());
}

TEST_CASE("many queries at once, some cancelled, leave every connection usable") {
  Shop shop(
      "CREATE TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
      "SELECT i, printf('%050d', i) AS text FROM n;",
      R"(,"connections":3)");
  shop.host->offload_on_threads(true);
  std::vector<garden::testing::FakeOperation*> all;
  for (int i = 0; i < 60; ++i) {
    all.push_back(&shop.host->begin("query", Shop::request("SELECT i, text FROM t WHERE i > ? ORDER BY text",
                                                           "[" + std::to_string(i) + "]")));
    if (i % 7 == 3) shop.host->cancel(*all[static_cast<std::size_t>(i / 2)]);
  }
  for (auto* operation : all) CHECK(shop.host->wait(*operation));
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto status = all[i]->status();
    CHECK((status == GARDEN_OK || status == GARDEN_CANCELLED));
    if (status == GARDEN_OK) CHECK(rows_of(*all[i]).size() == 2000 - i);
  }
  CHECK(shop.host->violations().empty());
}
