// Reads single values out of JSON text without building a tree: what a token stream needs.
//   auto part = json::at(frame, {"candidates", "0", "content", "parts", "0"});   raw slice of that value,
//   empty if not there json::append_text(out, json::at(part, {"text"}));                            its
//   characters, unescaped
// It trusts the shape only as far as it must: broken text gives empty slices, never a read beyond the end.
#pragma once
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>
namespace garden::json {
class Cursor {
 public:
  explicit Cursor(std::string_view s) : p_(s.data()), end_(p_ + s.size()) {}
  char peek() {
    while (p_ < end_ && (*p_ == ' ' || *p_ == '\n' || *p_ == '\r' || *p_ == '\t')) ++p_;
    return p_ < end_ ? *p_ : '\0';
  }
  bool eat(char c) {
    if (peek() != c || p_ == end_) return false;
    ++p_;
    return true;
  }
  bool string(std::string_view* inside = nullptr) {  // raw, between the quotes
    if (!eat('"')) return false;
    auto* from = p_;
    for (;;) {
      auto* quote = static_cast<const char*>(memchr(p_, '"', size_t(end_ - p_)));
      if (!quote) {
        p_ = end_;
        return false;
      }
      auto* slash = quote;
      while (slash > from && slash[-1] == '\\') --slash;
      p_ = quote + 1;
      if ((quote - slash) % 2 == 0) {
        if (inside) *inside = {from, size_t(quote - from)};
        return true;
      }
    }
  }
  std::string_view value() {  // one value, whatever it is; no recursion
    if (!peek()) return {};
    auto* from = p_;
    int depth = 0;
    do {
      char c = peek();
      if (c == '"') {
        if (!string()) return {};
      } else if (c == '{' || c == '[') {
        ++p_;
        ++depth;
      } else if (c == '}' || c == ']') {
        if (--depth < 0) return {};
        ++p_;
      } else if (c == ',' || c == ':') {
        if (!depth) return {};
        ++p_;
      } else if (!c)
        return {};
      else
        while (p_ < end_ && !strchr(",:]} \n\r\t", *p_)) ++p_;
    } while (depth > 0);
    return {from, size_t(p_ - from)};
  }

 private:
  const char *p_, *end_;
};
template <class F>
void each(std::string_view array, F&& f) {  // f(slice) for every element
  Cursor c(array);
  if (!c.eat('[') || c.peek() == ']') return;
  do {
    auto v = c.value();
    if (v.empty()) return;
    f(v);
  } while (c.eat(','));
}
inline std::string_view member(std::string_view object, std::string_view name) {
  Cursor c(object);
  std::string_view key;
  if (!c.eat('{')) return {};
  while (c.string(&key) && c.eat(':')) {
    auto v = c.value();
    if (key == name || v.empty()) return v;
    if (!c.eat(',')) break;
  }
  return {};
}
inline std::string_view element(std::string_view array, size_t n) {
  Cursor c(array);
  if (!c.eat('[')) return {};
  for (;; --n) {
    auto v = c.value();
    if (n == 0 || v.empty() || !c.eat(',')) return n == 0 ? v : std::string_view();
  }
}
inline std::string_view at(std::string_view v, std::initializer_list<std::string_view> path) {
  for (auto p : path)
    v = !v.empty() && v[0] == '[' ? element(v, size_t(std::strtoul(std::string(p).c_str(), nullptr, 10)))
                                  : member(v, p);
  return v;
}
inline void append_text(std::string& out, std::string_view quoted) {
  if (quoted.size() < 2 || quoted[0] != '"') return;
  auto s = quoted.substr(1, quoted.size() - 2);
  auto hex = [&](size_t i) {
    uint32_t u = 0;
    for (size_t k = i; k < i + 4 && k < s.size(); k++) {
      char c = s[k];
      u = u * 16 + uint32_t(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
    }
    return u & 0xffff;
  };
  for (size_t i = 0; i < s.size();) {
    auto plain = s.find('\\', i);
    if (plain == s.npos) plain = s.size();
    out.append(s, i, plain - i);
    i = plain;
    if (i + 1 >= s.size()) break;
    char c = s[i + 1];
    i += 2;
    if (c != 'u') {
      out += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c == 'b' ? '\b' : c == 'f' ? '\f' : c;
      continue;
    }
    uint32_t u = hex(i);
    i += 4;
    if (u >= 0xd800 && u < 0xdc00 && s.substr(i).starts_with("\\u")) {
      u = 0x10000 + ((u - 0xd800) << 10) + ((hex(i + 2) - 0xdc00) & 0x3ff);
      i += 6;
    }
    if (u >= 0xd800 && u < 0xe000) u = 0xfffd;
    if (u < 0x80)
      out += char(u);
    else if (u < 0x800) {
      out += char(0xc0 | u >> 6);
      out += char(0x80 | (u & 63));
    } else if (u < 0x10000) {
      out += char(0xe0 | u >> 12);
      out += char(0x80 | (u >> 6 & 63));
      out += char(0x80 | (u & 63));
    } else {
      out += char(0xf0 | u >> 18);
      out += char(0x80 | (u >> 12 & 63));
      out += char(0x80 | (u >> 6 & 63));
      out += char(0x80 | (u & 63));
    }
  }
}
}  // namespace garden::json
