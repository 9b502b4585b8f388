// SQL text: read into tokens, checked, and its named parameters turned into positional ones.
//
// A named query's SQL must mean the same on SQLite, MySQL, MariaDB and TiDB, must only read, and gets every
// value bound. All three need to know what is a string, a comment or a name, so they share one tokenizer. It
// accepts only what all four read alike, and refuses the rest with its position: backslashes in strings and
// double-quoted text (a name here, a string there), `#` comments and `/*! */` (code to one, nothing to
// another). The check of a statement is one layer of several; the database's own read-only mode is the one
// that protects. Threads: all calls [any].
#pragma once
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"

namespace garden::queries {

enum class TokenKind { word, quoted_name, text, number, parameter, symbol };

struct Token {
  TokenKind kind;
  std::string_view text;  // as written, quotes and colon included; a view into the SQL
  std::size_t offset;     // bytes from the start of the SQL
};

// A word, keywords too, or a name in backquotes.
inline bool is_name(const Token& token) {
  return token.kind == TokenKind::word || token.kind == TokenKind::quoted_name;
}

// An error in SQL text: its byte offset, so that the file's line and column can be told.
struct SqlError {
  std::size_t offset = 0;
  std::string message;
};

// Comments and blanks are left out. At most `sql_bytes_max` bytes; never throws, but for memory.
inline constexpr std::size_t sql_bytes_max = 64 * 1024;
std::expected<std::vector<Token>, SqlError> tokenize(std::string_view sql);

// One SELECT (or WITH ... SELECT) and nothing that writes, locks, waits or reaches out of the database.
std::expected<void, SqlError> check_read_only(const std::vector<Token>& tokens);

// Only what gives the same rows on every engine we serve: functions of a short list, casts in the one form
// that works everywhere, columns named rather than `*`. The message says what to write instead.
std::expected<void, SqlError> check_portable(const std::vector<Token>& tokens);

// The names of the parameters (without the colon), each once, in order of appearance.
std::vector<std::string> parameter_names(const std::vector<Token>& tokens);

struct BoundSql {
  std::string sql;    // positional: every :name is a ?, comments and blanks squeezed out
  base::Json params;  // an array, one value for each ?
};

// Replaces each :name by ? and collects its value from the object `values`; a list becomes one ? for each
// element. Code::invalid: a name without a value, an empty list, a value that is an object.
base::Result<BoundSql> bind_names(std::string_view sql, const base::Json& values);

}  // namespace garden::queries
