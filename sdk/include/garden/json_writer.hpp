// json::Writer: makes JSON text, so that a plugin needs no library for it.
//
//   json::Writer out;
//   out.object().field("done", true).key("rows").array().value(1).value("two").end().end();
//   co_await ctx.emit_json(out.text());
//
// Commas and quotes are the writer's; the order of calls (a key before each value of an object, as many end()
// as beginnings) is the caller's. Text that is not UTF-8 gets U+FFFD where it is broken, so that what is
// written can always be read. Threads: a plain value.
#pragma once
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "garden/utf8.hpp"

namespace garden::json {
namespace detail {
// Where the run of characters ends that stand in a JSON string as they are: ASCII but for controls, quotes
// and backslashes. Eight bytes at a look; a borrow may stop it early, never late.
inline std::size_t plain_end(std::string_view text, std::size_t at) {
  constexpr std::uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
  for (std::uint64_t word; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    const auto quote = word ^ ones * '"', slash = word ^ ones * '\\';
    if (((word | (word - ones * 0x20) | (quote - ones) | (slash - ones)) & tops) != 0) break;
  }
  for (; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\') break;
  }
  return at;
}
}  // namespace detail

// Appends the text as a JSON string with its quotes.
inline void append_quoted(std::string& out, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  out += '"';
  std::size_t from = 0;  // of the piece that can be appended as it is
  for (std::size_t at = 0; (at = detail::plain_end(text, at)) < text.size();) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (const auto length = c < 0x80 ? 0 : utf8_character(text, at); length > 0) {
      at += length;
      continue;
    }
    out.append(text, from, at - from);
    from = ++at;
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (c < 0x20) {
          out += "\\u00", out += hex[c >> 4], out += hex[c & 15];
        } else {
          out += "\xef\xbf\xbd";
        }
    }
  }
  out.append(text, from);
  out += '"';
}

inline std::string quoted(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

class Writer {
 public:
  Writer& object() { return begin('{', '}'); }
  Writer& array() { return begin('[', ']'); }
  Writer& end() {
    out_ += open_.back();
    open_.pop_back();
    comma_ = true;
    return *this;
  }
  Writer& key(std::string_view name) {
    separate();
    append_quoted(out_, name);
    out_ += ':';
    comma_ = false;
    return *this;
  }
  Writer& value(std::string_view text) {
    separate();
    append_quoted(out_, text);
    return *this;
  }
  Writer& value(const char* text) { return value(std::string_view(text)); }
  Writer& value(const std::string& text) { return value(std::string_view(text)); }
  Writer& value(std::nullptr_t) { return raw("null"); }
  Writer& value(std::same_as<bool> auto truth) { return raw(truth ? "true" : "false"); }
  Writer& value(std::integral auto number)
    requires(!std::same_as<decltype(number), bool>)
  {
    return append_number(number);
  }
  // The shortest text that reads back as the same number; null for what JSON has no number for.
  Writer& value(double number) { return std::isfinite(number) ? append_number(number) : raw("null"); }
  // As a number, or as a string when a reader that knows only doubles would change it.
  Writer& exact(std::int64_t number) {
    constexpr std::int64_t limit = std::int64_t{1} << 53;
    return number >= -limit && number <= limit ? value(number) : value(std::to_string(number));
  }
  // A value that is JSON already.
  Writer& raw(std::string_view json) {
    separate();
    out_ += json;
    return *this;
  }
  template <class Value>
  Writer& field(std::string_view name, const Value& v) {
    return key(name).value(v);
  }

  void reserve(std::size_t bytes) { out_.reserve(bytes); }  // spares the copies of growing
  const std::string& text() const { return out_; }
  std::size_t size() const { return out_.size(); }
  // The text; the writer is empty again.
  std::string take() {
    open_.clear();
    comma_ = false;
    return std::exchange(out_, {});
  }

 private:
  Writer& begin(char bracket, char closing) {
    separate();
    out_ += bracket;
    open_ += closing;
    comma_ = false;
    return *this;
  }
  void separate() {
    if (comma_) out_ += ',';
    comma_ = true;
  }
  Writer& append_number(auto number) {
    char digits[32];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
    return raw({digits, static_cast<std::size_t>(end - digits)});
  }

  std::string out_, open_;  // open_: the brackets that are still to be closed
  bool comma_ = false;
};

}  // namespace garden::json
