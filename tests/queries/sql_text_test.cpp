// Goal: SQL text is read as every database reads it, or refused; statements that do more than read, or that
// mean different things to different engines, are refused at their place; names become positional parameters.
// Method: tables of statements, right and wrong, and a run over random bytes.
#include "queries/sql_text.hpp"

#include <catch2/catch.hpp>
#include <random>

using namespace garden;
using queries::bind_names;
using queries::tokenize;
using queries::TokenKind;

namespace {

// Why a statement is refused: by the tokenizer, as not reading only, or as not portable; empty when it is
// not.
std::string refusal(std::string_view sql, bool portable = true) {
  auto tokens = tokenize(sql);
  if (!tokens) return tokens.error().message;
  if (auto fine = queries::check_read_only(*tokens); !fine) return fine.error().message;
  if (!portable) return {};
  if (auto fine = queries::check_portable(*tokens); !fine) return fine.error().message;
  return {};
}

}  // namespace

TEST_CASE("tokens keep their kind, text and place") {
  auto tokens = tokenize("SELECT `a b`, 'it''s' -- x\n FROM t1 /* ; */ WHERE x>=1.5e-3 AND y<>:name");
  REQUIRE(tokens);
  std::string text;
  for (const auto& token : *tokens) text += std::string(token.text) + "|";
  CHECK(text == "SELECT|`a b`|,|'it''s'|FROM|t1|WHERE|x|>=|1.5e-3|AND|y|<>|:name|");
  CHECK((*tokens)[1].kind == TokenKind::quoted_name);
  CHECK((*tokens)[3].kind == TokenKind::text);
  CHECK((*tokens)[9].kind == TokenKind::number);
  CHECK((*tokens)[13].kind == TokenKind::parameter);
  CHECK((*tokens)[13].offset == 67);
  CHECK(queries::parameter_names(*tokens) == std::vector<std::string>{"name"});
}

TEST_CASE("text that databases read differently is refused") {
  for (std::string_view sql :
       {"SELECT \"name\"",        "SELECT 'a\\'b'",       "SELECT [name]",      "SELECT 1 # comment",
        "SELECT 1 /*! INTO x */", "SELECT 1 /*+ hint */", "SELECT 1 /*T! x */", "SELECT 5--1",
        "SELECT 'open",           "SELECT `open",         "SELECT /* open",     "SELECT ?",
        "SELECT @@version",       "SELECT x'ff'",         "SELECT 0xff",        "SELECT 1e",
        "SELECT 12abc",           "SELECT \xc3\xa9",      "SELECT $1",          "SELECT {d '2026-01-01'}",
        "SELECT 'a\0b'",          "SELECT \x01"}) {
    INFO(sql);
    CHECK_FALSE(tokenize(sql));
  }
  CHECK(tokenize(std::string("SELECT 'a\0b'", 12)).error().offset == 9);
  CHECK(tokenize("SELECT 'é -- /* \" ; ?' AS a -- end"));
  CHECK_FALSE(tokenize(std::string(queries::sql_bytes_max + 1, ' ')));
}

TEST_CASE("only one statement that reads is taken") {
  for (std::string_view sql : {"",
                               "-- nothing",
                               "INSERT INTO t VALUES (1)",
                               "DELETE FROM t",
                               "UPDATE t SET a=1",
                               "DROP TABLE t",
                               "SELECT 1;",
                               "SELECT 1; SELECT 2",
                               "WITH x AS (SELECT 1) DELETE FROM t",
                               "SELECT a INTO OUTFILE 'x' FROM t",
                               "SELECT a FROM t FOR UPDATE",
                               "SELECT a FROM t LOCK IN SHARE MODE",
                               "PRAGMA writable_schema=1",
                               "ATTACH 'x' AS y",
                               "EXPLAIN SELECT 1",
                               "VALUES (1)",
                               "(SELECT 1)",
                               "SELECT (1",
                               "SELECT 1)",
                               "SELECT load_extension('x')",
                               "SELECT LOAD_FILE('/etc/passwd')",
                               "SELECT sleep(10)",
                               "SELECT GET_LOCK('a', 1)",
                               "WITH x AS (SELECT 1)",
                               "REPLACE INTO t SELECT 1",
                               "SET x = 1",
                               "CALL p()",
                               "WITH x AS (SELECT 1) INSERT INTO t SELECT 1",
                               "BEGIN",
                               "SELECT a FROM t PROCEDURE ANALYSE()"}) {
    INFO(sql);
    CHECK_FALSE(refusal(sql, false).empty());
  }
  for (std::string_view sql :
       {"SELECT 1", "select a from t where b = 'DELETE'", "WITH x AS (SELECT 1 AS a) SELECT a FROM x",
        "SELECT t.update FROM t", "SELECT `delete` FROM t", "SELECT replace(a, 'x', 'y') FROM t",
        "WITH RECURSIVE x AS (SELECT 1 AS a UNION SELECT a FROM x) SELECT a FROM x"}) {
    INFO(sql);
    CHECK(refusal(sql, false).empty());
  }
}

