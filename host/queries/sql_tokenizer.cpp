#include <algorithm>

#include "garden/ascii.hpp"
#include "queries/sql_text.hpp"

namespace garden::queries {
namespace {

bool is_letter(char c) { return is_lower(c) || is_upper(c) || c == '_'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Walks over the text once; every refusal keeps the place where it happened.
class Reader {
 public:
  explicit Reader(std::string_view sql) : sql_(sql) {}

  std::expected<std::vector<Token>, SqlError> read() {
    if (sql_.size() > sql_bytes_max) return refuse(0, "the statement is longer than 64 KiB");
    std::vector<Token> tokens;
    for (;;) {
      if (auto skipped = skip_blanks(); !skipped) return std::unexpected(skipped.error());
      if (at_ == sql_.size()) return tokens;
      auto token = next();
      if (!token) return std::unexpected(token.error());
      tokens.push_back(*token);
    }
  }

 private:
  static std::unexpected<SqlError> refuse(std::size_t offset, std::string message) {
    return std::unexpected(SqlError{offset, std::move(message)});
  }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < sql_.size() ? sql_[at_ + ahead] : '\0'; }
  Token take(TokenKind kind, std::size_t from) const { return {kind, sql_.substr(from, at_ - from), from}; }

  std::expected<void, SqlError> skip_blanks() {
    while (at_ < sql_.size()) {
      if (is_blank(peek())) {
        ++at_;
      } else if (peek() == '-' && peek(1) == '-') {
        if (at_ + 2 < sql_.size() && !is_blank(peek(2)))
          return refuse(at_, "a comment is `-- ` with a blank after it (without one, MySQL subtracts)");
        at_ = std::min(sql_.find('\n', at_), sql_.size());
      } else if (peek() == '/' && peek(1) == '*') {
        if (peek(2) == '!' || peek(2) == '+' || (peek(2) == 'T' && peek(3) == '!'))
          return refuse(at_, "a comment that some databases run as code; leave it out");
        auto end = sql_.find("*/", at_ + 2);
        if (end == std::string_view::npos) return refuse(at_, "this comment has no end");
        at_ = end + 2;
      } else {
        break;
      }
    }
    return {};
  }

  std::expected<Token, SqlError> next() {
    auto from = at_;
    char c = peek();
    if (is_letter(c)) {
      while (is_letter(peek()) || is_digit(peek())) ++at_;
      if (peek() == '\'')
        return refuse(from, "a string with a prefix means different things; leave the prefix out");
      return take(TokenKind::word, from);
    }
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
    if (c == '\'' || c == '`') return quoted(c);
    if (c == ':' && is_letter(peek(1))) {
      ++at_;
      while (is_letter(peek()) || is_digit(peek())) ++at_;
      return take(TokenKind::parameter, from);
    }
    return symbol();
  }

  std::expected<Token, SqlError> number() {
    auto from = at_;
    while (is_digit(peek())) ++at_;
    if (peek() == '.') {
      ++at_;
      while (is_digit(peek())) ++at_;
    }
    if (peek() == 'e' || peek() == 'E') {
      std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
      if (!is_digit(peek(1 + sign))) return refuse(from, "this number has an exponent without digits");
      at_ += 1 + sign;
      while (is_digit(peek())) ++at_;
    }
    if (is_letter(peek())) return refuse(from, "a number runs into a word here; put a blank between them");
    return take(TokenKind::number, from);
  }

  // 'text' or `name`; a quote inside a text is written twice.
  std::expected<Token, SqlError> quoted(char quote) {
    auto from = at_++;
    for (;; ++at_) {
      if (at_ == sql_.size())
        return refuse(from, quote == '`' ? "this name has no end" : "this text has no end");
      if (peek() == '\0') return refuse(at_, "a zero byte");
      if (peek() == '\\' && quote == '\'')
        return refuse(at_, "a backslash in a text is an escape in MySQL only; bind the value as a parameter");
      if (peek() != quote) continue;
      if (quote == '\'' && peek(1) == quote) {
        ++at_;
        continue;
      }
      ++at_;
      return take(quote == '`' ? TokenKind::quoted_name : TokenKind::text, from);
    }
  }

  std::expected<Token, SqlError> symbol() {
    static constexpr std::string_view longer[] = {
        "<=>", "->>", "<=", ">=", "<>", "!=", "||", "==", "->", "<<", ">>"};
    for (auto candidate : longer)
      if (sql_.substr(at_).starts_with(candidate)) {
        auto from = at_;
        at_ += candidate.size();
        return take(TokenKind::symbol, from);
      }
    char c = peek();
    if (std::string_view("(),.*+-/%=<>&|~;").find(c) != std::string_view::npos) {
      ++at_;
      return take(TokenKind::symbol, at_ - 1);
    }
    switch (c) {
      case '"':
        return refuse(at_,
                      "double quotes are a name to one database and a text to another; use '...' or `...`");
      case '?': return refuse(at_, "values are bound by name here: write :name and declare the parameter");
      case '#': return refuse(at_, "`#` starts a comment in MySQL only; use `-- `");
      case '[': return refuse(at_, "[name] works in one database only; use `name`");
      case '@': return refuse(at_, "variables of the database may not be used");
      default: break;
    }
    if (static_cast<unsigned char>(c) >= 0x80)
      return refuse(at_, "a letter outside ASCII stands outside a text; quote it");
    return refuse(at_, "this character has no meaning here");
  }

  std::string_view sql_;
  std::size_t at_ = 0;
};

}  // namespace

std::expected<std::vector<Token>, SqlError> tokenize(std::string_view sql) { return Reader(sql).read(); }

std::vector<std::string> parameter_names(const std::vector<Token>& tokens) {
  std::vector<std::string> names;
  for (const auto& token : tokens) {
    if (token.kind != TokenKind::parameter) continue;
    std::string name(token.text.substr(1));
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

base::Result<BoundSql> bind_names(std::string_view sql, const base::Json& values) {
  auto tokens = tokenize(sql);
  if (!tokens) return base::fail(base::Code::invalid, tokens.error().message);
  BoundSql bound{{}, base::Json::array()};
  std::size_t end_of_last = 0;
  for (const auto& token : *tokens) {
    if (!bound.sql.empty() && token.offset > end_of_last) bound.sql += ' ';
    end_of_last = token.offset + token.text.size();
    if (token.kind != TokenKind::parameter) {
      bound.sql += token.text;
      continue;
    }
    std::string name(token.text.substr(1));
    if (!values.contains(name))
      return base::fail(base::Code::invalid, "the statement uses :" + name + ", which has no value");
    const auto& value = values.at(name);
    if (value.is_object()) return base::fail(base::Code::invalid, "an object cannot be bound to :" + name);
    if (!value.is_array()) {
      bound.sql += '?';
      bound.params.push_back(value);
      continue;
    }
    if (value.empty())
      return base::fail(base::Code::invalid, "the list :" + name + " is empty; it needs a value");
    for (std::size_t i = 0; i < value.size(); ++i) {
      bound.sql += i == 0 ? "?" : ",?";
      bound.params.push_back(value[i]);
    }
  }
  return bound;
}

}  // namespace garden::queries
