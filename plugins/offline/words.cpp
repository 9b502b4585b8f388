#include "words.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "garden/ascii.hpp"

namespace garden::offline {
namespace {

constexpr std::size_t kWordsMax = 400;

bool is_letter(char c) { return is_upper(c) || is_lower(c) || static_cast<unsigned char>(c) >= 0x80; }
bool is_inside(char c) { return is_letter(c) || is_digit(c); }

// Base letters of U+00C0 to U+017F, one character each; '_' where a letter has two (see fold).
constexpr std::string_view kLatin =
    "aaaaaa_ceeeeiiiidnooooo_ouuuuyt_aaaaaa_ceeeeiiiidnooooo_ouuuuyty"   // C0 - FF
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii__jjkkklllllll"   // 100 - 13F
    "lllnnnnnnnnnoooooo__rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";  // 140 - 17F

struct Counts {
  std::size_t digits = 0, letters = 0, upper = 0, humps = 0;  // humps: upper after lower
};

Counts count(std::string_view text) {
  Counts counts;
  char before = ' ';
  for (const char c : text) {
    counts.digits += is_digit(c);
    counts.letters += is_letter(c);
    counts.upper += is_upper(c);
    counts.humps += is_upper(c) && is_lower(before);
    before = c;
  }
  return counts;
}

bool is_date(std::string_view text) {
  if (text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == 4 || i == 7 ? text[i] != '-' : !is_digit(text[i])) return false;
  }
  return true;
}

// "24x24", "6x12": a size.
bool is_size(std::string_view folded) {
  const std::size_t x = folded.find('x');
  return x != std::string_view::npos && x > 0 && x + 1 < folded.size() && count(folded).letters == 1;
}

// A word without inner hyphens that can only be a SKU: long, and mixed as no language mixes.
bool is_solid_code(std::string_view raw) {
  const Counts has = count(raw);
  if (raw.size() < 6 || is_size(raw)) return false;
  if (has.digits > 0 && has.letters > 0) return has.digits >= 2 || has.upper >= 2;
  return (has.upper >= 3 && has.humps >= 1) || has.humps >= 2;
}

// Words joined by - _ . or /: is the whole a code ("ABC-123", "001101-0030") or just words ("re-order")?
bool is_joined_code(std::string_view raw) {
  const Counts has = count(raw);
  if (has.digits == 0) return has.upper >= 5 && raw.size() >= 7;
  if (has.letters == 0) return has.digits >= 6;
  return has.upper >= 2 || has.digits >= 3;
}

// "30d", "90days", "2weeks": a number with its unit glued on. The digits' length, or 0.
std::size_t glued_unit(std::string_view folded) {
  static constexpr std::array units = {"d",      "day", "days", "w",     "week", "weeks", "month",
                                       "months", "yr",  "year", "years", "pcs",  "units"};
  std::size_t digits = 0;
  while (digits < folded.size() && is_digit(folded[digits])) ++digits;
  if (digits == 0 || digits > 6) return 0;
  const std::string_view unit = folded.substr(digits);
  const bool known = std::any_of(units.begin(), units.end(), [unit](const char* u) { return unit == u; });
  return known ? digits : 0;
}

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<Word> all() {
    while (at_ < text_.size() && words_.size() < kWordsMax) {
      const char c = text_[at_];
      if (const std::size_t size = punctuation(at_)) {
        if (text_.substr(at_, 2) == "\xE2\x80")
          quoted_ = text_[at_ + 2] == '\x9C' || text_[at_ + 2] == '\x9E';
        at_ += size;
      } else if (is_inside(c)) {
        run();
      } else {
        if (c == '"') quoted_ = !quoted_;
        if (std::string_view("?!;\n.:,").find(c) != std::string_view::npos && !abbreviates(c)) stop();
        ++at_;
      }
    }
    return std::move(words_);
  }

