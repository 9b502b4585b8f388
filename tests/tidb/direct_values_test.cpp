// Goal: every value of a database crosses exactly, in batches and within the cap. Method: a table with the
// values that get lost elsewhere, in a real MariaDB, read through the connector's direct way.
#include <catch2/catch.hpp>

#include "direct_shop.hpp"

using namespace garden;
using namespace garden::tidb::testing;

TEST_CASE("direct: values cross exactly") {
  const MariaDbServer server;
  server.sql(
      "CREATE TABLE t (id BIGINT, big BIGINT UNSIGNED, price DECIMAL(30,4), qty FLOAT, ratio DOUBLE, name "
      "VARCHAR(99),"
      " day DATE, at DATETIME, at6 DATETIME(6), seen TIMESTAMP NULL, gone TIME, y YEAR, raw BLOB, bin "
      "VARBINARY(9),"
      " flags BIT(9), kind ENUM('a','b'), doc JSON);"
      "SET time_zone = '+00:00';"
      "INSERT INTO t VALUES (9007199254740993, 18446744073709551615, 12345678901234567890.1234, 0.1, 0.1,"
      " 'a\"b \xf0\x9f\x8c\xbb caf\xc3\xa9', '2026-11-22', '2026-11-22 08:25:39', '2026-11-22 "
      "08:25:39.250001',"
      " '2026-11-22 08:25:39', '-101:02:03', 2026, x'00ff10', x'ff', b'100000001', 'b', '{\"a\":1}');"
      "INSERT INTO t VALUES (-9223372036854775808, 0, -0.5, 1234567.5, -1e300, '', '0000-00-00',"
      " '0000-00-00 00:00:00', NULL, NULL, NULL, NULL, NULL, NULL, b'0', NULL, NULL);"
      "INSERT INTO t (id) VALUES (7)");
  Shop shop(direct_config(server, server.reader()));
  auto& operation = shop.query("SELECT * FROM t ORDER BY ratio IS NULL, ratio DESC");
  INFO(operation.result());
  REQUIRE(operation.status() == GARDEN_OK);
  CHECK(
      operation.json().front() ==
      R"({"columns":[{"name":"id","type":"integer"},{"name":"big","type":"integer"},)"
      R"({"name":"price","type":"decimal"},{"name":"qty","type":"number"},{"name":"ratio","type":"number"},)"
      R"({"name":"name","type":"text"},{"name":"day","type":"datetime"},{"name":"at","type":"datetime"},)"
      R"({"name":"at6","type":"datetime"},{"name":"seen","type":"datetime"},{"name":"gone","type":"text"},)"
      R"({"name":"y","type":"integer"},{"name":"raw","type":"blob"},{"name":"bin","type":"blob"},)"
      R"({"name":"flags","type":"integer"},{"name":"kind","type":"text"},{"name":"doc","type":"text"}]})");
  const auto rows = rows_of(operation);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0] ==
        "[\"9007199254740993\",\"18446744073709551615\",\"12345678901234567890.1234\",0.1,0.1,"
        "\"a\\\"b \xf0\x9f\x8c\xbb caf\xc3\xa9\",\"2026-11-22\",\"2026-11-22 08:25:39\","
        "\"2026-11-22 08:25:39.250001\",\"2026-11-22 08:25:39\",\"-101:02:03\",2026,{\"base64\":\"AP8Q\"},"
        "{\"base64\":\"/w==\"},257,\"b\",\"{\\\"a\\\":1}\"]");
  CHECK(rows[1] ==
        R"(["-9223372036854775808",0,"-0.5000",1234567.5,-1e+300,"","0000-00-00","0000-00-00 00:00:00",)"
        R"(null,null,null,null,null,null,0,null,null])");
  CHECK(rows[2] == "[7,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null]");
  CHECK(done_of(operation, "row_count") == "3");
  CHECK(done_of(operation, "truncated") == "false");
  CHECK(done_of(operation, "via") == "\"direct\"");
  CHECK(rows_of(shop.query(
            "SELECT SUM(id), COUNT(*), 7/2, 1e0*7/2, SUBSTR(at,1,10), NULL, CONVERT('x' USING latin1) "
            "FROM t WHERE id > 7 GROUP BY 5, 6")) ==
        std::vector<std::string>{R"(["9007199254740993",1,"3.5000",3.5,"2026-11-22",null,"x"])"});
  CHECK(shop.host->violations().empty());
}

