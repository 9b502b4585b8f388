// Goal: nothing that is asked can change the file, reach another one, or take more than its share of time and
// memory. Method: attacks through the connector on FakeHost; the file's bytes are compared before and after.
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>

#include "cursor.hpp"
#include "shop.hpp"

using namespace garden;
using namespace garden::sqlite_connector;
using namespace garden::sqlite_connector::testing;
using Clock = std::chrono::steady_clock;

namespace {
const std::string schema =
    "CREATE TABLE products (id INTEGER PRIMARY KEY, qty REAL); INSERT INTO products VALUES (1, 2), (2, 0);"
    "CREATE TABLE log (id); CREATE VIEW stock AS SELECT id FROM products WHERE qty > 0;"
    "CREATE TRIGGER t AFTER UPDATE ON products BEGIN INSERT INTO log VALUES (1); END;";
}

TEST_CASE("statements that would write or reach out are refused, and nothing changes") {
  Shop shop(schema);
  auto before = bytes_of(shop.path());
  auto other = std::filesystem::path(shop.path()).parent_path() / "other.db";
  for (std::string sql : {"INSERT INTO products VALUES (3, 3)",
                          "UPDATE products SET qty = 0",
                          "DELETE FROM products",
                          "REPLACE INTO products VALUES (1, 1)",
                          "DROP TABLE products",
                          "ALTER TABLE products ADD x",
                          "CREATE TABLE x (a)",
                          "CREATE TEMP TABLE x (a)",
                          "CREATE INDEX i ON products (qty)",
                          "REINDEX",
                          "ANALYZE",
                          "VACUUM",
                          "BEGIN",
                          "BEGIN EXCLUSIVE",
                          "COMMIT",
                          "SAVEPOINT a",
                          "PRAGMA query_only = 0",
                          "PRAGMA writable_schema = 1",
                          "PRAGMA journal_mode = DELETE",
                          "PRAGMA temp_store_directory = '/tmp'",
                          "PRAGMA table_info(products)",
                          "DETACH main",
                          "WITH x AS (SELECT 1) DELETE FROM products",
                          "INSERT INTO products VALUES (3, 3) RETURNING id",
                          "UPDATE sqlite_master SET sql = ''",
                          "SELECT load_extension('x')",
                          "SELECT 1 FROM pragma_table_info('products')",
                          "CREATE VIRTUAL TABLE v USING fts5(a)"}) {
    INFO(sql);
    auto status = shop.query(sql).status();
    CHECK((status == GARDEN_DENIED || status == GARDEN_INVALID));
  }
  CHECK(shop.query("ATTACH '" + other.string() + "' AS other").status() == GARDEN_DENIED);
  CHECK(shop.query("VACUUM INTO '" + other.string() + "'").status() != GARDEN_OK);
  CHECK_FALSE(std::filesystem::exists(other));
  CHECK(bytes_of(shop.path()) == before);
  CHECK(rows_of(shop.query("SELECT id FROM stock")).size() == 1);
  CHECK(shop.host->violations().empty());
}

TEST_CASE("the words of a refusal say what was wrong") {
  Shop shop(schema);
  CHECK(shop.query("ATTACH 'x' AS y").result().find("ATTACH") != std::string::npos);
  CHECK(shop.query("PRAGMA writable_schema = 1").result().find("PRAGMA writable_schema") !=
        std::string::npos);
  CHECK(shop.query("SELECT qty FROM missing").result() == "no such table: missing");
  CHECK(shop.query("SELEC 1").status() == GARDEN_INVALID);
}

TEST_CASE("only one statement is run, whatever stands behind it") {
  Shop shop(schema);
  for (std::string sql :
       {"SELECT 1; SELECT 2", "SELECT 1; DELETE FROM products", "SELECT 1;;x", "", " -- nothing", ";"}) {
    INFO(sql);
    CHECK(shop.query(sql).status() != GARDEN_OK);
  }
  CHECK(shop.query("SELECT 1; -- done").status() == GARDEN_OK);
  CHECK(shop.query("SELECT 1;;").status() == GARDEN_OK);
  CHECK(shop.query("SELECT \"no such column\"").status() == GARDEN_INVALID);
}

