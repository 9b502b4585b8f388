#include "statement.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "garden/failure.hpp"
#include "sql_pieces.hpp"

namespace garden::tidb {
namespace {

constexpr std::size_t sql_bytes_max = 64 * 1024;

constexpr std::string_view beginnings[] = {"SELECT", "WITH", "SHOW", "EXPLAIN", "DESCRIBE", "DESC", "("};
// Words that no SELECT needs outside of names: what they begin writes or locks.
constexpr std::string_view refused_words[] = {"INTO", "INSERT", "UPDATE", "DELETE", "LOCK"};
// Functions that leave something behind, or read what is no table.
constexpr std::string_view refused_functions[] = {"GET_LOCK",  "RELEASE_LOCK", "RELEASE_ALL_LOCKS",
                                                  "LOAD_FILE", "NEXTVAL",      "SETVAL",
                                                  "SYS_EXEC",  "SYS_EVAL"};

bool one_of(std::span<const std::string_view> words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

// The words of a statement, one after the other: names in backticks, strings and comments left out.
class Words {
 public:
  explicit Words(std::string_view sql) : pieces_(sql) {}

  // In capitals; other characters come alone. Nothing at the end.
  std::optional<std::string> next() {
    while (!pieces_.at_end()) {
      for (const auto executed : {"/*!", "/*M!", "/*T!"})
        if (pieces_.rest().starts_with(executed))
          throw Failure(GARDEN_DENIED, "comments that some servers execute are not allowed");
      const auto piece = pieces_.next();
      if (SqlPieces::is_blank(piece) || SqlPieces::is_quoted(piece)) continue;
      std::string word(piece);
      for (char& c : word) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      return word;
    }
    return std::nullopt;
  }

 private:
  SqlPieces pieces_;
};

[[noreturn]] void deny(const std::string& word) {
  throw Failure(GARDEN_DENIED, "only reading is allowed here, not " + word);
}

}  // namespace

void check_reads_only(std::string_view sql) {
  if (sql.size() > sql_bytes_max) throw Failure(GARDEN_INVALID, "the statement is larger than 64 KB");
  if (sql.find('\0') != std::string_view::npos)
    throw Failure(GARDEN_INVALID, "the statement holds a zero byte");
  Words words(sql);
  auto word = words.next();
  if (!word) throw Failure(GARDEN_INVALID, "there is no statement");
  if (!one_of(beginnings, *word)) deny(*word);
  std::string before = *word, before_that;
  bool ended = false;
  for (; (word = words.next()); before_that = std::exchange(before, *word)) {
    if (ended) throw Failure(GARDEN_INVALID, "only one statement may be run at a time");
    ended = *word == ";";
    if (before == ":" && *word == "=") deny("an assignment to a variable");
    if (before == "FOR" && *word == "SHARE") deny("FOR SHARE");
    if (before == "VALUE" && *word == "FOR") deny("NEXT VALUE FOR");
    // Behind a point a word is the name of a column.
    if (*word == "(" && before_that != "." && one_of(refused_functions, before)) deny(before);
    if (before != "." && one_of(refused_words, *word)) deny(*word);
  }
}

}  // namespace garden::tidb
