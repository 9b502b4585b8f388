// A part of json.hpp: the characters of strings.
//
// Threads: pure functions.
#pragma once
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "garden/json.hpp"
#include "garden/utf8.hpp"

namespace garden::json {
namespace detail {

// Four hexadecimal digits at `at`, or no number.
inline std::optional<std::uint32_t> hex4(std::string_view text, std::size_t at) {
  std::uint32_t code = 0;
  if (at + 4 > text.size()) return std::nullopt;
  const auto* const end = text.data() + at + 4;
  const auto [stopped, error] = std::from_chars(text.data() + at, end, code, 16);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return code;
}

// Appends the character of the \u escape whose digits begin at `at`; answers where the text goes on.
inline std::size_t append_escape(std::string& out, std::string_view text, std::size_t at) {
  const auto high = hex4(text, at);
  if (!high) {
    append_utf8(out, 0xfffd);
    return at;
  }
  at += 4;
  if (*high >= 0xd800 && *high < 0xdc00 && text.substr(at).starts_with("\\u")) {
    const auto low = hex4(text, at + 2);
    if (low && *low >= 0xdc00 && *low < 0xe000) {
      append_utf8(out, 0x10000 + ((*high - 0xd800) << 10) + (*low - 0xdc00));
      return at + 6;
    }
  }
  append_utf8(out, *high);
  return at;
}

}  // namespace detail

inline void append_text(std::string& out, std::string_view value) {
  if (value.size() < 2 || value.front() != '"' || value.back() != '"') return;
  const auto inside = value.substr(1, value.size() - 2);
  for (std::size_t at = 0;;) {
    const auto slash = inside.find('\\', at);
    out.append(inside, at, slash - at);
    if (slash == inside.npos || slash + 1 >= inside.size()) return;
    at = slash + 2;
    switch (const char c = inside[slash + 1]) {
      case 'n': out += '\n'; break;
      case 't': out += '\t'; break;
      case 'r': out += '\r'; break;
      case 'b': out += '\b'; break;
      case 'f': out += '\f'; break;
      case 'u': at = detail::append_escape(out, inside, at); break;
      default: out += c;
    }
  }
}

inline std::string text(std::string_view value) {
  std::string out;
  append_text(out, value);
  return out;
}

inline bool same(std::string_view value, std::string_view characters) {
  if (value.size() < 2 || value.front() != '"') return false;
  if (value.find('\\') == value.npos) return value.substr(1, value.size() - 2) == characters;
  return text(value) == characters;
}

}  // namespace garden::json
