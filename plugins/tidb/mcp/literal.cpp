#include "literal.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <vector>

#include "garden/failure.hpp"
#include "garden/json.hpp"
#include "garden/json_check.hpp"
#include "garden/utf8.hpp"
#include "sql_pieces.hpp"

namespace garden::tidb {
namespace {

[[noreturn]] void refuse(const std::string& why) { throw Failure(GARDEN_INVALID, why); }

bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// Nothing but signs that mean nothing between single quotes, in any mode and any character set. A colon is
// one only behind a letter or digit, as in a time of day: pytidb's server takes `:word` for a parameter of
// its own, also within quotes.
bool is_plain(std::string_view text) {
  bool in_word = false;
  for (const char c : text) {
    if (c == ':' ? !in_word : !is_alnum(c) && !std::string_view(" _-.,/+@").contains(c)) return false;
    in_word = is_alnum(c);
  }
  return true;
}

std::string quoted_literal(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      throw Failure(GARDEN_UNIMPLEMENTED,
                    "a text with a backslash or a control character cannot be sent through this MCP server");
    out.append(c == '\'' ? 2 : 1, c);
  }
  return out + "'";
}

std::string text_literal(const std::string& text, TextStyle style) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  if (is_plain(text)) return "'" + text + "'";
  if (style == TextStyle::quoted) return quoted_literal(text);
  std::string out = "_utf8mb4 x'";
  for (const char c : text) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out + "'";
}

std::string number_literal(std::string_view value) {
  if (!json::detail::valid_number(value))
    refuse("a parameter is no number: " + std::string(value.substr(0, 40)));
  std::string out(value);
  if (value.find_first_of(".eE") == value.npos) {
    if (!json::integer(value)) refuse("a parameter is a number that does not fit: " + out.substr(0, 40));
  } else {
    const auto number = json::number(value);
    if (!number || !std::isfinite(*number))
      refuse("a parameter is a number that does not fit: " + out.substr(0, 40));
    if (value.find_first_of("eE") == value.npos) out += "e0";
  }
  return value.starts_with('-') ? "(" + out + ")" : out;
}

std::string scalar_literal(std::string_view value, TextStyle style) {
  switch (json::type_of(value)) {
    case json::Type::null:
      if (value != "null") refuse("a parameter is no value");
      return "NULL";
    case json::Type::boolean:
      if (!json::boolean(value)) refuse("a parameter is no value");
      return value == "true" ? "TRUE" : "FALSE";
    case json::Type::number: return number_literal(value);
    case json::Type::string: {
      if (!json::valid(value)) refuse("a parameter is no text");
      const auto text = json::text(value);
      if (!is_utf8(text)) refuse("a parameter is no UTF-8 text");
      return text_literal(text, style);
    }
    default: refuse("a parameter must be a text, a number, true, false, null or a list of these");
  }
}

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::toupper(x) == std::toupper(y); });
}

}  // namespace

std::string sql_literal(std::string_view value, TextStyle style) {
  if (json::type_of(value) != json::Type::array) return scalar_literal(value, style);
  std::string out;
  json::each(value, [&](std::string_view element) {
    out += out.empty() ? "" : ", ";
    out += scalar_literal(element, style);
  });
  return out.empty() ? "NULL" : out;
}

std::string with_literals(std::string_view sql, std::string_view params, TextStyle style) {
  if (!json::valid(params)) refuse("the parameters are no list of values");
  std::vector<std::string_view> values;
  json::each(params, [&values](std::string_view value) { values.push_back(value); });
  std::string out;
  std::size_t used = 0;
  for (SqlPieces pieces(sql); !pieces.at_end();) {
    const auto piece = pieces.next();
    if (piece != "?") {
      out += piece;
    } else if (used++ < values.size()) {
      out += sql_literal(values[used - 1], style);
    }
  }
  if (used != values.size())
    refuse("the statement has " + std::to_string(used) + " parameters, but " + std::to_string(values.size()) +
           " values were given");
  return out;
}

std::string with_bounds(std::string_view sql, std::uint64_t rows_max, std::int64_t time_ms) {
  std::size_t select_end = 0, statement_end = 0;
  bool limited = false;
  int depth = 0;
  for (SqlPieces pieces(sql); !pieces.at_end();) {
    const auto piece = pieces.next();
    if (!SqlPieces::is_blank(piece) && piece != ";") statement_end = pieces.at();
    depth += piece == "(" ? 1 : piece == ")" ? -1 : 0;
    if (depth != 0) continue;
    if (select_end == 0 && same_word(piece, "SELECT")) select_end = pieces.at();
    limited = limited || same_word(piece, "LIMIT");
  }
  std::string out(sql.substr(0, statement_end));  // what follows is blank, a comment or the last semicolon
  if (!limited && select_end != 0) out += "\nLIMIT " + std::to_string(rows_max);
  if (select_end != 0)
    out.insert(select_end,
               " /*+ MAX_EXECUTION_TIME(" + std::to_string(std::max<std::int64_t>(time_ms, 1)) + ") */");
  return out;
}

}  // namespace garden::tidb
