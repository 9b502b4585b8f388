#include "answers/number_text.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "answers/number_words.hpp"

namespace garden::answers {
namespace {

constexpr std::size_t digits_max = 18;  // of one number; longer ones are keys

// Digits in groups with what stands between them: "1.234,5" is three groups.
struct Groups {
  std::vector<std::string_view> digits;
  std::vector<char> between;  // '.', ',', '\'' or ' ' (a blank that does not break lines)
  std::size_t end = 0;
};

double to_double(const std::string& digits) { return std::strtod(digits.c_str(), nullptr); }

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::vector<StatedNumber> read() {
    begin_line();
    while (at_ < text_.size() && numbers_.size() < stated_numbers_max) {
      if (text_[at_] == '\n') {
        ++at_;
        ++line_;
        begin_line();
      } else if (is_digit(text_[at_])) {
        take_number();
      } else if (text_.substr(at_).starts_with("http://") || text_.substr(at_).starts_with("https://")) {
        at_ = std::min(text_.find_first_of(" \n)>", at_), text_.size());
      } else {
        auto here = character_at(text_, at_);
        at_ = is_letter(here.code) ? end_of_word(at_) : at_ + here.size;
      }
    }
    settle_spellings();
    return std::move(numbers_);
  }

 private:
  // Who writes 38.4 elsewhere in the text means 1,234 as a whole number, and 1.234 as one with decimals.
  void settle_spellings() {
    if (points_ > 0 && commas_ > 0) return;
    if (points_ == 0 && commas_ == 0) return;
    char decimal = points_ > 0 ? '.' : ',';
    for (auto& number : numbers_) {
      if (number.readings_count < 2) continue;
      auto mark = text_.substr(number.begin, number.end - number.begin).find(decimal);
      if (mark == std::string_view::npos) number.readings[0] = number.readings[1];
      number.readings_count = 1;
    }
  }

  char peek(std::size_t at) const { return at < text_.size() ? text_[at] : '\0'; }
  bool digits_at(std::size_t at, std::size_t count) const {
    for (std::size_t i = 0; i < count; ++i)
      if (!is_digit(peek(at + i))) return false;
    return !is_digit(peek(at + count));
  }

  // A name: letters, digits, and what joins them ("COE96", "AB-12", "size_3").
  std::size_t end_of_word(std::size_t at) const {
    for (; at < text_.size();) {
      auto here = character_at(text_, at);
      bool joins = (text_[at] == '-' || text_[at] == '_' || text_[at] == '.') && is_digit(peek(at + 1));
      if (!is_letter(here.code) && !is_digit(text_[at]) && !joins) break;
      at += here.size;
    }
    return at;
  }

  // Passes over the number of a list's item, of a heading, and of a table's row.
  void begin_line() {
    auto end = std::min(text_.find('\n', at_), text_.size());
    auto at = std::min(text_.find_first_not_of(" \t>#*_-+", at_), end);
    bool row = peek(at) == '|';
    rows_ = row ? rows_ + 1 : 0;
    if (row) at = std::min(text_.find_first_not_of(" |*_", at), end);
    auto digits = at;
    while (is_digit(peek(digits)) && digits - at < 4) ++digits;
    if (digits == at || digits >= end) return;
    auto next = text_[digits];
    if (!row && (next == '.' || next == ')') && (peek(digits + 1) == ' ' || peek(digits + 1) == '*'))
      at_ = digits;
    // The rows of a table that counts them; header and rule come before the first.
    if (rows_ <= 2) return;
    bool counts = (next == ' ' || next == '|' || next == '.') &&
                  std::to_string(rows_ - 2) == text_.substr(at, digits - at) &&
                  text_.find_first_not_of(" .*_", digits) == text_.find('|', digits);
    counts_rows_ = counts && (counts_rows_ || rows_ == 3);
    if (counts_rows_) at_ = digits;
  }

