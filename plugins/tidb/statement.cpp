#include "statement.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "garden/failure.hpp"

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
  explicit Words(std::string_view sql) : sql_(sql) {}

  // In capitals; other characters come alone. Nothing at the end.
  std::optional<std::string> next() {
    skip();
    if (at_ == sql_.size()) return std::nullopt;
    if (!is_word(sql_[at_])) return std::string(1, sql_[at_++]);
    std::string word;
    for (; at_ < sql_.size() && is_word(sql_[at_]); ++at_)
      word += static_cast<char>(std::toupper(static_cast<unsigned char>(sql_[at_])));
    return word;
  }

 private:
  static bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
  }
  bool starts(std::string_view text) const { return sql_.substr(at_).starts_with(text); }
  void skip_past(std::string_view end, std::size_t from) {
    const auto found = sql_.find(end, from);
    if (found == std::string_view::npos)
      throw Failure(GARDEN_INVALID, "the statement ends within a comment or a text");
    at_ = found + end.size();
  }
  // A backslash hides the next character on some servers and not on others: it is refused rather than
  // guessed.
  void skip_quoted(char quote) {
    const auto from = at_;
    skip_past({&quote, 1}, at_ + 1);
    if (quote != '`' && sql_.substr(from, at_ - from).find('\\') != std::string_view::npos)
      throw Failure(GARDEN_INVALID, "a text in the statement has a backslash; bind it as a parameter");
  }
  void skip() {
    while (at_ < sql_.size()) {
      const char c = sql_[at_];
      if (std::isspace(static_cast<unsigned char>(c)) != 0) {
        ++at_;
      } else if (starts("/*!") || starts("/*M!") || starts("/*T!")) {
        throw Failure(GARDEN_DENIED, "comments that some servers execute are not allowed");
      } else if (starts("/*")) {
        skip_past("*/", at_ + 2);
      } else if (c == '#' || (starts("--") && (at_ + 2 == sql_.size() || sql_[at_ + 2] <= ' '))) {
        at_ = std::min(sql_.find('\n', at_), sql_.size());
      } else if (c == '\'' || c == '"' || c == '`') {
        skip_quoted(c);
      } else {
        return;
      }
    }
  }

  std::string_view sql_;
  std::size_t at_ = 0;
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
