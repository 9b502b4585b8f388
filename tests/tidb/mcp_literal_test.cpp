// Goal: a parameter that becomes text in a statement comes out of the database as it went in, in every
// sql_mode, and nothing in it is ever read as SQL. Method: what the encoder writes, sign by sign; then
// strings of every kind through a real MariaDB in four modes.
#include <mysql.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "garden/failure.hpp"
#include "garden/json_writer.hpp"
#include "mcp/literal.hpp"
#include "support/mariadb_server.hpp"

using namespace garden;
using namespace garden::tidb;

namespace {

constexpr auto hex = TextStyle::hexadecimal;

std::string fill(const std::string& sql, const std::string& params, TextStyle style = hex) {
  return with_literals(sql, params, style);
}

garden_status refused(const std::string& sql, const std::string& params) {
  try {
    fill(sql, params);
  } catch (const Failure& failure) {
    return failure.status();
  }
  return GARDEN_OK;
}

// What the first column of the first row holds.
std::string ask(MYSQL& connection, const std::string& sql) {
  INFO(sql);
  REQUIRE(mysql_real_query(&connection, sql.data(), sql.size()) == 0);
  MYSQL_RES* result = mysql_store_result(&connection);
  REQUIRE(result != nullptr);
  MYSQL_ROW row = mysql_fetch_row(result);
  const auto* sizes = mysql_fetch_lengths(result);
  std::string value = row[0] ? std::string(row[0], sizes[0]) : "(null)";
  mysql_free_result(result);
  return value;
}

std::string random_text(std::mt19937& random) {
  static const std::vector<std::string> parts = {"'",
                                                 "\"",
                                                 "\\",
                                                 "\\'",
                                                 "''",
                                                 "%",
                                                 "_",
                                                 ";",
                                                 "--",
                                                 "-- ",
                                                 "#",
                                                 "/*",
                                                 "*/",
                                                 "?",
                                                 "`",
                                                 "\n",
                                                 "\r",
                                                 "\t",
                                                 " ",
                                                 "a",
                                                 "Z",
                                                 "0",
                                                 ":",
                                                 "@",
                                                 "(",
                                                 ")",
                                                 "\x1a",
                                                 "\xc3\xa9",
                                                 "\xe6\x97\xa5",
                                                 "\xf0\x9f\x8c\xbb",
                                                 "OR 1=1",
                                                 std::string(1, '\0'),
                                                 "\xef\xbf\xbd",
                                                 "\xe2\x80\x99",
                                                 "'; DROP TABLE t; -- "};
  std::string text;
  for (auto left = random() % 12; left > 0; --left) text += parts[random() % parts.size()];
  return text;
}

}  // namespace