  void take_number() {
    auto begin = at_;
    auto groups = read_groups();
    auto end = groups.end;
    at_ = end;
    if (auto past = end_of_other(begin, end)) {
      at_ = *past;
      return;
    }
    StatedNumber number;
    number.begin = begin;
    number.end = end;
    number.line = line_;
    if (!set_readings(number, groups)) return;
    auto unit_end = end;
    double scale = attached_unit(number, unit_end);
    if (scale == 0) return;  // a name
    at_ = std::max(at_, unit_end);
    if (is_ordinal(number, groups) || is_date_or_year(number, groups)) return;
    set_mark(number, unit_end);
    if (scale == 1) scale = scale_behind(unit_end);
    auto before = word_before(text_, begin);
    bool about = is_approximate(before) || character_before(text_, begin).code == '~' ||
                 character_before(text_, begin).code == 0x2248;
    for (std::size_t i = 0; i < number.readings_count; ++i) finish(number.readings[i], scale, about);
    numbers_.push_back(number);
  }

  Groups read_groups() const {
    Groups groups;
    auto at = at_;
    for (;;) {
      auto start = at;
      while (is_digit(peek(at))) ++at;
      groups.digits.push_back(text_.substr(start, at - start));
      groups.end = at;
      auto next = at < text_.size() ? character_at(text_, at) : Character{};
      bool blank = next.code == 0xa0 || next.code == 0x2009 || next.code == 0x202f;
      bool quote = next.code == '\'' || next.code == 0x2019;
      bool escaped = next.code == '\\' && (peek(at + 1) == '.' || peek(at + 1) == ',');
      if (escaped) next = {static_cast<char32_t>(text_[++at]), 1};
      at += next.size;
      if (!is_digit(peek(at))) return groups;
      if (blank || quote) {
        if (!digits_at(at, 3)) return groups;
      } else if (next.code != '.' && next.code != ',') {
        return groups;
      }
      groups.between.push_back(blank ? ' ' : quote ? '\'' : static_cast<char>(next.code));
    }
  }

  // Where that ends which is no number although it begins like one, if it is such a thing.
  std::optional<std::size_t> end_of_other(std::size_t begin, std::size_t end) const {
    auto before = character_before(text_, begin);
    bool in_word = is_letter(before.code);
    if ((before.code == '-' || before.code == '_') && begin > 0)
      in_word = in_word || is_letter(character_before(text_, begin - 1).code);
    if (in_word) return end_of_word(end);
    auto size = end - begin;
    auto next = peek(end);
    if (size == 4 && next == '-' && digits_at(end + 1, 2)) return end_of_iso_date(end + 3);
    if (next == ':' && size <= 2 && digits_at(end + 1, 2))  // a time of day
      return peek(end + 3) == ':' && digits_at(end + 4, 2) ? end + 6 : end + 3;
    if (next == '/' && size <= 4 && is_digit(peek(end + 1))) return end_of_slashes(end);
    if (next == '-' && (text_[begin] == '0' || peek(end + 1) == '0') && is_digit(peek(end + 1)) && size > 1)
      return end_of_word(end);                                       // a model number: 1122-0030
    if (before.code == '[' && next == ']' && size <= 2) return end;  // a note
    if (is_size(end)) return end_of_size(end);
    return std::nullopt;
  }

