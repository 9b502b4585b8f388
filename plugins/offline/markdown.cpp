#include "markdown.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace garden::offline {
namespace {

constexpr std::size_t kPieceBytes = 32;  // about six words: smooth to read, few events

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

int digit_value(char c, std::uint32_t base) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return base == 16 && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// "&#39;" at `at`: appends its character and returns its length, or 0. The semicolon is often forgotten.
std::size_t numeric_entity(std::string_view text, std::size_t at, std::string& out) {
  std::size_t next = at + 2;
  if (text.substr(at, 2) != "&#" || next >= text.size()) return 0;
  const std::uint32_t base = (text[next] | 0x20) == 'x' ? 16 : 10;
  if (base == 16) ++next;
  std::uint32_t point = 0;
  std::size_t digits = 0;
  while (next < text.size() && digits < 7 && digit_value(text[next], base) >= 0) {
    point = point * base + static_cast<std::uint32_t>(digit_value(text[next], base));
    ++next;
    ++digits;
  }
  if (digits == 0 || point == 0 || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return 0;
  if (next < text.size() && text[next] == ';') ++next;
  append_utf8(out, point);
  return next - at;
}

std::size_t named_entity(std::string_view text, std::size_t at, std::string& out) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> names = {{{"&amp;", "&"},
                                                                                           {"&lt;", "<"},
                                                                                           {"&gt;", ">"},
                                                                                           {"&quot;", "\""},
                                                                                           {"&apos;", "'"},
                                                                                           {"&nbsp;", " "},
                                                                                           {"&rsquo;", "’"},
                                                                                           {"&lsquo;", "‘"},
                                                                                           {"&ldquo;", "“"},
                                                                                           {"&rdquo;", "”"},
                                                                                           {"&ndash;", "–"},
                                                                                           {"&mdash;", "—"},
                                                                                           {"&deg;", "°"},
                                                                                           {"&frac12;", "½"},
                                                                                           {"&frac14;", "¼"},
                                                                                           {"&times;", "×"}}};
  for (const auto& [name, character] : names) {
    if (text.substr(at, name.size()) != name) continue;
    out += character;
    return name.size();
  }
  return 0;
}

}  // namespace

std::string decode_entities(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    std::size_t taken = 0;
    if (text[i] == '&') {
      taken = numeric_entity(text, i, out);
      if (taken == 0) taken = named_entity(text, i, out);
    }
    if (taken == 0) out += text[i];
    i += taken == 0 ? 1 : taken;
  }
  return out;
}

std::string one_line(std::string_view text, std::size_t characters_max) {
  const std::string decoded = decode_entities(text);
  std::string out;
  std::size_t characters = 0;
  bool blank = false;
  for (std::size_t i = 0; i < decoded.size(); ++i) {
    const auto byte = static_cast<unsigned char>(decoded[i]);
    if (byte <= 0x20 || byte == 0x7f) {
      blank = blank || byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
      continue;
    }
    const bool begins = (byte & 0xc0) != 0x80;
    if (begins && characters >= characters_max) return out + "…";
    if (blank && begins && !out.empty()) {
      out += ' ';
      ++characters;
    }
    blank = false;
    characters += begins ? 1 : 0;
    out += decoded[i];
  }
  return out;
}

std::string plain(std::string_view text, std::size_t characters_max) {
  std::string out;
  for (const char c : one_line(text, characters_max)) {
    if (std::string_view("\\`*_|[]<>~#").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string code(std::string_view text, std::size_t characters_max) {
  std::string out = one_line(text, characters_max);
  out.erase(std::remove(out.begin(), out.end(), '`'), out.end());
  std::replace(out.begin(), out.end(), '|', '/');
  return out;
}

std::vector<std::string_view> pieces(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t line = std::min(text.find('\n'), text.size() - 1) + 1;
    std::size_t end = line;
    if (text[0] != '|' && line > kPieceBytes) {
      const std::size_t blank = text.find(' ', kPieceBytes);
      end = blank == std::string_view::npos ? line : std::min(line, blank + 1);
    }
    out.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return out;
}

}  // namespace garden::offline
