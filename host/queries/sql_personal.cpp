// Where personal columns go in a statement: followed by name from the tables to the result.
//
// A masked column may be selected under a name, and that name again. Everything that cannot be followed so,
// or that would tell the value in another way (a filter, an order, a join, a UNION), is refused.
#include <algorithm>
#include <map>
#include <set>

#include "garden/ascii.hpp"
#include "queries/personal.hpp"

namespace garden::queries {
namespace {

std::string name_of(const Token& token) { return folded_name(token.text); }
bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}
bool is_keyword(std::string_view word) {
  return is_one_of(
      word,
      {"SELECT",   "FROM",  "WHERE", "GROUP",  "HAVING",  "ORDER", "BY",   "LIMIT",  "ON",      "JOIN",
       "LEFT",     "RIGHT", "INNER", "CROSS",  "OUTER",   "UNION", "AS",   "AND",    "OR",      "NOT",
       "IN",       "IS",    "NULL",  "CASE",   "WHEN",    "THEN",  "ELSE", "END",    "OVER",    "PARTITION",
       "DISTINCT", "ALL",   "WITH",  "EXISTS", "BETWEEN", "ASC",   "DESC", "SIGNED", "INTEGER", "USING"});
}

// One expression of a SELECT list: its tokens and the name it gets.
struct Item {
  std::size_t begin = 0, end = 0;
  std::string alias;  // empty: none that could be followed
};

class Follower {
 public:
  Follower(const std::vector<Token>& tokens, const PersonalData& personal)
      : tokens_(tokens), personal_(personal) {}

  std::expected<Masks, SqlError> follow() {
    for (const auto& token : tokens_) {
      if (!is_name(token)) continue;
      auto mask = personal_.mask_of(token.text);
      if (mask == Mask::deny)
        return refuse(token, std::string(token.text) + " is personal data: no query may name it");
      if (mask != Mask::none) carried_[name_of(token)] = mask;
    }
    const auto* hidden = find_hidden();
    if (carried_.empty() && !(hidden && has_star())) return Masks();
    if (carried_.empty())
      return refuse(*hidden, "what `*` selects cannot be followed through this; name the columns");
    if (!hidden) hidden = find_star();
    walk();
    if (hidden)
      return refuse(*hidden,
                    "a masked column cannot be followed through this; select "
                    "it plainly, in one SELECT or in WITH name AS (...)");
    for (bool changed = true; changed;) {
      changed = false;
      for (const auto& item : items_) {
        auto mask = mask_in(item);
        if (mask == Mask::none) continue;
        if (item.alias.empty() && is_within_other(item)) continue;  // its value is that item's
        if (item.alias.empty())
          return refuse(tokens_[item.begin], "what shows a masked column needs a name: write ... AS name");
        auto& known = carried_[item.alias];
        changed = changed || mask > known;
        known = std::max(known, mask);
      }
    }
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      if (is_name(tokens_[i]) && !selected_[i] && carried_.contains(name_of(tokens_[i])) && !is_alias(i))
        return refuse(tokens_[i], std::string(tokens_[i].text) +
                                      " is shown masked: it may be selected, and nothing "
                                      "may be filtered, joined or sorted by it");
    return Masks(carried_.begin(), carried_.end());
  }

 private:
  static std::unexpected<SqlError> refuse(const Token& token, std::string message) {
    return std::unexpected(SqlError{token.offset, std::move(message)});
  }
  std::string word(std::size_t i) const {
    return i < tokens_.size() && tokens_[i].kind == TokenKind::word ? to_upper(tokens_[i].text)
                                                                    : std::string();
  }

  // Finds the SELECT lists, their items, and which tokens stand in one (or in GROUP BY).
  void walk() {
    struct Level {
      bool in_list = false, in_group = false;
      std::size_t item = 0;  // where the present one began
    };
    selected_.assign(tokens_.size(), false);
    std::vector<Level> levels(1);
    auto close_item = [&](std::size_t end) {
      auto& level = levels.back();
      if (level.in_list && end > level.item) items_.push_back(item_of(level.item, end));
    };
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      bool in_any =
          std::ranges::any_of(levels, [](const auto& level) { return level.in_list || level.in_group; });
      selected_[i] = in_any && !is_in_clause();
      if (tokens_[i].text == "(") {
        levels.emplace_back();
        clauses_.push_back(false);
      } else if (tokens_[i].text == ")") {
        close_item(i);
        if (levels.size() > 1) levels.pop_back();
        if (!clauses_.empty()) clauses_.pop_back();
      } else if (tokens_[i].text == "," && levels.back().in_list) {
        close_item(i);
        levels.back().item = i + 1;
      } else if (auto w = word(i); w == "SELECT") {
        levels.back() = {true, false, i + 1 + (is_one_of(word(i + 1), {"DISTINCT", "ALL"}) ? 1U : 0U)};
        set_clause(false);
      } else if (is_one_of(w,
                           {"FROM", "JOIN", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "ON", "USING"})) {
        close_item(i);
        levels.back().in_list = false;
        levels.back().in_group = w == "GROUP";
        set_clause(!is_one_of(w, {"FROM", "JOIN", "GROUP"}));
      }
    }
    close_item(tokens_.size());
  }
  // Inside of a WHERE, ON ... of this SELECT or of one around it.
  bool is_in_clause() const { return outer_clause_ || std::ranges::find(clauses_, true) != clauses_.end(); }
  void set_clause(bool is) {
    if (clauses_.empty())
      outer_clause_ = is;
    else
      clauses_.back() = is;
  }