  std::size_t end_of_iso_date(std::size_t at) const {
    if (peek(at) == '-' && digits_at(at + 1, 2)) at += 3;
    if ((peek(at) == 'T' || peek(at) == ' ') && digits_at(at + 1, 2) && peek(at + 3) == ':') {
      at += 4;
      while (is_digit(peek(at)) || peek(at) == ':' || peek(at) == '.' || peek(at) == 'Z') ++at;
    }
    return at;
  }
  // 03/10/2026 is a date, 24/7 a saying; 3/4 are two numbers.
  std::optional<std::size_t> end_of_slashes(std::size_t at) const {
    auto second = at + 1;
    while (is_digit(peek(second))) ++second;
    if (text_.substr(at, 3) == "/7 " || text_.substr(at - 2, 4) == "24/7") return second;
    if (peek(second) != '/' || !is_digit(peek(second + 1))) return std::nullopt;
    auto third = second + 1;
    while (is_digit(peek(third))) ++third;
    return third;
  }
  // 24x24, 10 × 10 (not 2.5x)
  bool is_size(std::size_t end) const {
    auto at = end;
    if (peek(at) == ' ') ++at;
    auto cross = at < text_.size() ? character_at(text_, at) : Character{};
    if (cross.code != 'x' && cross.code != 'X' && cross.code != 0xd7) return false;
    at += cross.size;
    if (peek(at) == ' ') ++at;
    return is_digit(peek(at));
  }
  std::size_t end_of_size(std::size_t at) const {
    for (; at < text_.size();) {
      auto here = character_at(text_, at);
      bool cross = here.code == 'x' || here.code == 'X' || here.code == 0xd7;
      bool inner_blank = text_[at] == ' ' && (is_size(at) || is_digit(peek(at + 1)));
      if (!is_digit(text_[at]) && !cross && !inner_blank) break;
      bool was_cross = cross;
      at += here.size;
      if (inner_blank && !was_cross && is_digit(peek(at)) && !is_cross_before(at)) return at - 1;
    }
    return at;
  }
  bool is_cross_before(std::size_t at) const {
    auto before = character_before(text_, at - 1).code;
    return before == 'x' || before == 'X' || before == 0xd7;
  }

  // False: this is no number (an address, a version).
  bool set_readings(StatedNumber& number, const Groups& groups) {
    const auto& digits = groups.digits;
    const auto& between = groups.between;
    std::string whole;
    for (auto group : digits) whole += group;
    if (whole.size() > digits_max) return false;
    auto put = [&](std::size_t i, std::string text, std::size_t decimals) {
      if (decimals > 0) text.insert(text.size() - decimals, ".");
      number.readings[i] = {to_double(text), 0.5 * std::pow(10.0, -static_cast<double>(decimals)),
                            decimals > 0};
    };
    if (between.empty()) {
      bool fraction = number.begin > 0 && text_[number.begin - 1] == '.';  // ".5"
      return put(0, whole, fraction ? whole.size() : 0), true;
    }
    auto last = between.back();
    bool thousands = digits.front().size() <= 3 && digits.back().size() == 3;
    for (std::size_t i = 1; i + 1 < digits.size(); ++i)  // by two in India
      thousands = thousands && (digits[i].size() == 3 || (digits[i].size() == 2 && between[i] == ','));
    bool one_kind =
        std::count(between.begin(), between.end(), last) == static_cast<std::ptrdiff_t>(between.size());
    auto& votes = last == ',' ? commas_ : points_;
    if (!one_kind) {
      ++votes;
      bool last_once = std::count(between.begin(), between.end(), last) == 1;
      return last_once && (last == '.' || last == ',') && (put(0, whole, digits.back().size()), true);
    }
    if (between.size() > 1 || last == ' ' || last == '\'') return thousands && (put(0, whole, 0), true);
    put(0, whole, digits.back().size());
    if (!thousands) ++votes;
    if (thousands && digits.front() != "0") {
      put(1, whole, 0);
      number.readings_count = 2;
    }
    return true;
  }

  // Letters that touch the number: a scale, a short unit, "x". 0: they make it a name.
  double attached_unit(StatedNumber& number, std::size_t& end) const {
    auto at = end;
    if (peek(at) == '-') ++at;  // "30-day"
    auto start = at;
    while (at < text_.size() && is_letter(character_at(text_, at).code)) at += character_at(text_, at).size;
    auto letters = text_.substr(start, at - start);
    if (letters.empty()) return 1;
    if (is_digit(peek(at))) return 0;
    end = at;
    if (letters == "x" || letters == "X") return number.mark = NumberMark::times, 1;
    if (start > number.end) return 1;
    auto word = word_after(text_, start);
    if (letters == "B") return 1e9;
    if (auto scale = scale_of(word); scale > 0) return scale;
    return letters.size() <= 4 || calendar_days_of(word) > 0 ? 1 : 0;
  }