TEST_CASE("mcp literals: numbers are written anew, texts are plain or hexadecimal") {
  CHECK(sql_literal("null", hex) == "NULL");
  CHECK(sql_literal("true", hex) == "TRUE");
  CHECK(sql_literal("-17", hex) == "(-17)");
  CHECK(sql_literal("9223372036854775807", hex) == "9223372036854775807");
  CHECK(sql_literal("1.5", hex) == "1.5e0");
  CHECK(sql_literal("1E3", hex) == "1E3");
  CHECK(sql_literal("\"2026-11-22 08:00:00\"", hex) == "'2026-11-22 08:00:00'");
  CHECK(sql_literal("\"\"", hex) == "''");
  CHECK(sql_literal(R"("it's")", hex) == "_utf8mb4 x'69742773'");
  // What would be a parameter to a server that reads `:word` so, also in quotes.
  CHECK(sql_literal(R"("at :10")", hex) == "_utf8mb4 x'6174203A3130'");
  CHECK(sql_literal(R"(":a")", hex) == "_utf8mb4 x'3A61'");
  CHECK(sql_literal(R"("a::b")", hex) == "_utf8mb4 x'613A3A62'");
  CHECK(sql_literal(R"("\u0000")", hex) == "_utf8mb4 x'00'");
  CHECK(sql_literal(R"([1,"a",null])", hex) == "1, 'a', NULL");
  CHECK(sql_literal("[]", hex) == "NULL");
  for (const auto* wrong : {"", "{}", "nul", "1;", "1e999", "99999999999999999999", "01", "- 1", "[[1]]",
                            "\"\\q\"", "0x10", "1 OR 1=1", "\"\xff\""}) {
    INFO(wrong);
    CHECK(refused("?", "[" + std::string(wrong) + "]") == GARDEN_INVALID);
  }
}

TEST_CASE("mcp literals: for a parser that knows no introducers texts are quoted, or refused") {
  const auto quoted = [](const std::string& text) {
    return sql_literal(json::quoted(text), TextStyle::quoted);
  };
  CHECK(quoted("it's") == "'it''s'");
  CHECK(quoted("caf\xc3\xa9; -- #") == "'caf\xc3\xa9; -- #'");
  for (const auto* text : {"a\\b", "a\nb", "\x7f"}) {
    garden_status status = GARDEN_OK;
    try {
      quoted(text);
    } catch (const Failure& failure) {
      status = failure.status();
    }
    CHECK(status == GARDEN_UNIMPLEMENTED);
  }
}

TEST_CASE("mcp literals: only a question mark of the statement is one") {
  CHECK(fill("SELECT ?, '?', \"?\", `?`, '''?' /* ? */ -- ?\n, ? # ?\n", R"([1,"b"])") ==
        "SELECT 1, '?', \"?\", `?`, '''?' /* ? */ -- ?\n, 'b' # ?\n");
  CHECK(fill("a - -?", "[-1]") == "a - -(-1)");
  CHECK(refused("SELECT ?", "[]") == GARDEN_INVALID);
  CHECK(refused("SELECT ?", "[1,2]") == GARDEN_INVALID);
  CHECK(refused("SELECT '\\', ?", "[1]") == GARDEN_INVALID);
  CHECK(refused("SELECT 'open, ?", "[1]") == GARDEN_INVALID);
  CHECK(refused("SELECT /* open ?", "[1]") == GARDEN_INVALID);
}

TEST_CASE("mcp literals: a statement is bounded once, where it can be") {
  CHECK(with_bounds("SELECT a FROM t", 11, 500) ==
        "SELECT /*+ MAX_EXECUTION_TIME(500) */ a FROM t\nLIMIT 11");
  CHECK(with_bounds("WITH x AS (SELECT 1 LIMIT 2) select * from x -- LIMIT\n;", 5, 9) ==
        "WITH x AS (SELECT 1 LIMIT 2) select /*+ MAX_EXECUTION_TIME(9) */ * from x\nLIMIT 5");
  CHECK(with_bounds("SELECT 'LIMIT' AS `limit` FROM t LIMIT ?", 5, 1) ==
        "SELECT /*+ MAX_EXECUTION_TIME(1) */ 'LIMIT' AS `limit` FROM t LIMIT ?");
  CHECK(with_bounds("SHOW TABLES", 5, 1) == "SHOW TABLES");
}

TEST_CASE("mcp literals: every text comes back from the database as it was, in every mode") {
  const testing::MariaDbServer server;
  std::mt19937 random(20261122);
  for (const auto* mode :
       {"", "ANSI_QUOTES", "NO_BACKSLASH_ESCAPES", "ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT"}) {
    for (const auto* charset : {"utf8mb4", "latin1"}) {
      INFO(mode << " " << charset);
      MYSQL connection;
      mysql_init(&connection);
      mysql_options(&connection, MYSQL_SET_CHARSET_NAME, charset);
      REQUIRE(mysql_real_connect(&connection, nullptr, server.reader().name.c_str(),
                                 server.reader().password.c_str(), "shop", 0, server.socket().c_str(),
                                 0) != nullptr);
      const std::string set = "SET SESSION sql_mode = '" + std::string(mode) + "'";
      REQUIRE(mysql_query(&connection, set.c_str()) == 0);
      const bool utf8 = charset == std::string("utf8mb4");
      for (int i = 0; i < 400; ++i) {
        const auto text = random_text(random);
        std::string digits;
        for (const char c : text) {
          digits += "0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4];
          digits += "0123456789ABCDEF"[static_cast<unsigned char>(c) & 15];
        }
        const std::string sql = "SELECT HEX(CONVERT(? USING utf8mb4)), '?'";
        REQUIRE(ask(connection, fill(sql, "[" + json::quoted(text) + "]")) == digits);
        const bool quotable =
            std::ranges::none_of(text, [](unsigned char c) { return c == '\\' || c < 0x20; });
        if (utf8 && quotable)
          REQUIRE(ask(connection, fill(sql, "[" + json::quoted(text) + "]", TextStyle::quoted)) == digits);
      }
      // A literal gives way to the collation of what it is compared with.
      CHECK(ask(connection, fill("SELECT _utf8mb4'CAF\xc3\x89 %' COLLATE utf8mb4_unicode_ci = ?",
                                 R"(["caf\u00e9 %"])")) == "1");
      CHECK(ask(connection, fill("SELECT ? - ?", "[-3,-9223372036854775807]")) == "9223372036854775804");
      CHECK(ask(connection, fill("SELECT ? / 4", "[1.5]")) == "0.375");
      CHECK(ask(connection, fill("SELECT ? IS NULL AND 'x' IN (?)", R"([null,["y","x"]])")) == "1");
      CHECK(ask(connection, fill("SELECT CAST(? AS DATETIME) + INTERVAL 1 DAY > ?",
                                 R"(["2026-02-28 10:00:00","2026-03-01"])")) == "1");
      mysql_close(&connection);
    }
  }
}
