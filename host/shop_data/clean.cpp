#include "shop_data/clean.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <utility>

#include "garden/ascii.hpp"

namespace garden::shop_data {
namespace {

bool is_letter(char c) { return is_lower(c) || is_upper(c); }

void append_utf8(std::string& text, std::uint32_t point) {
  auto push = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (point < 0x80) {
    push(point);
  } else if (point < 0x800) {
    push(0xC0 | point >> 6);
    push(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    push(0xE0 | point >> 12);
    push(0x80 | (point >> 6 & 0x3F));
    push(0x80 | (point & 0x3F));
  } else {
    push(0xF0 | point >> 18);
    push(0x80 | (point >> 12 & 0x3F));
    push(0x80 | (point >> 6 & 0x3F));
    push(0x80 | (point & 0x3F));
  }
}

// An entity at the start of `text` (which begins with '&'): its length, and what it stands for.
std::size_t read_entity(std::string_view text, std::uint32_t& point) {
  static constexpr std::pair<std::string_view, std::uint32_t> names[] = {
      {"amp", '&'},   {"quot", '"'}, {"apos", '\''},    {"lt", '<'},  {"gt", '>'},
      {"nbsp", 0xA0}, {"reg", 0xAE}, {"trade", 0x2122}, {"deg", 0xB0}};
  std::size_t length = 0;
  if (text.starts_with("&#")) {
    bool hex = text.substr(2, 1) == "x" || text.substr(2, 1) == "X";
    const char* begin = text.data() + (hex ? 3 : 2);
    const char* end = text.data() + text.size();
    if (begin >= end) return 0;
    auto read = std::from_chars(begin, std::min(end, begin + 8), point, hex ? 16 : 10);
    bool is_text = point >= 0x20 && point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF) && point != 0x7F;
    if (read.ec != std::errc() || !is_text) return 0;
    length = static_cast<std::size_t>(read.ptr - text.data());
    if (text.substr(length, 1) == ";") ++length;
    return length;
  }
  for (auto [name, value] : names)
    if (text.substr(1, name.size()) == name && text.substr(1 + name.size(), 1) == ";") {
      point = value;
      return name.size() + 2;
    }
  return 0;
}

// Bytes of an inch mark at `at`: a straight or typographic quote, a prime, or two apostrophes.
std::size_t inch_mark(std::string_view text, std::size_t at) {
  for (std::string_view mark : {"\"", "''", "”", "“", "″", "\u201f"})
    if (text.substr(at, mark.size()) == mark) return mark.size();
  return 0;
}

std::size_t skip_spaces(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] == ' ') ++at;
  return at;
}

std::size_t skip_number(std::string_view text, std::size_t at) {
  auto start = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  if (at == start) return start;
  if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) {
    ++at;
    while (at < text.size() && is_digit(text[at])) ++at;
  }
  return at;
}

double value_of(const std::string& number) { return std::strtod(number.c_str(), nullptr); }

std::optional<FoundSize> size_at(std::string_view text, std::size_t begin, bool small_first) {
  auto first_end = skip_number(text, begin);
  if (first_end == begin) return std::nullopt;
  auto first_mark = inch_mark(text, first_end);
  auto cross = skip_spaces(text, first_end + first_mark);
  std::size_t cross_bytes = text.substr(cross, 1) == "x" || text.substr(cross, 1) == "X" ? 1
                            : text.substr(cross, 2) == "×"                               ? 2
                                                                                         : 0;
  if (cross_bytes == 0) return std::nullopt;
  auto second = skip_spaces(text, cross + cross_bytes), second_end = skip_number(text, second);
  if (second_end == second) return std::nullopt;
  auto second_mark = inch_mark(text, second_end);
  if (first_mark + second_mark == 0) return std::nullopt;
  Size size{std::string(text.substr(begin, first_end - begin)),
            std::string(text.substr(second, second_end - second))};
  if (small_first && value_of(size.first) > value_of(size.second)) std::swap(size.first, size.second);
  return FoundSize{begin, second_end + second_mark, std::move(size)};
}
}  // namespace

std::string without_entities(std::string_view text) {
  std::string clean;
  for (std::size_t i = 0; i < text.size();) {
    std::uint32_t point = 0;
    auto length = text[i] == '&' ? read_entity(text.substr(i), point) : 0;
    if (length > 0) {
      append_utf8(clean, point);
      i += length;
    } else {
      clean += text[i++];
    }
  }
  return clean;
}

