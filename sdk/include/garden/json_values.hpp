// The second half of json.hpp: paths, texts, numbers. Include json.hpp.
#pragma once
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "garden/json.hpp"
#include "garden/number.hpp"
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

template <class Integer>
std::optional<Integer> parse(std::string_view value) {
  Integer number{};
  const auto* const end = value.data() + value.size();
  const auto [stopped, error] = std::from_chars(value.data(), end, number);
  if (value.empty() || error != std::errc() || stopped != end) return std::nullopt;
  return number;
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

inline std::string_view member(std::string_view object, std::string_view name) {
  Cursor cursor(object);
  if (!cursor.eat('{')) return {};
  do {
    std::string_view inside;
    if (!cursor.string(&inside) || !cursor.eat(':')) return {};
    const auto value = cursor.value();
    if (value.empty() || same({inside.data() - 1, inside.size() + 2}, name)) return value;
  } while (cursor.eat(','));
  return {};
}

inline std::string_view element(std::string_view array, std::size_t index) {
  Cursor cursor(array);
  if (!cursor.eat('[')) return {};
  for (;; --index) {
    const auto value = cursor.value();
    if (index == 0 || value.empty()) return value;
    if (!cursor.eat(',')) return {};
  }
}

// One step of a path: a member's name, or the number of an element.
inline std::string_view step(std::string_view value, std::string_view name) {
  if (type_of(value) != Type::array) return member(value, name);
  const auto index = detail::parse<std::size_t>(name);
  return index ? element(value, *index) : std::string_view();
}

inline std::string_view at(std::string_view value, std::initializer_list<std::string_view> path) {
  for (const auto name : path) value = step(value, name);
  return value;
}

inline std::string_view pointer(std::string_view value, std::string_view path) {
  while (!path.empty()) {
    if (path.front() != '/') return {};
    const auto end = path.find('/', 1);
    std::string name(path.substr(1, end == path.npos ? end : end - 1));
    for (std::size_t at = 0; (at = name.find('~', at)) != name.npos; ++at)
      name.replace(at, 2, name.compare(at, 2, "~1") == 0 ? "/" : "~");
    value = step(value, name);
    path = end == path.npos ? std::string_view() : path.substr(end);
  }
  return value;
}

// A number without fraction that fits; a number; true or false. Empty for anything else.
inline std::optional<std::int64_t> integer(std::string_view value) {
  return detail::parse<std::int64_t>(value);
}
inline std::optional<double> number(std::string_view value) {
  if (type_of(value) != Type::number) return std::nullopt;
  return parse_double(value);
}
inline std::optional<bool> boolean(std::string_view value) {
  if (value != "true" && value != "false") return std::nullopt;
  return value == "true";
}

}  // namespace garden::json