  // A word behind the number; single letters only count where they touch it.
  double scale_behind(std::size_t at) const {
    auto word = word_after(text_, at);
    auto scale = word.size() > 2 || word == "bn" || word == "mn" ? scale_of(word) : 0;
    return scale == 0 ? 1 : scale;
  }

  static bool is_whole(const StatedNumber& number, const Groups& groups) {
    return groups.digits.size() == 1 && number.readings[0].half_step == 0.5;
  }
  bool is_ordinal(const StatedNumber& number, const Groups& groups) const {
    if (!is_whole(number, groups)) return false;
    auto word = word_after(text_, number.end);
    bool touches = number.end < text_.size() && is_letter(character_at(text_, number.end).code);
    if (touches && (word == "st" || word == "nd" || word == "rd" || word == "th" || word == "er" ||
                    word == "e" || word == "ème" || word == "º" || word == "ª"))
      return true;
    bool small = groups.digits[0].size() <= 2;
    if (small && character_before(text_, number.begin).code == '#') return true;
    return small && precedes_ordinal(word_before(text_, number.begin));
  }
  bool is_date_or_year(const StatedNumber& number, const Groups& groups) const {
    auto value = number.readings[0].value;
    if (groups.digits.size() == 3 && groups.between[0] == '.' && groups.between[1] == '.')  // 10.03.2026
      return groups.digits[0].size() <= 2 && groups.digits[1].size() <= 2 && groups.digits[2].size() != 3;
    if (groups.digits.size() == 2 && groups.between[0] == '.' && groups.digits[0].size() <= 2 &&
        groups.digits[1].size() <= 2 && peek(number.end) == '.' && peek(number.end + 1) != '\n' &&
        is_month_number(groups.digits[1]))  // 10.03.
      return value <= 31 && text_.substr(number.end + 1, 1) == " " &&
             precedes_year(word_before(text_, number.begin));
    if (!is_whole(number, groups)) return false;
    auto behind = number.end;
    if (peek(behind) == '.' || peek(behind) == ',') ++behind;
    auto after = word_after(text_, behind);
    if (after == "de" || after == "of") after = word_after(text_, text_.find(after, behind) + after.size());
    auto before = word_before(text_, number.begin);
    if (value >= 1 && value <= 31 && (is_month(after) || (is_month(before) && !is_month_verb(before))))
      return true;
    if (value >= 1 && value <= 12 && (after == "am" || after == "pm" || after == "uhr")) return true;
    bool year = value >= 1990 && value <= 2099 && groups.digits[0].size() == 4;
    if (!year || after == "units" || after == "pieces" || after == "orders" || after == "products")
      return false;
    auto previous = character_before(text_, number.begin).code;
    return precedes_year(before) || previous == '/' || previous == '-' || after_day_of_month(number.begin);
  }
  static bool is_month_number(std::string_view digits) { return digits >= "01" && digits <= "12"; }
  bool is_month_verb(std::string_view word) const { return word == "may" || word == "mar"; }
  // "March 10, 2026"
  bool after_day_of_month(std::size_t begin) const {
    auto at = begin;
    while (at > 0 && (text_[at - 1] == ' ' || text_[at - 1] == ',')) --at;
    auto digits = at;
    while (digits > 0 && is_digit(text_[digits - 1])) --digits;
    return at - digits <= 2 && at > digits && is_month(word_before(text_, digits));
  }

