// json::valid: is this text exactly one JSON value? For text that somebody else made and whose shape matters.
//
// Iterative, with a limit on nesting; strings are checked for control characters, escapes and UTF-8, numbers
// for the form JSON gives them. Threads: pure functions.
#pragma once
#include <string_view>
#include <vector>

#include "garden/json.hpp"
#include "garden/utf8.hpp"

namespace garden::json {
namespace detail {

inline bool valid_string(std::string_view inside) {
  for (std::size_t at = 0; at < inside.size();) {
    const auto c = static_cast<unsigned char>(inside[at]);
    if (c < 0x20) return false;
    if (c == '\\') {
      const char escape = at + 1 < inside.size() ? inside[at + 1] : '\0';
      if (escape == 'u' ? !hex4(inside, at + 2)
                        : std::string_view("\"\\/bfnrt").find(escape) == std::string_view::npos)
        return false;
      at += escape == 'u' ? 6 : 2;
    } else if (const auto length = utf8_character(inside, at)) {
      at += length;
    } else {
      return false;
    }
  }
  return true;
}

inline bool valid_number(std::string_view word) {
  std::size_t at = word.starts_with('-') ? 1 : 0;
  const auto digits = [&] {
    const auto from = at;
    while (at < word.size() && word[at] >= '0' && word[at] <= '9') ++at;
    return at - from;
  };
  const auto whole_at = at;
  const auto whole = digits();
  if (whole == 0 || (whole > 1 && word[whole_at] == '0')) return false;
  if (at < word.size() && word[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  if (at < word.size() && (word[at] == 'e' || word[at] == 'E')) {
    ++at;
    if (at < word.size() && (word[at] == '+' || word[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == word.size();
}

inline bool valid_word(std::string_view word) {
  return word == "null" || word == "true" || word == "false" || valid_number(word);
}

// The open brackets of a text that is being checked.
class Checker {
 public:
  Checker(std::string_view text, std::size_t depth_max) : cursor_(text), depth_max_(depth_max) {}

  bool run() {
    do {
      if (!begin_value()) return false;
      while (!open_.empty() && !begun_) {  // a value has ended: what may follow it
        if (cursor_.eat(',')) break;
        if (!cursor_.eat(open_.back())) return false;
        open_.pop_back();
      }
      if (!open_.empty() && !begin_element()) return false;
    } while (!open_.empty());
    return cursor_.peek() == '\0' && !cursor_.eat('\0');
  }

 private:
  // Takes a scalar, an empty container, or the beginning of another (then begun_).
  bool begin_value() {
    begun_ = false;
    const char c = cursor_.peek();
    if (c == '"') return string();
    if (c != '{' && c != '[') return valid_word(cursor_.value());
    if (open_.size() == depth_max_) return false;
    const char end = c == '{' ? '}' : ']';
    cursor_.eat(c);
    if (cursor_.eat(end)) return true;
    open_.push_back(end);
    begun_ = true;
    return true;
  }
  bool begin_element() {
    begun_ = false;
    return open_.back() == ']' || (string() && cursor_.eat(':'));
  }
  bool string() {
    std::string_view inside;
    return cursor_.string(&inside) && valid_string(inside);
  }

  Cursor cursor_;
  std::size_t depth_max_;
  std::vector<char> open_;
  bool begun_ = false;
};

}  // namespace detail

inline bool valid(std::string_view text, std::size_t depth_max = 64) {
  return detail::Checker(text, depth_max).run();
}

}  // namespace garden::json
