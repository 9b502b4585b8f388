// Goal: whatever a value holds, what is written for it is one literal that means it, and a statement keeps
// its own text. Method: the bytes are a statement and a value, divided by a NUL; what the literal means is
// worked out again by a few lines that know only the two forms a text may take.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "garden/failure.hpp"
#include "garden/json.hpp"
#include "garden/json_check.hpp"
#include "garden/json_writer.hpp"
#include "mcp/literal.hpp"

namespace {

constexpr auto hexadecimal = garden::tidb::TextStyle::hexadecimal;

int digit(char c) { return c <= '9' ? c - '0' : c - 'A' + 10; }

std::string meaning_of(std::string_view literal) {
  constexpr std::string_view begin = "_utf8mb4 x'", end = "'";
  std::string text;
  if (!literal.starts_with(begin)) {
    text = literal.substr(1, literal.size() - 2);
    if (text.find_first_of("'\\\"`;?#%") != text.npos) std::abort();
    return text;
  }
  const auto hex = literal.substr(begin.size(), literal.size() - begin.size() - end.size());
  if (!literal.ends_with(end) || hex.find_first_not_of("0123456789ABCDEF") != hex.npos) std::abort();
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2)
    text += static_cast<char>(digit(hex[at]) * 16 + digit(hex[at + 1]));
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto cut = bytes.find('\0');
  const auto sql = bytes.substr(0, cut);
  const auto value = cut == bytes.npos ? std::string_view() : bytes.substr(cut + 1);
  const auto quoted = garden::json::quoted(value);
  if (meaning_of(garden::tidb::sql_literal(quoted, hexadecimal)) != garden::json::text(quoted)) std::abort();
  try {
    const auto literal = garden::tidb::sql_literal(value, hexadecimal);
    if (literal.empty()) std::abort();
  } catch (const garden::Failure&) {
  }
  try {
    garden::tidb::with_bounds(sql, 7, 7);
    if (garden::tidb::with_literals(sql, "[]", hexadecimal) != sql) std::abort();
  } catch (const garden::Failure&) {
  }
  try {
    const auto inside = garden::tidb::sql_literal(quoted, garden::tidb::TextStyle::quoted);
    std::string text;
    for (std::size_t at = 1; at + 1 < inside.size(); at += inside[at] == '\'' ? 2 : 1) {
      if (inside[at] == '\\' || (inside[at] == '\'' && inside[at + 1] != '\'')) std::abort();
      text += inside[at];
    }
    if (text != garden::json::text(quoted)) std::abort();
  } catch (const garden::Failure&) {
  }
  try {
    const auto filled = garden::tidb::with_literals(sql, "[" + quoted + "]", hexadecimal);
    if (filled.size() < sql.size() - 1) std::abort();
  } catch (const garden::Failure&) {
  }
  return 0;
}