  void set_mark(StatedNumber& number, std::size_t unit_end) const {
    auto at = unit_end;
    while (at < text_.size() && is_blank(character_at(text_, at).code)) at += character_at(text_, at).size;
    auto next = at < text_.size() ? character_at(text_, at).code : 0;
    auto word = word_after(text_, unit_end);
    if (unit_end == number.end && scale_of(word) > 0)
      word = word_after(text_, text_.find(word, at) + word.size());
    auto is_sign = [](char32_t code) {
      return code == '$' || code == 0x20ac || code == 0xa3 || code == 0xa5 || code == 0x20b9;
    };
    auto begin = number.begin;
    auto before = character_before(text_, begin);
    for (; before.size > 0 && (is_blank(before.code) || before.code == '-' || before.code == '+' ||
                               before.code == 0x2212 || before.code == '~' || before.code == '\\');
         before = character_before(text_, begin))
      begin -= before.size;
    if (next == '%' || is_percent(word))
      number.mark = NumberMark::percent;
    else if (is_sign(before.code) || is_sign(next) || is_currency(word) ||
             is_currency(word_before(text_, begin)))
      number.mark = NumberMark::money;
    else if (is_times(word))
      number.mark = NumberMark::times;
    number.calendar_days = calendar_behind(unit_end);
  }

  // The unit of time among the next words: "12 weeks", "40 units a week", "$1,200 per month".
  int calendar_behind(std::size_t at) const {
    auto attached = at;
    while (attached > 0 && is_letter(character_before(text_, attached).code))
      attached -= character_before(text_, attached).size;
    if (attached < at)
      if (auto days = calendar_days_of(word_after(text_, attached)); days > 0) return days;
    for (int words = 0; words < 4; ++words) {
      while (at < text_.size() && (is_blank(character_at(text_, at).code) || text_[at] == '/' ||
                                   text_[at] == '%' || text_[at] == '-'))
        at += character_at(text_, at).size;
      auto word = word_after(text_, at);
      if (word.empty()) return 0;
      if (auto days = calendar_days_of(word); days > 0) return days;
      if (words > 0 && word == "and") return 0;
      at = std::min(at + word.size(), text_.size());
    }
    return 0;
  }

  static void finish(NumberReading& reading, double scale, bool about) {
    if (about && !reading.has_decimals)
      for (double step = 10; reading.value >= step && std::fmod(reading.value, step) == 0; step *= 10)
        reading.half_step = step / 2;
    reading.value *= scale;
    reading.half_step *= scale;
  }

  std::string_view text_;
  std::size_t at_ = 0, line_ = 0;
  std::size_t rows_ = 0;                 // lines of the table that the line belongs to, this one included
  std::size_t points_ = 0, commas_ = 0;  // numbers that can only be read with this as the decimal sign
  bool counts_rows_ = false;             // the table's first column is 1, 2, 3 ... so far
  std::vector<StatedNumber> numbers_;
};

}  // namespace

std::vector<StatedNumber> read_numbers(std::string_view text) { return Reader(text).read(); }

std::vector<std::size_t> listed_counts(std::string_view text) {
  std::vector<std::size_t> counts;
  std::size_t items = 0, rows = 0;
  auto close = [&](std::size_t& count, std::size_t head) {
    if (count > head) counts.push_back(count - head);
    count = 0;
  };
  for (std::size_t at = 0; at < text.size();) {
    auto end = std::min(text.find('\n', at), text.size());
    auto line = text.substr(at, end - at);
    auto first = line.find_first_not_of(" \t");
    bool indented = first != std::string_view::npos && first > 0;
    line = first == std::string_view::npos ? std::string_view() : line.substr(first);
    auto after_digits = line.find_first_not_of("0123456789");
    bool numbered = after_digits != std::string_view::npos && after_digits > 0 &&
                    (line[after_digits] == '.' || line[after_digits] == ')');
    bool item = line.starts_with("- ") || line.starts_with("* ") || line.starts_with("+ ") || numbered;
    if (line.starts_with('|')) {
      ++rows;
    } else {
      close(rows, 2);
      if (item && !indented) ++items;
      if (!item && !line.empty() && !indented) close(items, 0);
    }
    at = end + 1;
  }
  close(rows, 2);
  close(items, 0);
  return counts;
}

}  // namespace garden::answers
