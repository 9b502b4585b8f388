// parse_double: a decimal number out of text, the same in every locale and with every standard library.
//
// Threads: pure functions.
#pragma once
#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#if !defined(__cpp_lib_to_chars)
#include <locale>
#include <sstream>
#endif

namespace garden {

// The number that `text` is, as a whole; nothing if it is none or has no value as a double.
inline std::optional<double> parse_double(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789+-.eE") != text.npos) return std::nullopt;
  double number = 0;
#if defined(__cpp_lib_to_chars)
  const auto *const begin = std::to_address(text.begin()), *const end = begin + text.size();
  const auto [stopped, error] = std::from_chars(begin, end, number);
  if (error != std::errc() || stopped != end) return std::nullopt;
#else
  std::istringstream in{std::string(text)};
  in.imbue(std::locale::classic());
  if (!(in >> number) || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
#endif
  return number;
}

}  // namespace garden