std::string single_spaced(std::string_view text) {
  std::string clean;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool no_break = text.substr(i, 2) == "\u00a0";
    if (no_break) ++i;
    if (no_break || text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r') {
      if (!clean.empty() && clean.back() != ' ') clean += ' ';
    } else {
      clean += text[i];
    }
  }
  if (clean.ends_with(' ')) clean.pop_back();
  return clean;
}

std::string folded(std::string_view text) {
  std::string plain;
  for (char c : text) plain += c == '_' || c == '-' ? ' ' : to_lower(c);
  return single_spaced(plain);
}

bool has_word(std::string_view text, std::string_view word) {
  auto same = [](char a, char b) { return to_lower(a) == to_lower(b); };
  auto outside = [&text](auto at) { return at == text.end() || !(is_letter(*at) || is_digit(*at)); };
  if (word.empty()) return false;
  for (auto from = text.begin();;) {
    auto found = std::search(from, text.end(), word.begin(), word.end(), same);
    if (found == text.end()) return false;
    bool begins = found == text.begin() || outside(found - 1);
    if (begins && outside(found + static_cast<std::ptrdiff_t>(word.size()))) return true;
    from = found + 1;
  }
}

std::optional<FoundSize> find_size(std::string_view text, std::size_t from, bool small_first) {
  for (auto at = from; at < text.size(); ++at) {
    bool begins = at == 0 || !(is_digit(text[at - 1]) || is_letter(text[at - 1]) || text[at - 1] == '.');
    if (!begins || !is_digit(text[at])) continue;
    if (auto found = size_at(text, at, small_first)) return found;
  }
  return std::nullopt;
}

std::string with_even_sizes(std::string_view text, bool small_first) {
  std::string even;
  std::size_t done = 0;
  while (auto found = find_size(text, done, small_first)) {
    even += text.substr(done, found->begin - done);
    even += found->size.text();
    done = found->end;
  }
  even += text.substr(done);
  return even;
}

std::optional<std::string> find_thickness_mm(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_digit(text[at]) ||
        (at > 0 && (is_digit(text[at - 1]) || is_letter(text[at - 1]) || text[at - 1] == '.')))
      continue;
    auto end = skip_number(text, at), unit = skip_spaces(text, end);
    bool is_unit = text.substr(unit, 2) == "mm" && (unit + 2 == text.size() || !is_letter(text[unit + 2]));
    if (is_unit) return std::string(text.substr(at, end - at));
  }
  return std::nullopt;
}

std::optional<std::int64_t> parse_thousandths(std::string_view text, const NumberStyle& style) {
  text = trimmed(text);
  bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::int64_t value = 0;
  int digits = 0, decimals = -1, group = 0;  // digits since the last thousands mark
  bool grouped = false;
  for (char c : text) {
    if (is_digit(c)) {
      if (decimals >= 0 && ++decimals > 3) {
        if (c != '0') return std::nullopt;
        continue;
      }
      value = value * 10 + (c - '0');
      ++digits;
      ++group;
      if (value > 1'000'000'000'000) return std::nullopt;
    } else if (c == style.decimal && decimals < 0 && digits > 0 && (!grouped || group == 3)) {
      decimals = 0;
    } else if (style.thousands != '\0' && c == style.thousands && decimals < 0 && digits > 0 &&
               (grouped ? group == 3 : group <= 3)) {
      grouped = true;
      group = 0;
    } else {
      return std::nullopt;
    }
  }
  if (digits == 0 || decimals == 0 || (grouped && decimals < 0 && group != 3)) return std::nullopt;
  for (int i = std::max(0, std::min(decimals, 3)); i < 3; ++i) value *= 10;
  if (value > 1'000'000'000'000) return std::nullopt;
  return negative ? -value : value;
}

std::optional<int> parse_id(std::string_view text) {
  text = trimmed(text);
  int id = 0;
  auto read = std::from_chars(text.data(), text.data() + text.size(), id);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || id < 1) return std::nullopt;
  return id;
}

std::string thousandths_text(std::int64_t value_m) {
  std::string text = std::to_string(std::abs(value_m) / 1000);
  if (auto part = std::abs(value_m) % 1000; part != 0) {
    std::string decimals = std::to_string(1000 + part).substr(1);
    while (decimals.ends_with('0')) decimals.pop_back();
    text += "." + decimals;
  }
  return value_m < 0 ? "-" + text : text;
}

}  // namespace garden::shop_data
