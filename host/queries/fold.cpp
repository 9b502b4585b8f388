#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "queries/convert.hpp"

namespace garden::queries {
namespace {

void append_utf8(std::string& out, std::uint32_t code) {
  auto byte = [&](std::uint32_t value) { out += static_cast<char>(value); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xc0 | code >> 6);
    byte(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    byte(0xe0 | code >> 12);
    byte(0x80 | (code >> 6 & 0x3f));
    byte(0x80 | (code & 0x3f));
  } else {
    byte(0xf0 | code >> 18);
    byte(0x80 | (code >> 12 & 0x3f));
    byte(0x80 | (code >> 6 & 0x3f));
    byte(0x80 | (code & 0x3f));
  }
}

// The entities that shops' editors write; everything else is numeric.
constexpr std::pair<std::string_view, std::uint32_t> entities[] = {
    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},        {"quot", '"'},     {"apos", '\''},
    {"nbsp", ' '},     {"copy", 0xa9},    {"reg", 0xae},      {"trade", 0x2122}, {"deg", 0xb0},
    {"ndash", 0x2013}, {"mdash", 0x2014}, {"hellip", 0x2026}, {"lsquo", 0x2018}, {"rsquo", 0x2019},
    {"ldquo", 0x201c}, {"rdquo", 0x201d}, {"frac12", 0xbd},   {"frac14", 0xbc},  {"frac34", 0xbe},
    {"times", 0xd7},   {"eacute", 0xe9},  {"egrave", 0xe8},   {"agrave", 0xe0},  {"ccedil", 0xe7},
    {"auml", 0xe4},    {"ouml", 0xf6},    {"uuml", 0xfc},     {"szlig", 0xdf},   {"ntilde", 0xf1}};

struct Entity {
  std::uint32_t code;
  std::size_t size;  // bytes of the text, the semicolon included where there is one
};

// At '&'. Numeric entities are taken without a semicolon too: exports lose it.
std::optional<Entity> entity_at(std::string_view text) {
  if (text.size() > 2 && text[1] == '#') {
    bool hex = text[2] == 'x' || text[2] == 'X';
    std::size_t at = hex ? 3 : 2, from = at;
    std::uint32_t code = 0;
    for (; at < text.size() && at < from + 7; ++at) {
      char c = text[at];
      int digit = c >= '0' && c <= '9'                        ? c - '0'
                  : hex && (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                              : -1;
      if (digit < 0) break;
      code = code * (hex ? 16 : 10) + static_cast<std::uint32_t>(digit);
    }
    if (at == from || code < 32 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return std::nullopt;
    return Entity{code, at + (at < text.size() && text[at] == ';' ? 1 : 0)};
  }
  auto end = text.substr(0, 10).find(';');
  if (end == std::string_view::npos) return std::nullopt;
  for (auto [name, code] : entities)
    if (text.substr(1, end - 1) == name) return Entity{code, end + 1};
  return std::nullopt;
}

// U+00C0 to U+017F without their accents, two bytes of UTF-8 each; a blank keeps the letter as it is.
constexpr std::string_view plain_latin =
    "aaaaaaaceeeeiiiidnooooo ouuuuy saaaaaaaceeeeiiiidnooooo ouuuuy y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(plain_latin.size() == 0x180 - 0xc0);

}  // namespace

std::string decode_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    auto entity = text[at] == '&' ? entity_at(text.substr(at)) : std::nullopt;
    if (entity) {
      append_utf8(out, entity->code);
      at += entity->size;
      continue;
    }
    char c = text[at] == '\t' || text[at] == '\n' || text[at] == '\r' ? ' ' : text[at];
    if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
    ++at;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string fold_text(std::string_view text) {
  auto decoded = decode_html(text);
  std::string out;
  out.reserve(decoded.size());
  for (std::size_t i = 0; i < decoded.size(); ++i) {
    auto c = static_cast<unsigned char>(decoded[i]);
    if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c + 32);
      continue;
    }
    if (c >= 0xc3 && c <= 0xc5 && i + 1 < decoded.size()) {
      auto code =
          static_cast<std::size_t>((c & 0x1f) << 6 | (static_cast<unsigned char>(decoded[i + 1]) & 0x3f));
      char plain = code >= 0xc0 && code < 0x180 ? plain_latin[code - 0xc0] : ' ';
      if (plain != ' ') {
        out += plain;
        ++i;
        continue;
      }
    }
    out += static_cast<char>(c);
  }
  return out;
}

}  // namespace garden::queries
