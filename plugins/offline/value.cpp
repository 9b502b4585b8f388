#include "value.hpp"

#include <cstdint>
#include <cstdio>

namespace garden::offline {
namespace {

constexpr std::size_t kDepthMax = 64;
constexpr std::size_t kValuesMax = 500'000;

template <class T>
const T& of(const auto& data) {
  static const T none{};
  const T* found = std::get_if<T>(&data);
  return found ? *found : none;
}

void append_utf8(std::string& out, std::uint32_t point) {
  auto push = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) {
    push(point);
  } else if (point < 0x800) {
    push(0xc0 | point >> 6);
    push(0x80 | (point & 63));
  } else if (point < 0x10000) {
    push(0xe0 | point >> 12);
    push(0x80 | (point >> 6 & 63));
    push(0x80 | (point & 63));
  } else {
    push(0xf0 | point >> 18);
    push(0x80 | (point >> 12 & 63));
    push(0x80 | (point >> 6 & 63));
    push(0x80 | (point & 63));
  }
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::optional<Value> all() {
    Value value;
    if (!read(value, 0)) return std::nullopt;
    skip();
    if (at_ != text_.size()) return std::nullopt;
    return value;
  }

 private:
  void skip() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      ++at_;
  }
  bool eat(char c) {
    skip();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool literal(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  bool read(Value& out, std::size_t depth) {
    skip();
    if (at_ >= text_.size() || depth > kDepthMax || ++values_ > kValuesMax) return false;
    switch (text_[at_]) {
      case '{': return object(out, depth);
      case '[': return array(out, depth);
      case '"': {
        std::string text;
        if (!string(text)) return false;
        out = Value(std::move(text));
        return true;
      }
      case 't': out = Value(true); return literal("true");
      case 'f': out = Value(false); return literal("false");
      case 'n': out = Value(); return literal("null");
      default: return number(out);
    }
  }

  bool array(Value& out, std::size_t depth) {
    ++at_;
    std::vector<Value> items;
    if (!eat(']')) {
      do {
        items.emplace_back();
        if (!read(items.back(), depth + 1)) return false;
      } while (eat(','));
      if (!eat(']')) return false;
    }
    out = Value(std::move(items));
    return true;
  }

  bool object(Value& out, std::size_t depth) {
    ++at_;
    std::vector<Value::Member> members;
    if (!eat('}')) {
      do {
        std::string key;
        skip();
        if (at_ >= text_.size() || text_[at_] != '"' || !string(key) || !eat(':')) return false;
        members.emplace_back();
        members.back().first = std::move(key);
        if (!read(members.back().second, depth + 1)) return false;
      } while (eat(','));
      if (!eat('}')) return false;
    }
    out = Value(std::move(members));
    return true;
  }

  bool number(Value& out) {
    const std::size_t from = at_;
    auto digits = [this] {
      const std::size_t first = at_;
      while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
      return at_ > first;
    };
    if (text_[at_] == '-') ++at_;
    const std::size_t whole = at_;
    if (!digits() || (text_[whole] == '0' && at_ - whole > 1)) return false;
    if (at_ < text_.size() && text_[at_] == '.') {
      ++at_;
      if (!digits()) return false;
    }
    if (at_ < text_.size() && (text_[at_] | 0x20) == 'e') {
      ++at_;
      if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
      if (!digits()) return false;
    }
    out = Value(Value::Number{std::string(text_.substr(from, at_ - from))});
    return true;
  }

  bool hex4(std::uint32_t& unit) {
    if (text_.size() - at_ < 4) return false;
    unit = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = text_[at_];
      const char lower = static_cast<char>(c | 0x20);
      if (c >= '0' && c <= '9') {
        unit = unit * 16 + static_cast<std::uint32_t>(c - '0');
      } else if (lower >= 'a' && lower <= 'f') {
        unit = unit * 16 + static_cast<std::uint32_t>(lower - 'a' + 10);
      } else {
        return false;
      }
    }
    return true;
  }

  bool unicode(std::string& out) {
    std::uint32_t point = 0;
    if (!hex4(point)) return false;
    if (point >= 0xd800 && point < 0xdc00 && text_.substr(at_, 2) == "\\u") {
      const std::size_t before = at_;
      std::uint32_t low = 0;
      at_ += 2;
      if (!hex4(low)) return false;
      if (low >= 0xdc00 && low < 0xe000) {
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
      } else {
        at_ = before;
      }
    }
    append_utf8(out, point >= 0xd800 && point < 0xe000 ? 0xfffd : point);
    return true;
  }

  bool string(std::string& out) {
    ++at_;  // the opening quote
    for (;;) {
      const std::size_t stop = text_.find_first_of("\"\\", at_);
      if (stop == std::string_view::npos) return false;
      out.append(text_, at_, stop - at_);
      at_ = stop + 1;
      if (text_[stop] == '"') return true;
      if (at_ >= text_.size()) return false;
      const char escape = text_[at_++];
      switch (escape) {
        case 'n': out += '\n'; break;
        case 't': out += '\t'; break;
        case 'r': out += '\r'; break;
        case 'b': out += '\b'; break;
        case 'f': out += '\f'; break;
        case '"':
        case '\\':
        case '/': out += escape; break;
        case 'u':
          if (!unicode(out)) return false;
          break;
        default: return false;
      }
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t values_ = 0;
};

void write_text(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      char code[8];
      std::snprintf(code, sizeof code, "\\u%04x", byte);
      out += code;
    } else {
      out += c;
    }
  }
  out += '"';
}

void write(std::string& out, const Value& value) {
  if (value.is_boolean()) {
    out += value.truth() ? "true" : "false";
  } else if (value.is_number()) {
    out += value.number();
  } else if (value.is_text()) {
    write_text(out, value.text());
  } else if (value.is_array()) {
    out += '[';
    for (const Value& item : value.items()) {
      if (out.back() != '[') out += ',';
      write(out, item);
    }
    out += ']';
  } else if (value.is_object()) {
    out += '{';
    for (const auto& [key, member] : value.members()) {
      if (out.back() != '{') out += ',';
      write_text(out, key);
      out += ':';
      write(out, member);
    }
    out += '}';
  } else {
    out += "null";
  }
}

}  // namespace

bool Value::truth() const { return of<bool>(data_); }
std::string_view Value::text() const { return of<std::string>(data_); }
std::string_view Value::number() const { return of<Number>(data_).text; }
const std::vector<Value>& Value::items() const { return of<std::vector<Value>>(data_); }
const std::vector<Value::Member>& Value::members() const { return of<std::vector<Member>>(data_); }

const Value& Value::at(std::string_view key) const {
  static const Value none;
  for (const auto& [name, value] : members()) {
    if (name == key) return value;
  }
  return none;
}

std::string_view Value::scalar() const { return is_text() ? text() : number(); }

std::optional<Value> read_json(std::string_view text) { return Reader(text).all(); }

std::string write_json(const Value& value) {
  std::string out;
  write(out, value);
  return out;
}

}  // namespace garden::offline
