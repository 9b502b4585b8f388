#include "queries/sql_tables.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "garden/ascii.hpp"

namespace garden::queries {
namespace {

std::string_view bare(const Token& token) {
  return token.kind == TokenKind::quoted_name ? token.text.substr(1, token.text.size() - 2) : token.text;
}

// Words after a table that are no alias of it.
bool follows_a_table(const std::string& word) {
  static const std::set<std::string, std::less<>> words{
      "AS",      "ON",    "USING", "JOIN",   "INNER",     "LEFT",   "RIGHT",  "CROSS", "OUTER",
      "NATURAL", "WHERE", "GROUP", "HAVING", "ORDER",     "LIMIT",  "OFFSET", "UNION", "EXCEPT",
      "MINUS",   "FULL",  "FROM",  "SELECT", "INTERSECT", "WINDOW", "WITH",   "ALL"};
  return words.contains(word);
}
// Words that end a FROM list.
bool ends_a_list(const std::string& word) {
  static const std::set<std::string, std::less<>> words{"SELECT", "WHERE", "GROUP",  "HAVING",    "ORDER",
                                                        "LIMIT",  "UNION", "EXCEPT", "INTERSECT", "OFFSET"};
  return words.contains(word);
}

class Walk {
 public:
  explicit Walk(const std::vector<Token>& tokens) : tokens_(tokens) {}

  std::expected<Reads, SqlError> walk() {
    find_ctes();
    for (at_ = 0; at_ < tokens_.size() && !fault_; ++at_) step();
    if (!fault_) find_columns();
    if (fault_) return std::unexpected(*fault_);
    return std::move(reads_);
  }

 private:
  struct Level {
    bool in_from = false;   // a comma at this depth is followed by a table
    bool is_table = false;  // this parenthesis stands where a table may: what follows it is an alias
  };

  std::string word_at(std::size_t i) const {
    if (i >= tokens_.size() || tokens_[i].kind != TokenKind::word) return {};
    if (i > 0 && tokens_[i - 1].text == ".") return {};
    return to_upper(tokens_[i].text);
  }
  std::string_view text_at(std::size_t i) const {
    return i < tokens_.size() ? tokens_[i].text : std::string_view();
  }
  void refuse(std::size_t i, std::string message) {
    fault_ = SqlError{i < tokens_.size() ? tokens_[i].offset : 0, std::move(message)};
  }

  // NAME AS ( or NAME (columns) AS ( after WITH, RECURSIVE or a comma; nothing else looks like it.
  void find_ctes() {
    for (std::size_t i = 1; i < tokens_.size(); ++i) {
      auto before = word_at(i - 1);
      if (!is_name(tokens_[i]) || (before != "WITH" && before != "RECURSIVE" && tokens_[i - 1].text != ","))
        continue;
      if (word_at(i) == "RECURSIVE") continue;
      auto next = i + 1;
      if (text_at(next) == "(")
        while (next < tokens_.size() && tokens_[next++].text != ")") {
        }
      if (word_at(next) != "AS" || text_at(next + 1) != "(") continue;
      ctes_.insert(std::string(bare(tokens_[i])));
      reads_.ctes.push_back({bare(tokens_[i]), {}, false, tokens_[i].offset, tokens_[i].text.size()});
    }
  }

  void step() {
    const auto& token = tokens_[at_];
    if (token.text == "(") {
      levels_.push_back({false, wanted_});
      if (wanted_ && (word_at(at_ + 1) == "SELECT" || word_at(at_ + 1) == "WITH"))
        wanted_ = false;
      else
        levels_.back().in_from = wanted_;  // a join in parentheses
      return;
    }
    if (token.text == ")") return leave();
    if (wanted_) return take_table();
    if (token.text == ",") {
      wanted_ = levels_.back().in_from;
      return;
    }
    auto word = word_at(at_);
    if (word == "FROM") levels_.back().in_from = true;
    if (word == "FROM" || word == "JOIN") wanted_ = true;
    if (ends_a_list(word)) levels_.back().in_from = false;
  }