TEST_CASE("each layer holds without the others") {
  Shop shop(schema);
  Connection connection(Settings{shop.path(), std::chrono::milliseconds(10)});
  auto exec = [&](const char* sql) {
    return sqlite3_exec(connection.handle(), sql, nullptr, nullptr, nullptr);
  };
  CHECK(exec("UPDATE products SET qty = 9") == SQLITE_AUTH);
  sqlite3_set_authorizer(connection.handle(), nullptr, nullptr);
  CHECK(exec("UPDATE products SET qty = 9") == SQLITE_READONLY);
  CHECK(exec("PRAGMA query_only = 0") == SQLITE_OK);
  CHECK(exec("UPDATE products SET qty = 9") == SQLITE_READONLY);  // the file itself
  CHECK(exec("ATTACH ':memory:' AS other") == SQLITE_ERROR);      // the limit
  CHECK(exec("SELECT load_extension('x')") == SQLITE_ERROR);
  CHECK(exec("PRAGMA writable_schema = 1") == SQLITE_OK);
  CHECK((exec("UPDATE sqlite_master SET sql = ''") & 0xff) != SQLITE_OK);
}

TEST_CASE("what takes too long is stopped in the database") {
  Shop shop(schema);
  for (std::string sql :
       {"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0",
        "WITH RECURSIVE a(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM a WHERE i < 2000) "
        "SELECT COUNT(*) FROM a x, a y, a z, a w"}) {
    auto started = Clock::now();
    auto& operation = shop.query(sql, "[]", ",\"timeout_ms\":60");
    CHECK(operation.status() == GARDEN_DEADLINE);
    CHECK(Clock::now() - started < std::chrono::seconds(5));
  }
  CHECK(shop.query("SELECT 1").status() == GARDEN_OK);
}

TEST_CASE("a cancelled operation stops its statement") {
  Shop shop(schema);
  shop.host->offload_on_threads(true);
  auto& operation = shop.host->begin(
      "query",
      Shop::request("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n",
                    "[]", ",\"timeout_ms\":60000"));
  auto started = Clock::now();
  shop.host->cancel(operation);
  shop.host->work();  // returns when the work in the thread has ended
  CHECK(Clock::now() - started < std::chrono::seconds(10));
  CHECK(operation.status() == GARDEN_CANCELLED);
  CHECK(shop.query("SELECT 1").status() == GARDEN_OK);
  CHECK(shop.host->violations().empty());
}

TEST_CASE("what wants too much memory ends with an error") {
  Shop shop(schema);
  CHECK(shop.query("SELECT hex(zeroblob(900000))").status() == GARDEN_INVALID);
  CHECK(shop.query("SELECT zeroblob(100000000)").status() == GARDEN_INVALID);
  CHECK(shop.query("SELECT group_concat(x.sql || y.sql || z.sql) FROM sqlite_master x, sqlite_master y, "
                   "sqlite_master z, products, products a, products b, products c, products d, products e")
            .status() != GARDEN_INTERNAL);
  auto& sorted = shop.query(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000) "
      "SELECT i, printf('%01000d', i) AS t FROM n ORDER BY t DESC LIMIT 1000000",
      "[]", ",\"timeout_ms\":20000");
  CHECK((sorted.status() == GARDEN_INVALID || sorted.status() == GARDEN_DEADLINE));
  CHECK(shop.query("SELECT 1").status() == GARDEN_OK);
  std::string deep = "SELECT 1";
  for (int i = 0; i < 300; ++i) deep += " + (1";
  CHECK(shop.query(deep + std::string(300, ')')).status() == GARDEN_INVALID);
  CHECK(shop.query("SELECT '" + std::string(70'000, 'x') + "'").status() == GARDEN_INVALID);
}