 private:
  // Bytes of a curly quote, dash, no-break space, guillemet or their kin at this place; 0 for anything else.
  std::size_t punctuation(std::size_t at) const {
    if (text_[at] == '\xC2' && text_.size() - at >= 2) return 2;
    return text_.substr(at, 2) == "\xE2\x80" && text_.size() - at >= 3 ? 3 : 0;
  }

  // The dot of "no. 5" or "approx. 10" ends no clause.
  bool abbreviates(char c) const {
    if (c != '.' || words_.empty() || words_.back().end != at_) return false;
    const std::string& word = words_.back().folded;
    return word == "no" || word == "nr" || word == "num" || word == "approx";
  }

  void stop() {
    if (words_.empty() || words_.back().kind == WordKind::stop) return;
    Word word;
    word.kind = WordKind::stop;
    word.begin = at_;
    word.end = at_ + 1;
    words_.push_back(std::move(word));
  }

  // Letters and digits, with single joints between them ("ABC-123", "1,000", "10.5", "what's").
  void run() {
    const std::size_t from = at_;
    std::size_t end = from;
    bool joined = false;
    while (end < text_.size()) {
      if (is_inside(text_[end])) {
        if (punctuation(end)) break;
        ++end;
      } else if (is_joint(end)) {
        joined = true;
        ++end;
      } else {
        break;
      }
    }
    at_ = end;
    const std::string_view raw = text_.substr(from, end - from);
    if (is_date(raw)) return push(WordKind::date, from, end);
    if (joined && is_joined_code(raw)) {
      if (!is_number(raw)) return push(WordKind::code, from, end);
    }
    pieces(from, end);
  }

  bool is_joint(std::size_t at) const {
    if (at + 1 >= text_.size() || !is_inside(text_[at + 1])) return false;
    const char c = text_[at];
    if (c == '-' || c == '_' || c == '/') return true;
    return (c == '.' || c == ',') && is_digit(text_[at - 1]) && is_digit(text_[at + 1]);
  }

  static bool is_number(std::string_view raw) {
    return is_digit(raw[0]) && count(raw).letters == 0 && raw.find_first_of("-_/") == std::string_view::npos;
  }

  void pieces(std::size_t from, std::size_t end) {
    while (from < end) {
      std::size_t to = from;
      while (to < end && text_[to] != '-' && text_[to] != '_' && text_[to] != '/') ++to;
      if (to > from) piece(from, to);
      from = to + 1;
    }
  }

  void piece(std::size_t from, std::size_t end) {
    const std::string_view raw = text_.substr(from, end - from);
    if (is_number(raw)) return push(WordKind::number, from, end);
    if (const std::size_t digits = glued_unit(fold(raw))) {
      push(WordKind::number, from, from + digits);
      return push(WordKind::word, from + digits, end);
    }
    push(is_solid_code(raw) ? WordKind::code : WordKind::word, from, end);
  }

  void push(WordKind kind, std::size_t from, std::size_t end) {
    Word word;
    word.kind = kind;
    word.raw = std::string(text_.substr(from, end - from));
    word.folded = fold(word.raw);
    if (kind == WordKind::number) word.folded = plain_number(word.raw);
    std::size_t before = from;
    while (before > 0 && text_[before - 1] == ' ') --before;
    if (before > 0 && std::string_view("#$<>").find(text_[before - 1]) != std::string_view::npos) {
      word.mark = text_[before - 1];
    } else if (end < text_.size() && (text_[end] == '%' || text_[end] == '$')) {
      word.mark = text_[end];
    }
    word.in_quotes = quoted_;
    word.begin = from;
    word.end = end;
    words_.push_back(std::move(word));
  }

  // A comma before exactly three digits separates thousands; any other is a decimal point.
  static std::string plain_number(std::string_view raw) {
    std::string out;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      if (raw[i] != ',') {
        out += raw[i];
        continue;
      }
      std::size_t digits = 0;
      while (i + 1 + digits < raw.size() && is_digit(raw[i + 1 + digits])) ++digits;
      if (digits != 3) out += '.';
    }
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool quoted_ = false;
  std::vector<Word> words_;
};