  void leave() {
    bool is_table = levels_.back().is_table;
    if (levels_.size() > 1) levels_.pop_back();
    if (!is_table) return;
    auto alias = at_ + (word_at(at_ + 1) == "AS" ? 2 : 1);
    if (alias < tokens_.size() && is_name(tokens_[alias]) && !follows_a_table(word_at(alias)))
      others_.insert(std::string(bare(tokens_[alias])));
  }

  void take_table() {
    wanted_ = false;
    const auto& token = tokens_[at_];
    if (!is_name(token)) return refuse(at_, "a table is named here, or a SELECT in parentheses");
    if (text_at(at_ + 1) == ".")
      return refuse(at_, "name the table without its database, which the connector has chosen");
    TableRead read{bare(token), bare(token), false, token.offset, token.text.size()};
    auto alias = at_ + (word_at(at_ + 1) == "AS" ? 2 : 1);
    if (alias < tokens_.size() && is_name(tokens_[alias]) &&
        (tokens_[alias].kind == TokenKind::quoted_name || !follows_a_table(word_at(alias)))) {
      read.alias = bare(tokens_[alias]);
      read.aliased = true;
      at_ = alias;
    }
    if (ctes_.contains(read.name))
      others_.insert(std::string(read.alias));
    else
      reads_.tables.push_back(read);
  }

  void find_columns() {
    std::map<std::string_view, std::vector<std::string_view>> aliases;
    for (const auto& table : reads_.tables) {
      auto& names = aliases[table.alias];
      if (std::find(names.begin(), names.end(), table.name) == names.end()) names.push_back(table.name);
    }
    for (std::size_t i = 0; i + 2 < tokens_.size(); ++i) {
      if (!is_name(tokens_[i]) || tokens_[i + 1].text != "." || !is_name(tokens_[i + 2])) continue;
      auto found = aliases.find(bare(tokens_[i]));
      if (found != aliases.end() && !others_.contains(bare(tokens_[i])))
        reads_.columns.push_back({found->second, bare(tokens_[i + 2]), tokens_[i + 2].offset});
    }
  }

  const std::vector<Token>& tokens_;
  std::size_t at_ = 0;
  bool wanted_ = false;  // a table comes next
  std::vector<Level> levels_{Level{}};
  std::set<std::string, std::less<>> ctes_;
  std::set<std::string, std::less<>> others_;  // aliases of CTEs and subqueries
  std::optional<SqlError> fault_;
  Reads reads_;
};

}  // namespace

std::expected<Reads, SqlError> reads_of(const std::vector<Token>& tokens) { return Walk(tokens).walk(); }

std::expected<void, SqlError> check_sources(const std::vector<Token>& tokens,
                                            const std::vector<std::string>& sources) {
  auto reads = reads_of(tokens);
  if (!reads) return std::unexpected(std::move(reads.error()));
  auto listed = [&](std::string_view name) {
    return std::find(sources.begin(), sources.end(), name) != sources.end();
  };
  for (const auto& table : reads->tables)
    if (!listed(table.name))
      return std::unexpected(SqlError{table.offset, "the table " + std::string(table.name) +
                                                        " is not among the `sources`; add it there"});
  for (const auto& cte : reads->ctes)
    if (listed(cte.name))
      return std::unexpected(
          SqlError{cte.offset, std::string(cte.name) + " is a table of the `sources`; choose another name"});
  return {};
}

std::expected<std::vector<std::string>, SqlError> columns_given(const std::vector<Token>& tokens) {
  std::vector<std::string> columns;
  int depth = 0;
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    const auto& token = tokens[i];
    if (token.text == "(") ++depth;
    if (token.text == ")") --depth;
    auto word = token.kind == TokenKind::word ? to_upper(token.text) : std::string();
    bool at_end = depth == 0 && (word == "FROM" || ends_a_list(word));
    bool last = i + 1 == tokens.size();
    if (depth != 0 || (token.text != "," && !at_end && !last)) continue;
    const auto& named = last && !at_end ? token : tokens[i - 1];
    if (!is_name(named)) return std::unexpected(SqlError{named.offset, "name this column: ... AS name"});
    std::string name(bare(named));
    if (std::find(columns.begin(), columns.end(), name) != columns.end())
      return std::unexpected(SqlError{named.offset, "the column " + name + " is given twice"});
    columns.push_back(std::move(name));
    if (at_end) break;
  }
  return columns;
}

}  // namespace garden::queries
