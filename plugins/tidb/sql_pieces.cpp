#include "sql_pieces.hpp"

#include <algorithm>
#include <cctype>

#include "garden/failure.hpp"

namespace garden::tidb {
namespace {

bool in_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

bool SqlPieces::is_blank(std::string_view piece) {
  return std::isspace(static_cast<unsigned char>(piece.front())) != 0 || piece.starts_with("/*") ||
         piece.starts_with("--") || piece.starts_with('#');
}

bool SqlPieces::is_quoted(std::string_view piece) {
  return std::string_view("'\"`").find(piece.front()) != std::string_view::npos;
}

void SqlPieces::skip_past(std::string_view end, std::size_t from) {
  const auto found = sql_.find(end, from);
  if (found == std::string_view::npos)
    throw Failure(GARDEN_INVALID, "the statement ends within a comment or a text");
  at_ = found + end.size();
}

std::string_view SqlPieces::next() {
  const auto from = at_;
  const char first = sql_[at_];
  if (starts("/*")) {
    skip_past("*/", at_ + 2);
  } else if (first == '#' || (starts("--") && (at_ + 2 == sql_.size() || sql_[at_ + 2] <= ' '))) {
    at_ = std::min(sql_.find('\n', at_), sql_.size());
  } else if (is_quoted(rest())) {
    skip_past({&first, 1}, at_ + 1);
    // A backslash hides the next character on some servers and not on others.
    if (first != '`' && sql_.substr(from, at_ - from).find('\\') != std::string_view::npos)
      throw Failure(GARDEN_INVALID, "a text in the statement has a backslash; bind it as a parameter");
  } else if (in_word(first)) {
    while (at_ < sql_.size() && in_word(sql_[at_])) ++at_;
  } else {
    ++at_;
  }
  return sql_.substr(from, at_ - from);
}

}  // namespace garden::tidb
