// SqlPieces: a statement cut where a server would cut it, for everybody here who reads SQL.
//
// Two readers depend on the same boundaries: the check that a statement only reads (statement.hpp) and the
// encoder that puts literals in place of question marks (mcp/literal.hpp). If one took for a text what the
// other took for SQL, a value could become a statement. So there is one rule. What servers and their modes
// read differently is refused rather than guessed: a backslash in a text. Threads: one at a time.
#pragma once
#include <cstddef>
#include <string_view>

namespace garden::tidb {

class SqlPieces {
 public:
  // sql: borrowed as long as this lives.
  explicit SqlPieces(std::string_view sql) : sql_(sql) {}

  bool at_end() const { return at_ == sql_.size(); }
  std::size_t at() const { return at_; }
  std::string_view rest() const { return sql_.substr(at_); }
  // The next piece, not at the end: a word, a whole text, name in backticks or comment, or one character
  // else. Throws Failure (GARDEN_INVALID): a text or comment that does not end, a backslash in a text.
  std::string_view next();

  static bool is_blank(std::string_view piece);  // white space or a comment
  static bool is_quoted(std::string_view piece);

 private:
  bool starts(std::string_view text) const { return rest().starts_with(text); }
  void skip_past(std::string_view end, std::size_t from);

  std::string_view sql_;
  std::size_t at_ = 0;
};

}  // namespace garden::tidb