  Item item_of(std::size_t begin, std::size_t end) const {
    Item item{begin, end, {}};
    const auto& last = tokens_[end - 1];
    if (!is_name(last) || (last.kind == TokenKind::word && is_keyword(to_upper(last.text)))) return item;
    bool is_column =
        end - begin == 1 || (end - begin >= 3 && tokens_[end - 2].text == "." && end - begin <= 5);
    bool is_named = end - begin >= 2 && tokens_[end - 2].text != "." &&
                    (word(end - 2) == "AS" || word(end - 2) == "END" || tokens_[end - 2].text == ")" ||
                     tokens_[end - 2].kind != TokenKind::symbol);
    if (is_column || is_named) item.alias = name_of(last);
    return item;
  }

  bool is_within_other(const Item& item) const {
    return std::ranges::any_of(
        items_, [&](const Item& other) { return other.begin < item.begin && item.end <= other.end; });
  }

  // The strictest mask of what stands in an item; what is only counted does not show.
  Mask mask_in(const Item& item) const {
    auto strictest = Mask::none;
    int counted = 0;  // depth inside of COUNT(...)
    for (auto i = item.begin; i < item.end; ++i) {
      if (tokens_[i].text == "(" && (counted > 0 || (i > 0 && word(i - 1) == "COUNT"))) ++counted;
      if (tokens_[i].text == ")" && counted > 0) --counted;
      if (counted > 0 || !is_name(tokens_[i])) continue;
      auto found = carried_.find(name_of(tokens_[i]));
      if (found != carried_.end()) strictest = std::max(strictest, found->second);
    }
    return strictest;
  }

  // What moves columns without naming them: by place.
  const Token* find_hidden() const {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      auto w = word(i);
      if (is_one_of(w, {"UNION", "EXCEPT", "INTERSECT", "NATURAL", "PROCEDURE"})) return &tokens_[i];
      bool opens_list =
          is_one_of(w, {"WITH", "RECURSIVE"}) || (i > 0 && tokens_[i].text == "," && is_after_query(i));
      opens_list = opens_list || w == "AS" || tokens_[i].text == ")";
      if (opens_list && i + 2 < tokens_.size() && is_name(tokens_[i + 1]) && tokens_[i + 2].text == "(" &&
          !is_keyword(word(i + 1)))
        return &tokens_[i + 1];
    }
    return nullptr;
  }
  const Token* find_star() const {
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      if (word(i) == "TABLE") return &tokens_[i];  // all of its columns
    for (std::size_t i = 1; i < tokens_.size(); ++i)
      if (tokens_[i].text == "*" && (is_one_of(word(i - 1), {"SELECT", "DISTINCT", "ALL"}) ||
                                     tokens_[i - 1].text == "," || tokens_[i - 1].text == "."))
        return &tokens_[i];
    return nullptr;
  }
  bool has_star() const { return find_star() != nullptr; }
  // A comma behind the parenthesis of WITH x AS (...).
  bool is_after_query(std::size_t comma) const { return tokens_[comma - 1].text == ")"; }
  bool is_alias(std::size_t i) const { return i > 0 && word(i - 1) == "AS"; }

  const std::vector<Token>& tokens_;
  const PersonalData& personal_;
  std::map<std::string, Mask> carried_;
  std::vector<Item> items_;
  std::vector<bool> selected_, clauses_;
  bool outer_clause_ = false;
};

}  // namespace

std::expected<Masks, SqlError> check_personal(const std::vector<Token>& tokens,
                                              const PersonalData& personal) {
  return Follower(tokens, personal).follow();
}

}  // namespace garden::queries
