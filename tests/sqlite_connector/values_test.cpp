// Goal: every value of a database crosses exactly, in batches and within the cap. Method: small tables with
// the values that get lost elsewhere, read through the connector on FakeHost.
#include <catch2/catch.hpp>

#include "shop.hpp"

using namespace garden;
using namespace garden::sqlite_connector::testing;

TEST_CASE("values cross exactly") {
  Shop shop(
      "CREATE TABLE t (id INTEGER, price DECIMAL(15,4), qty FLOAT, name VARCHAR(9), at DATETIME, raw BLOB);"
      "INSERT INTO t VALUES (9007199254740993, 12.5, 0.1, 'a\"b', '2026-11-22 08:25:39', x'00ff10');"
      "INSERT INTO t VALUES (-9223372036854775807, 3, 1e999, CAST(x'61ff62' AS TEXT), NULL, NULL);");
  auto& operation = shop.query(
      "SELECT id, price, qty, name, at, raw, id + 0 AS sum, NULL AS none FROM t ORDER BY price DESC");
  REQUIRE(operation.status() == GARDEN_OK);
  CHECK(operation.json().front() ==
        R"({"columns":[{"name":"id","type":"integer"},{"name":"price","type":"decimal"},)"
        R"({"name":"qty","type":"number"},{"name":"name","type":"text"},{"name":"at","type":"datetime"},)"
        R"({"name":"raw","type":"blob"},{"name":"sum","type":"integer"},{"name":"none","type":"unknown"}]})");
  auto rows = rows_of(operation);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0] == R"(["9007199254740993","12.5",0.1,"a\"b","2026-11-22 08:25:39",{"base64":"AP8Q"},)"
                   R"("9007199254740993",null])");
  CHECK(rows[1] ==
        "[\"-9223372036854775807\",\"3\",null,\"a\xef\xbf\xbd"
        "b\",null,null,\"-9223372036854775807\",null]");
  CHECK(done_of(operation, "row_count") == "2");
  CHECK(done_of(operation, "truncated") == "false");
  CHECK(done_of(operation, "via") == "\"sqlite\"");
  CHECK(shop.host->metric("rows_total") == 2);
  CHECK(shop.host->violations().empty());
}

TEST_CASE("parameters are bound, each in its own type") {
  Shop shop("CREATE TABLE t (name TEXT); INSERT INTO t VALUES ('x'' OR 1=1 --');");
  auto& types = shop.query("SELECT typeof(?), typeof(?), typeof(?), typeof(?), typeof(?), ?",
                           R"([1, 1.5, "1", null, true, 9223372036854775807])");
  CHECK(rows_of(types) ==
        std::vector<std::string>{R"(["integer","real","text","null","integer","9223372036854775807"])"});
  CHECK(rows_of(shop.query("SELECT name FROM t WHERE name = ?", R"(["x' OR 1=1 --"])")).size() == 1);
  CHECK(rows_of(shop.query("SELECT name FROM t WHERE name = ?", R"(["' OR '1'='1"])")).empty());
  for (auto [sql, params] :
       std::vector<std::pair<std::string, std::string>>{{"SELECT ?", "[]"},
                                                        {"SELECT ?", "[1,2]"},
                                                        {"SELECT :a", "[1]"},
                                                        {"SELECT ?1", "[1]"},
                                                        {"SELECT ?", "[[1]]"},
                                                        {"SELECT ?", R"([{"a":1}])"},
                                                        {"SELECT ?", "[99999999999999999999]"}}) {
    INFO(sql << " " << params);
    CHECK(shop.query(sql, params).status() == GARDEN_INVALID);
  }
}

TEST_CASE("rows come in batches of at most 64 KB, and stop at the cap") {
  Shop shop(
      "CREATE TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
      "SELECT i, printf('%0100d', i) AS text FROM n;");
  auto& all = shop.query("SELECT i, text FROM t ORDER BY i");
  CHECK(rows_of(all).size() == 3000);
  CHECK(all.json().size() > 6);
  for (const auto& piece : all.json()) CHECK(piece.size() <= 64 * 1024);
  for (auto [cap, rows, truncated] : std::vector<std::tuple<int, std::size_t, std::string>>{
           {10, 10, "true"}, {3000, 3000, "false"}, {2999, 2999, "true"}, {0, 0, "true"}}) {
    auto& some = shop.query("SELECT i FROM t ORDER BY i", "[]", ",\"max_rows\":" + std::to_string(cap));
    CHECK(rows_of(some).size() == rows);
    CHECK(done_of(some, "truncated") == truncated);
  }
  Shop capped("CREATE TABLE t (i); INSERT INTO t VALUES (1),(2),(3);", R"(,"max_rows":2)");
  CHECK(rows_of(capped.query("SELECT i FROM t", "[]", ",\"max_rows\":100")).size() == 2);
}

TEST_CASE("a row that does not fit a batch is refused, and a slow reader gets every row once") {
  Shop shop(
      "CREATE TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
      "SELECT i, printf('%0100d', i) AS text FROM n;");
  auto& large = shop.query("SELECT 1, printf('%070000d', 1)");
  CHECK(large.status() == GARDEN_INVALID);
  shop.host->full_every(2);
  auto& slow = shop.query("SELECT i FROM t ORDER BY i");
  REQUIRE(slow.status() == GARDEN_OK);
  auto rows = rows_of(slow);
  REQUIRE(rows.size() == 5000);
  for (std::size_t i = 0; i < rows.size(); ++i) REQUIRE(rows[i] == "[" + std::to_string(i + 1) + "]");
  CHECK(shop.host->violations().empty());
}

TEST_CASE("describe lists the tables, ping answers") {
  Shop shop(
      "CREATE TABLE orders (orders_id INTEGER PRIMARY KEY, total DECIMAL(15,4)); CREATE TABLE \"o'dd\" (x);"
      "CREATE VIEW v AS SELECT orders_id FROM orders;");
  auto& described = shop.host->run("describe", "{}");
  REQUIRE(described.status() == GARDEN_OK);
  auto text = described.json().at(0);
  CHECK(json::text(json::member(text, "dialect")) == "sqlite");
  CHECK(json::member(text, "tables") ==
        R"~([{"name":"o'dd","columns":[{"name":"x","type":""}]},)~"
        R"~({"name":"orders","columns":[{"name":"orders_id","type":"INTEGER"},)~"
        R"~({"name":"total","type":"DECIMAL(15,4)"}]},)~"
        R"~({"name":"v","columns":[{"name":"orders_id","type":"INTEGER"}]}])~");
  CHECK(shop.host->run("ping", "{}").json() == std::vector<std::string>{R"({"via":"sqlite"})"});
  CHECK(shop.host->run("write", "{}").status() == GARDEN_UNIMPLEMENTED);
  for (std::string bad : {"", "{", R"({"sql":""})", R"({"sql":1})", "[]"})
    CHECK(shop.host->run("query", bad).status() == GARDEN_INVALID);
}
