// A part of json.hpp: paths and numbers.
#pragma once
#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "garden/json.hpp"
#include "garden/json_text.hpp"
#include "garden/number.hpp"

namespace garden::json {
namespace detail {

template <class Integer>
std::optional<Integer> parse(std::string_view value) {
  Integer number{};
  const auto *const begin = std::to_address(value.begin()), *const end = begin + value.size();
  const auto [stopped, error] = std::from_chars(begin, end, number);
  if (value.empty() || error != std::errc() || stopped != end) return std::nullopt;
  return number;
}

}  // namespace detail

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
template <class... Name>
std::string_view at(std::string_view value, const Name&... path) {
  ((value = step(value, std::string_view(path))), ...);
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
