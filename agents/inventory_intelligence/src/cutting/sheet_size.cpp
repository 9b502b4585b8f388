#include "cutting/sheet_size.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <vector>

namespace garden::inventory::cutting {
namespace {
bool digit(char c) { return c >= '0' && c <= '9'; }

struct Number {
  double value = 0;
  std::size_t begin = 0, end = 0;
};

// Every number of the text, "5.5" as one. What an entity is numbered (&#39) is no number.
std::vector<Number> numbers_in(std::string_view text) {
  std::vector<Number> found;
  for (std::size_t i = 0; i < text.size();) {
    if (text.substr(i, 2) == "&#") {
      i += 2;
      while (i < text.size() && digit(text[i])) ++i;
      continue;
    }
    if (!digit(text[i])) {
      ++i;
      continue;
    }
    Number number;
    number.begin = i;
    while (i < text.size() &&
           (digit(text[i]) || (text[i] == '.' && i + 1 < text.size() && digit(text[i + 1]))))
      ++i;
    number.end = i;
    auto [rest, error] = std::from_chars(text.data() + number.begin, text.data() + i, number.value);
    if (error == std::errc() && rest == text.data() + i) found.push_back(number);
  }
  return found;
}

// Inch marks as people write and web pages encode them.
constexpr std::string_view marks[] = {"\"",     "''",     "'",      "&quot;", "&#34;",
                                      "&#39;",  "&#39",   "\u201d", "\u201c", "\u2033",
                                      "\u2032", "inches", "inch",   "in",     " "};
constexpr std::string_view crosses[] = {"x", "X", "\u00d7", "&times;", "&#215;", "by"};

std::size_t skip_marks(std::string_view text, std::size_t at, std::size_t end) {
  for (bool more = true; more && at < end;) {
    more = false;
    for (auto mark : marks)
      if (!more && text.substr(at, end - at).starts_with(mark)) {
        at += mark.size();
        more = true;
      }
  }
  return at;
}

// Whether only marks and one cross stand between two numbers.
bool cross_between(std::string_view text, std::size_t begin, std::size_t end) {
  auto at = skip_marks(text, begin, end);
  for (auto cross : crosses)
    if (text.substr(at, end - at).starts_with(cross)) return skip_marks(text, at + cross.size(), end) == end;
  return false;
}

std::string number_text(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}
}  // namespace

std::optional<SheetSize> size_in(std::string_view name) {
  auto numbers = numbers_in(name);
  for (std::size_t i = numbers.size(); i-- > 1;) {
    const auto &first = numbers[i - 1], &second = numbers[i];
    if (!cross_between(name, first.end, second.begin)) continue;
    if (first.value <= 0 || second.value <= 0) continue;
    return SheetSize{std::min(first.value, second.value), std::max(first.value, second.value)};
  }
  return std::nullopt;
}

std::string text_of(const SheetSize& size) {
  return number_text(size.short_inches) + "x" + number_text(size.long_inches);
}

std::string thickness_in(std::string_view name) {
  for (const auto& number : numbers_in(name)) {
    auto rest = name.substr(number.end);
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    bool word_ends = rest.size() < 3 || !((rest[2] | 0x20) >= 'a' && (rest[2] | 0x20) <= 'z');
    if (word_ends && (rest.starts_with("mm") || rest.starts_with("MM")))
      return number_text(number.value) + "mm";
  }
  return {};
}

}  // namespace garden::inventory::cutting