bool has_vowel(std::string_view text) { return text.find_first_of("aeiouy") != std::string_view::npos; }

}  // namespace

std::vector<Word> split(std::string_view text) { return Splitter(text).all(); }

std::string fold(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      out += to_lower(text[i]);
      continue;
    }
    const bool latin = byte >= 0xC3 && byte <= 0xC5 && i + 1 < text.size();
    const std::uint32_t point =
        latin ? (byte & 0x1fu) << 6 | (static_cast<unsigned char>(text[i + 1]) & 0x3fu) : 0;
    if (point < 0xC0 || point >= 0xC0 + kLatin.size()) {
      out += text[i];
      continue;
    }
    ++i;
    const char base = kLatin[point - 0xC0];
    if (base != '_') {
      out += base;
    } else {
      out += point == 0xDF ? "ss" : point == 0xC6 || point == 0xE6 ? "ae" : point >= 0x152 ? "oe" : "x";
    }
  }
  return out;
}

std::string stem(std::string_view folded) {
  std::string word(folded);
  auto ends = [&word](std::string_view tail, std::size_t keep) {
    return word.size() >= tail.size() + keep && word.ends_with(tail);
  };
  auto cut = [&word](std::size_t count) { word.resize(word.size() - count); };
  if (word.size() < 4 || is_digit(word[0])) return word;
  if (ends("ies", 2)) {
    cut(3);
    word += 'y';
  } else if (ends("sses", 1) || ends("xes", 1) || ends("ches", 1) || ends("shes", 1)) {
    cut(2);
  } else if (ends("s", 2) && !ends("ss", 1) && !ends("us", 1) && !ends("is", 1)) {
    cut(1);
  }
  for (const std::string_view tail : {std::string_view("ing"), std::string_view("ed")}) {
    if (!ends(tail, 3) || !has_vowel(std::string_view(word).substr(0, word.size() - tail.size()))) continue;
    cut(tail.size());
    const std::size_t size = word.size();
    if (size > 3 && word[size - 1] == word[size - 2] && word[size - 1] != 'l' && word[size - 1] != 's')
      cut(1);
    break;
  }
  if (ends("e", 3)) cut(1);
  return word;
}

bool is_one_of(std::string_view list, std::string_view word) {
  if (word.empty()) return false;
  for (std::size_t at = 0; at + word.size() <= list.size();) {
    const std::size_t end = std::min(list.find(' ', at), list.size());
    if (list.substr(at, end - at) == word) return true;
    at = end + 1;
  }
  return false;
}

std::size_t distance(std::string_view from, std::string_view to, std::size_t limit) {
  const std::size_t rows = from.size(), columns = to.size();
  if ((rows > columns ? rows - columns : columns - rows) > limit || columns >= 64) return limit + 1;
  std::array<std::size_t, 64> before{}, last{}, now{};
  for (std::size_t c = 0; c <= columns; ++c) last[c] = c;
  for (std::size_t r = 1; r <= rows; ++r) {
    now[0] = r;
    std::size_t best = r;
    for (std::size_t c = 1; c <= columns; ++c) {
      const std::size_t change = from[r - 1] == to[c - 1] ? 0 : 1;
      now[c] = std::min({last[c] + 1, now[c - 1] + 1, last[c - 1] + change});
      if (r > 1 && c > 1 && from[r - 1] == to[c - 2] && from[r - 2] == to[c - 1]) {
        now[c] = std::min(now[c], before[c - 2] + 1);
      }
      best = std::min(best, now[c]);
    }
    if (best > limit) return limit + 1;
    before = last;
    last = now;
  }
  return std::min(last[columns], limit + 1);
}

}  // namespace garden::offline