TEST_CASE("direct: parameters are bound, each in its own type") {
  const MariaDbServer server;
  server.sql(
      "CREATE TABLE t (name VARCHAR(99), n INT) CHARACTER SET utf8mb4;"
      "INSERT INTO t VALUES ('x'' OR 1=1 --', 1), ('\xf0\x9f\x8c\xbb', 2), ('a\\\\b', 3)");
  Shop shop(direct_config(server, server.reader()));
  auto one = [&shop](const std::string& sql, const std::string& params) {
    auto& operation = shop.query(sql, params);
    INFO(operation.result());
    REQUIRE(operation.status() == GARDEN_OK);
    return rows_of(operation);
  };
  using Rows = std::vector<std::string>;
  CHECK(one("SELECT ? + 1, ? + 1, CONCAT(?, ''), ?, ?, ?",
            R"([1, 1.5, "1", null, true, 9223372036854775807])") ==
        Rows{R"([2,2.5,"1",null,1,"9223372036854775807"])"});
  CHECK(one("SELECT n FROM t WHERE name = ?", R"(["x' OR 1=1 --"])") == Rows{"[1]"});
  CHECK(one("SELECT n FROM t WHERE name = ?", R"(["' OR '1'='1"])").empty());
  CHECK(one("SELECT n FROM t WHERE name = ?", "[\"\xf0\x9f\x8c\xbb\"]") == Rows{"[2]"});
  CHECK(one("SELECT n, name FROM t WHERE name = ?", R"(["a\\b"])") == Rows{R"([3,"a\\b"])"});
  CHECK(one("SELECT n FROM t ORDER BY n LIMIT ?", "[2]") == Rows{"[1]", "[2]"});
  for (auto [sql, params] :
       std::vector<std::pair<std::string, std::string>>{{"SELECT ?", "[]"},
                                                        {"SELECT ?", "[1,2]"},
                                                        {"SELECT 1", "[1]"},
                                                        {"SELECT :a", "[1]"},
                                                        {"SELECT ?", "[[1]]"},
                                                        {"SELECT ?", R"([{"a":1}])"},
                                                        {"SELECT ?", "[99999999999999999999]"},
                                                        {"SELECT missing", "[]"},
                                                        {"SELECT n FROM nowhere", "[]"},
                                                        {"SELECT (", "[]"}}) {
    INFO(sql << " " << params);
    CHECK(shop.query(sql, params).status() == GARDEN_INVALID);
  }
  for (std::string bad : {"", "{", R"({"sql":""})", R"({"sql":1})", "[]"})
    CHECK(shop.host->run("query", bad).status() == GARDEN_INVALID);
  CHECK(shop.host->violations().empty());
}

TEST_CASE("direct: rows come in batches of at most 64 KB and stop at the cap") {
  const MariaDbServer server;
  server.sql("CREATE TABLE t AS SELECT seq AS i, LPAD(seq, 100, '0') AS text FROM seq_1_to_5000");
  Shop shop(direct_config(server, server.reader()));
  auto& all = shop.query("SELECT i, text FROM t ORDER BY i");
  CHECK(rows_of(all).size() == 5000);
  CHECK(all.json().size() > 8);
  for (const auto& piece : all.json()) CHECK(piece.size() <= 64 * 1024);
  for (auto [cap, rows, truncated] : std::vector<std::tuple<int, std::size_t, std::string>>{
           {10, 10, "true"}, {5000, 5000, "false"}, {4999, 4999, "true"}, {0, 0, "true"}}) {
    auto& some = shop.query("SELECT i FROM t ORDER BY i", "[]", ",\"max_rows\":" + std::to_string(cap));
    CHECK(rows_of(some).size() == rows);
    CHECK(done_of(some, "truncated") == truncated);
  }
  CHECK(rows_of(shop.query("SELECT REPEAT('x', 60000), REPEAT('y', 300)")).size() == 1);
  CHECK(shop.query("SELECT REPEAT('x', 70000)").status() == GARDEN_INVALID);
  CHECK(shop.query("SELECT REPEAT('x', 40000), REPEAT('x', 40000)").status() == GARDEN_INVALID);
  CHECK(shop.query("SELECT 1").status() == GARDEN_OK);
  shop.host->full_every(2);
  auto& slow = shop.query("SELECT i FROM t ORDER BY i");
  REQUIRE(slow.status() == GARDEN_OK);
  const auto rows = rows_of(slow);
  REQUIRE(rows.size() == 5000);
  for (std::size_t i = 0; i < rows.size(); ++i) REQUIRE(rows[i] == "[" + std::to_string(i + 1) + "]");
  Shop capped(direct_config(server, server.reader(), "", R"(,"max_rows":2)"));
  auto& two = capped.query("SELECT i FROM t ORDER BY i", "[]", ",\"max_rows\":100");
  CHECK(rows_of(two).size() == 2);
  CHECK(done_of(two, "truncated") == "true");
  CHECK(shop.host->violations().empty());
}