TEST_CASE("what is not the same everywhere is refused with what to write instead") {
  for (auto [sql, advice] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"SELECT a || b", "join texts in the host"},
           {"SELECT IFNULL(a, 0)", "COALESCE"},
           {"SELECT AVG(a)", "not among"},
           {"SELECT CAST(a AS INTEGER)", "SIGNED INTEGER"},
           {"SELECT CAST(a AS REAL)", "SIGNED INTEGER"},
           {"SELECT CAST(a AS CHAR)", "SIGNED INTEGER"},
           {"SELECT CAST(COALESCE(a, 1))", "has no type"},
           {"SELECT 1.0 * a", "5e-1"},
           {"SELECT *", "name the columns"},
           {"SELECT a, t.* FROM t", "name the columns"},
           {"SELECT a FROM t WHERE a LIKE 'x%'", "search"},
           {"SELECT a FROM t ORDER BY a NULLS LAST", "CASE WHEN"},
           {"SELECT a == b", "write ="},
           {"SELECT a <=> b", "IS NULL"},
           {"SELECT DATE(a)", "not among"},
           {"SELECT CURRENT_TIMESTAMP", ":as_of"},
           {"SELECT a FROM t WHERE a IS NOT DISTINCT FROM b", "NULL"},
           {"SELECT COUNT (a)", "no blank"},
           {"SELECT a AS rank FROM t", "reserved"},
           {"SELECT GREATEST(a, b)", "not among"},
           {"SELECT SUM(a) FILTER (WHERE a > 1)", "CASE WHEN"},
           {"SELECT a DIV b", "1e0"},
           {"SELECT IF(a, 1, 2)", "not among"}}) {
    INFO(sql);
    CHECK(refusal(sql).find(advice) != std::string::npos);
  }
  CHECK(refusal("SELECT COUNT(*) AS n, CAST(ROUND(1e3 * a) AS SIGNED INTEGER) AS q, "
                "SUM(CASE WHEN a IS NULL THEN 0 ELSE 1 END) OVER (ORDER BY b) AS s, COUNT(DISTINCT c) AS c "
                "FROM t WHERE a IN (1, 2) AND NOT (b * 2 > 1) ORDER BY HEX(d), id LIMIT :limit")
            .empty());
}

TEST_CASE("names become positional parameters, each as often as it stands there") {
  auto bound = bind_names("SELECT ':a', :a -- :b\n  FROM t WHERE x IN (:list) AND y = :a",
                          {{"a", "2026-11-22 00:00:00"}, {"list", {3, 5, 7}}, {"unused", 1}});
  REQUIRE(bound);
  CHECK(bound->sql == "SELECT ':a', ? FROM t WHERE x IN (?,?,?) AND y = ?");
  CHECK(bound->params == base::Json({"2026-11-22 00:00:00", 3, 5, 7, "2026-11-22 00:00:00"}));
}

TEST_CASE("a name without a value and an empty list are refused") {
  for (const auto& [sql, values] : std::vector<std::pair<std::string, base::Json>>{
           {"SELECT :a", base::Json::object()},
           {"SELECT 1 WHERE x IN (:a)", {{"a", base::Json::array()}}},
           {"SELECT :a", {{"a", base::Json::object()}}},
           {"SELECT 'open", base::Json::object()}}) {
    auto bound = bind_names(sql, values);
    REQUIRE_FALSE(bound);
    CHECK(bound.error().code == base::Code::invalid);
  }
  CHECK(bind_names("SELECT :a", {{"a", nullptr}})->params == base::Json::array({nullptr}));
}

TEST_CASE("any bytes are tokens or an error within the text") {
  std::mt19937 random(7);
  constexpr std::string_view pieces[] = {"SELECT ", "'",    "''", "`",    "--",  "-- ", "/*", "*/", ":a",
                                         "(",       ")",    ",",  "\n",   "1.5", "e",   "x",  ";",  "\\",
                                         "\"",      "\xc3", "?",  "FROM", " ",   "*",   "|",  "<="};
  for (int round = 0; round < 20'000; ++round) {
    std::string sql;
    for (unsigned i = random() % 12; i > 0; --i) sql += pieces[random() % std::size(pieces)];
    auto tokens = tokenize(sql);
    if (!tokens) {
      REQUIRE(tokens.error().offset <= sql.size());
      continue;
    }
    for (const auto& token : *tokens) REQUIRE(sql.substr(token.offset, token.text.size()) == token.text);
    (void)queries::check_read_only(*tokens);
    (void)queries::check_portable(*tokens);
    (void)bind_names(sql, {{"a", 1}});
  }
}
