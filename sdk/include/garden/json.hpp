// json: values out of JSON text without building a tree, which is what a stream of tokens needs.
//
//   auto part = json::at(frame, "candidates", "0", "content", "parts", "0");   // a slice of `frame`
//   std::string text = json::text(json::at(part, "text"));
//
// A value is a slice of the text it was found in, empty if it is not there. The reader is bounded, iterative
// and linear: on any bytes whatever it gives slices of the text or empty ones, reads nothing beyond the end
// and uses no stack for nesting. It trusts the shape of what it skips; where that matters, ask valid() first
// (json_check.hpp). Of a key given twice the first counts. Threads: pure functions.
#pragma once
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>

namespace garden::json {

enum class Type { none, null, boolean, number, string, array, object };

// A position in JSON text that moves from token to token.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  // The next character that is no white space, 0 at the end; it is not taken.
  char peek() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
    return at_ != end_ ? *at_ : '\0';
  }
  bool eat(char wanted) {
    if (peek() != wanted || at_ == end_) return false;
    ++at_;
    return true;
  }
  // All that is not taken yet; and takes so many bytes of it, which the caller knows already.
  std::string_view rest() const { return {at_, length(at_, end_)}; }
  void skip(std::size_t bytes) { at_ += bytes; }
  // Takes a string; `inside` is what stands between its quotes, escapes as they are.
  bool string(std::string_view* inside = nullptr) {
    if (!eat('"')) return false;
    const char* const from = at_;
    const char* quote = find('"', at_);
    while (quote) {
      const auto* slash = static_cast<const char*>(std::memchr(at_, '\\', length(at_, quote)));
      if (!slash) {
        if (inside) *inside = {from, length(from, quote)};
        at_ = quote + 1;
        return true;
      }
      at_ = slash + 2;  // the escaped character may be the quote: then another ends the string
      if (at_ > quote) quote = at_ < end_ ? find('"', at_) : nullptr;
    }
    at_ = end_;
    return false;
  }
  // Takes one value, whatever it is; empty when there is none, or it does not end.
  std::string_view value() {
    if (peek() == '\0') return {};
    const char* const from = at_;
    std::size_t depth = 0;
    do {
      const char c = peek();
      if (c == '"') {
        if (!string()) return {};
      } else if (c == '{' || c == '[') {
        ++at_, ++depth;
      } else if (c == '}' || c == ']') {
        if (depth == 0) return {};
        ++at_, --depth;
      } else if (c == ',' || c == ':') {
        if (depth == 0) return {};
        ++at_;
      } else if (c == '\0') {
        return {};
      } else {
        while (at_ != end_ && !ends_word(*at_)) ++at_;
      }
    } while (depth > 0);
    return {from, length(from, at_)};
  }

 private:
  static bool ends_word(char c) {
    return std::string_view(",:]}[{\" \n\r\t\0", 12).find(c) != std::string_view::npos;
  }
  static std::size_t length(const char* from, const char* to) { return static_cast<std::size_t>(to - from); }
  const char* find(char c, const char* from) const {
    return static_cast<const char*>(std::memchr(from, c, length(from, end_)));
  }
  const char *at_, *end_;
};

inline Type type_of(std::string_view value) {
  switch (Cursor(value).peek()) {
    case '\0': return Type::none;
    case 'n': return Type::null;
    case 't':
    case 'f': return Type::boolean;
    case '"': return Type::string;
    case '[': return Type::array;
    case '{': return Type::object;
    default: return Type::number;
  }
}

// visit(element) for every element of an array; nothing for what is no array.
template <class Visit>
void each(std::string_view array, Visit&& visit) {
  Cursor cursor(array);
  if (!cursor.eat('[') || cursor.peek() == ']') return;
  do {
    const auto element = cursor.value();
    if (element.empty()) return;
    visit(element);
  } while (cursor.eat(','));
}

// visit(key, value) for every member of an object; key is its JSON text with its quotes, for text() or
// same().
template <class Visit>
void each_member(std::string_view object, Visit&& visit) {
  Cursor cursor(object);
  if (!cursor.eat('{')) return;
  do {
    std::string_view inside;
    if (!cursor.string(&inside) || !cursor.eat(':')) return;
    const auto value = cursor.value();
    if (value.empty()) return;
    visit(std::string_view(inside.data() - 1, inside.size() + 2), value);
  } while (cursor.eat(','));
}

inline std::string_view member(std::string_view object, std::string_view name);
inline std::string_view element(std::string_view array, std::size_t index);
// Member of member, or element by its number, and so on: at(frame, "candidates", "0"). The form with braces
// is for a path of its own; g++ 12 cannot take it inside an expression with co_await.
template <class... Name>
std::string_view at(std::string_view value, const Name&... path);
inline std::string_view at(std::string_view value, std::initializer_list<std::string_view> path);
// The same by a JSON pointer: "/servers/0/name". "" is the whole value.
inline std::string_view pointer(std::string_view value, std::string_view path);

// The characters of a string, its escapes resolved; "" for what is no string.
inline std::string text(std::string_view value);
inline void append_text(std::string& out, std::string_view value);
// True if `value` is a string of exactly these characters.
inline bool same(std::string_view value, std::string_view characters);

}  // namespace garden::json

#include "garden/json_values.hpp"  // IWYU pragma: export
