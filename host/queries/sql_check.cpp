#include <algorithm>
#include <array>
#include <utility>

#include "garden/ascii.hpp"
#include "queries/sql_text.hpp"

namespace garden::queries {
namespace {

using Words = std::initializer_list<std::string_view>;

bool one_of(std::string_view word, Words words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::unexpected<SqlError> refuse(const Token& token, std::string message) {
  return std::unexpected(SqlError{token.offset, std::move(message)});
}

// A word that is part of the language, not a column behind a dot.
bool is_word(const std::vector<Token>& tokens, std::size_t i) {
  return tokens[i].kind == TokenKind::word && (i == 0 || tokens[i - 1].text != ".");
}
bool opens_call(const std::vector<Token>& tokens, std::size_t i) {
  return i + 1 < tokens.size() && tokens[i + 1].text == "(";
}

// What a reading statement never needs, in any of the databases.
bool is_forbidden_word(const std::string& word, bool call) {
  if (word == "REPLACE") return !call;  // as a function it only changes a text
  return one_of(word, {"INSERT",  "UPDATE",  "DELETE",   "MERGE",     "UPSERT",    "INTO",     "CREATE",
                       "ALTER",   "DROP",    "TRUNCATE", "RENAME",    "ATTACH",    "DETACH",   "PRAGMA",
                       "VACUUM",  "REINDEX", "ANALYZE",  "GRANT",     "REVOKE",    "SET",      "CALL",
                       "HANDLER", "LOCK",    "UNLOCK",   "EXECUTE",   "PREPARE",   "KILL",     "LOAD",
                       "BEGIN",   "COMMIT",  "ROLLBACK", "SAVEPOINT", "RELEASE",   "OUTFILE",  "DUMPFILE",
                       "FOR",     "SHARE",   "INSTALL",  "SHUTDOWN",  "RETURNING", "PROCEDURE"});
}
bool is_forbidden_function(const std::string& word) {
  return one_of(word,
                {"LOAD_FILE",    "LOAD_EXTENSION", "READFILE",        "WRITEFILE",    "EDIT",
                 "SLEEP",        "BENCHMARK",      "GET_LOCK",        "RELEASE_LOCK", "RELEASE_ALL_LOCKS",
                 "IS_FREE_LOCK", "IS_USED_LOCK",   "MASTER_POS_WAIT", "NEXTVAL",      "SETVAL",
                 "LASTVAL",      "LAST_INSERT_ID", "SYS_EXEC",        "SYS_EVAL",     "FTS3_TOKENIZER",
                 "RANDOMBLOB",   "ZEROBLOB"});
}

bool is_portable_function(const std::string& word) {
  return one_of(word, {"COUNT", "SUM", "MIN", "MAX", "COALESCE", "NULLIF", "ROUND", "ABS", "SUBSTR", "HEX",
                       "CAST", "ROW_NUMBER", "RANK", "DENSE_RANK", "LAG", "LEAD"});
}
// Words before which a parenthesis opens no call.
bool is_grammar(const std::string& word) {
  return one_of(word, {"SELECT",  "FROM",     "JOIN",   "ON",     "USING", "WHERE", "AND",    "OR",
                       "NOT",     "IN",       "EXISTS", "AS",     "OVER",  "BY",    "WHEN",   "THEN",
                       "ELSE",    "CASE",     "HAVING", "UNION",  "ALL",   "ANY",   "EXCEPT", "INTERSECT",
                       "BETWEEN", "DISTINCT", "LIMIT",  "OFFSET", "IS"});
}
// Words that are reserved in MySQL 8 or TiDB, and so cannot be the name of a column there.
bool is_reserved_name(const std::string& word) {
  return one_of(
      word,
      {"RANK",  "ROWS",  "ROW",    "GROUPS", "SYSTEM",     "FUNCTION",   "LEAD",      "LAG",    "OF",
       "EMPTY", "OVER",  "KEY",    "KEYS",   "ORDER",      "GROUP",      "USAGE",     "CHANGE", "CONDITION",
       "RANGE", "INDEX", "TABLE",  "DESC",   "ASC",        "INT",        "FLOAT",     "DOUBLE", "DECIMAL",
       "READ",  "LIMIT", "VALUES", "WINDOW", "DENSE_RANK", "ROW_NUMBER", "RECURSIVE", "TO",     "END"});
}

// Words that mean something else, or nothing, in one of the databases, and what to write instead.
constexpr std::pair<std::string_view, std::string_view> unportable_words[] = {
    {"LIKE", "texts compare differently; use `search`"},
    {"GLOB", "texts compare differently; use `search`"},
    {"REGEXP", "texts compare differently; use `search`"},
    {"RLIKE", "texts compare differently; use `search`"},
    {"MATCH", "texts compare differently; use `search`"},
    {"COLLATE", "collations differ; sort by HEX(name) and the id"},
    {"NULLS", "write CASE WHEN x IS NULL THEN 1 ELSE 0 END before x in ORDER BY"},
    {"FILTER", "write SUM(CASE WHEN ... THEN ... ELSE 0 END)"},
    {"WINDOW", "write the window at the function, in OVER (...)"},
    {"FULL", "write two LEFT JOINs and a UNION"},
    {"DUAL", "leave it out: SELECT needs no table"},
    {"DIV", "divide as 1e0*a/b and round in the host"},
    {"INTERVAL", "there are no date functions; bind :since, :until, :since_90 ..."},
    {"CURRENT_DATE", "bind :today"},
    {"CURRENT_TIME", "bind :as_of"},
    {"CURRENT_TIMESTAMP", "bind :as_of"},
    {"ISNULL", "write IS NULL"},
    {"NOTNULL", "write IS NOT NULL"},
    {"STRAIGHT_JOIN", "write JOIN"},
    {"VALUES", "write SELECT ... UNION ALL SELECT ..."},
    {"XOR", "write a <> b"}};

constexpr std::pair<std::string_view, std::string_view> unportable_symbols[] = {
    {"||", "concatenates here and is OR there; join texts in the host"},
    {"==", "write ="},
    {"<=>", "write x = y OR (x IS NULL AND y IS NULL)"},
    {"->", "JSON is read differently"},
    {"->>", "JSON is read differently"}};

// A cast is CAST(... AS SIGNED INTEGER), the one form that both families take and that cuts nothing off.
std::expected<void, SqlError> check_cast(const std::vector<Token>& tokens, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < tokens.size(); ++i) {
    if (tokens[i].text == "(") ++depth;
    if (tokens[i].text == ")" && --depth == 0) break;
    if (depth != 1 || !is_word(tokens, i) || to_upper(tokens[i].text) != "AS") continue;
    bool right = i + 3 < tokens.size() && to_upper(tokens[i + 1].text) == "SIGNED" &&
                 to_upper(tokens[i + 2].text) == "INTEGER" && tokens[i + 3].text == ")";
    if (!right)
      return refuse(tokens[i], "the only cast that works everywhere is CAST(ROUND(x) AS SIGNED INTEGER)");
    return {};
  }
  return refuse(tokens[open], "this cast has no type");
}

std::expected<void, SqlError> check_call(const std::vector<Token>& tokens, std::size_t i,
                                         const std::string& word) {
  const auto& open = tokens[i + 1];
  if (is_grammar(word)) return {};
  if (!is_portable_function(word))
    return refuse(tokens[i],
                  "the function " + word +
                      " is not among those that give the same everywhere (COUNT, SUM, MIN, MAX, COALESCE, "
                      "NULLIF, ROUND, ABS, SUBSTR, HEX, CAST, ROW_NUMBER, RANK, DENSE_RANK, LAG, LEAD)");
  if (open.offset != tokens[i].offset + tokens[i].text.size())
    return refuse(open, "MySQL wants no blank between " + word + " and its parenthesis");
  return word == "CAST" ? check_cast(tokens, i + 1) : std::expected<void, SqlError>{};
}

std::expected<void, SqlError> check_word(const std::vector<Token>& tokens, std::size_t i) {
  auto word = to_upper(tokens[i].text);
  for (auto [unportable, instead] : unportable_words)
    if (word == unportable)
      return refuse(tokens[i], word + " is not the same everywhere: " + std::string(instead));
  auto before = i > 0 && is_word(tokens, i - 1) ? to_upper(tokens[i - 1].text) : std::string();
  if (word == "DISTINCT" && one_of(before, {"IS", "NOT"}))
    return refuse(tokens[i], "IS DISTINCT FROM is not known everywhere: compare and test for NULL");
  if (before == "AS" && is_reserved_name(word))
    return refuse(tokens[i], word + " is a reserved word in MySQL; choose another name");
  return opens_call(tokens, i) ? check_call(tokens, i, word) : std::expected<void, SqlError>{};
}

std::expected<void, SqlError> check_symbol(const std::vector<Token>& tokens, std::size_t i) {
  const auto& token = tokens[i];
  for (auto [unportable, instead] : unportable_symbols)
    if (token.text == unportable)
      return refuse(token, std::string(unportable) + " is not the same everywhere: " + std::string(instead));
  if (token.text != "*" || i == 0) return {};
  auto before = to_upper(tokens[i - 1].text);
  if (one_of(before, {"SELECT", "DISTINCT", "ALL", ",", "."}))
    return refuse(token, "name the columns: `*` shows whatever the shop's tables hold, personal data too");
  return {};
}

}  // namespace

std::expected<void, SqlError> check_read_only(const std::vector<Token>& tokens) {
  if (tokens.empty()) return std::unexpected(SqlError{0, "there is no statement"});
  auto first = to_upper(tokens.front().text);
  if (tokens.front().kind != TokenKind::word || !one_of(first, {"SELECT", "WITH"}))
    return refuse(tokens.front(), "only SELECT, or WITH ... SELECT, may be run");
  int depth = 0;
  bool selects = first == "SELECT";
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto& token = tokens[i];
    if (token.text == ";") return refuse(token, "only one statement may be run; leave the semicolon out");
    if (token.text == "(") ++depth;
    if (token.text == ")" && --depth < 0) return refuse(token, "this parenthesis closes nothing");
    if (!is_word(tokens, i)) continue;
    auto word = to_upper(token.text);
    bool call = opens_call(tokens, i);
    if (depth == 0 && word == "SELECT") selects = true;
    if (is_forbidden_word(word, call))
      return refuse(token, word + " does not belong in a statement that only reads");
    if (call && is_forbidden_function(word))
      return refuse(token, "the function " + word + " may not be called");
  }
  if (depth != 0) return refuse(tokens.back(), "a parenthesis is not closed");
  if (!selects) return refuse(tokens.front(), "WITH must be followed by a SELECT");
  return {};
}

std::expected<void, SqlError> check_portable(const std::vector<Token>& tokens) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto& token = tokens[i];
    if (token.kind == TokenKind::number && token.text.find('.') != std::string_view::npos &&
        token.text.find_first_of("eE") == std::string_view::npos)
      return refuse(token,
                    "a number with a point is DECIMAL in MySQL and a double in SQLite: write 5e-1 for 0.5");
    if (token.kind == TokenKind::symbol) {
      if (auto fine = check_symbol(tokens, i); !fine) return fine;
    }
    if (is_word(tokens, i)) {
      if (auto fine = check_word(tokens, i); !fine) return fine;
    }
  }
  return {};
}

}  // namespace garden::queries
