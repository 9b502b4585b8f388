#include "queries/season_rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "garden/ascii.hpp"
#include "garden/number.hpp"
#include "queries/shop_rules.hpp"

namespace garden::inventory::steps {
namespace {

using Words = std::vector<std::string>;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

Words words_of(std::string_view text) {
  Words words;
  for (std::size_t from = 0; from < text.size();) {
    from = text.find_first_not_of(" \t\r\n", from);
    if (from == text.npos) break;
    const auto end = std::min(text.find_first_of(" \t\r\n", from), text.size());
    words.push_back(to_lower(text.substr(from, end - from)));
    from = end;
  }
  return words;
}

// Its place from 1; 0 if it is none of them. Three letters suffice.
template <std::size_t count>
int place_of(const std::string& word, const std::array<std::string_view, count>& names) {
  for (std::size_t i = 0; i < count; ++i)
    if (word.size() >= 3 && names[i].starts_with(word)) return static_cast<int>(i) + 1;
  return 0;
}

int month_in(const std::string& word) {
  static constexpr std::array<std::string_view, 12> names{"january",   "february", "march",    "april",
                                                          "may",       "june",     "july",     "august",
                                                          "september", "october",  "november", "december"};
  return place_of(word, names);
}
int weekday_in(const std::string& word) {
  static constexpr std::array<std::string_view, 7> names{"monday", "tuesday",  "wednesday", "thursday",
                                                         "friday", "saturday", "sunday"};
  return place_of(word, names);
}

class Reader {
 public:
  explicit Reader(const Season& season) : season_(season) {}

  Season read(const std::vector<std::string_view>& clauses) {
    for (const auto clause : clauses) take(clause);
    if (!dated_) refuse("it needs `order by` or `event` with a date");
    if (season_.words.empty() && season_.models.empty()) refuse("it needs `named` words or `models`");
    set_reminders();
    if (!sells_) {
      const auto event = season_.rule.event.month;
      season_.sells_to = event;
      season_.sells_from = (event + 9) % 12 + 1;
    }
    return season_;
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw Unusable("the setting seasons says of '" + season_.name + "': " + why);
  }

  void take(std::string_view clause) {
    auto words = words_of(clause);
    auto follows = [&words](std::initializer_list<std::string_view> head) {
      if (words.size() <= head.size() || !std::equal(head.begin(), head.end(), words.begin())) return false;
      words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(head.size()));
      return true;
    };
    if (follows({"named"}))
      season_.words = words;
    else if (follows({"models"}))
      season_.models = words;
    else if (follows({"order", "by"}) || follows({"event"}))
      season_.rule.event = date(words), dated_ = true;
    else if (follows({"remind", "from"}))
      remind_ = words;
    else if (follows({"escalate", "from"}))
      escalate_ = words;
    else if (follows({"sells"}))
      set_months(words);
    else if (follows({"lead"}))
      season_.rule.lead_days = whole(words, 3650);
    else if (follows({"ordered"}))
      season_.ordered_year = whole(words, 9999);
    else if (follows({"growth"}))
      season_.growth = number(words, 100);
    else
      refuse("'" + std::string(clause) +
             "' is not understood; known are named, models, order by, event, lead, "
             "remind from, escalate from, sells, growth, ordered");
  }

  double number(const Words& words, double most) const {
    const auto value = words.size() == 1 ? parse_double(words[0]) : std::nullopt;
    if (!value || !(*value >= 0) || *value > most)
      refuse("'" + joined(words) + "' is no number that can be used");
    return *value;
  }
  int whole(const Words& words, double most) const {
    return static_cast<int>(std::lround(number(words, most)));
  }

  static std::string joined(const Words& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
  }

  DateRule date(const Words& words) const {
    DateRule rule;
    if (words.size() == 2) {
      const auto day = parse_double(words[0]);
      rule.month = month_in(words[1]);
      if (day && *day >= 1 && *day <= 31 && rule.month > 0) {
        rule.day = static_cast<int>(*day);
        return rule;
      }
    } else if (words.size() == 4 && words[2] == "of") {
      static constexpr std::array<std::string_view, 6> nth{"first",  "second", "third",
                                                           "fourth", "fifth",  "last"};
      const int place = place_of(words[0], nth);
      rule.weekday = weekday_in(words[1]);
      rule.month = month_in(words[3]);
      rule.nth = place == 6 ? -1 : place;
      if (place > 0 && rule.weekday > 0 && rule.month > 0) return rule;
    }
    refuse("'" + joined(words) + "' is no date; write 30 June, or second Friday of May");
  }

  void set_months(const Words& words) {
    if (words.size() == 3 && words[1] == "to") {
      season_.sells_from = month_in(words[0]), season_.sells_to = month_in(words[2]);
      sells_ = true;
    }
    if (!sells_ || season_.sells_from == 0 || season_.sells_to == 0)
      refuse("sells is MONTH to MONTH, not '" + joined(words) + "'");
  }

  // A number is days before; a date is counted back from the deadline of a year without a 29 February.
  int days_before(const Words& words, int otherwise) const {
    if (words.empty()) return otherwise;
    if (words.size() == 1) return whole(words, 3650);
    constexpr int year = 2026;
    const auto deadline = event_day(season_.rule.event, year) - season_.rule.lead_days;
    const auto from = event_day(date(words), civil_of(deadline).year);
    return from <= deadline ? deadline - from
                            : deadline - event_day(date(words), civil_of(deadline).year - 1);
  }
  void set_reminders() {
    season_.rule.remind_days = days_before(remind_, season_.rule.remind_days);
    season_.rule.escalate_days = days_before(escalate_, std::min(29, season_.rule.remind_days));
  }

  Season season_;
  Words remind_, escalate_;
  bool dated_ = false, sells_ = false;
};

bool has_word(const std::string& name, const std::string& word) {
  for (auto at = name.find(word); at != name.npos; at = name.find(word, at + 1)) {
    const auto end = at + word.size();
    if ((at == 0 || !is_letter(name[at - 1])) && (end == name.size() || !is_letter(name[end]))) return true;
  }
  return false;
}

}  // namespace

bool Season::means(const Product& product) const {
  const auto model = to_lower(product.model);
  for (const auto& one : models) {
    const bool begins = one.ends_with('*');
    if (begins ? model.starts_with(one.substr(0, one.size() - 1)) : model == one) return true;
  }
  const auto name = name_key(product.name);
  return !words.empty() &&
         std::all_of(words.begin(), words.end(), [&name](const auto& word) { return has_word(name, word); });
}

std::vector<Season> seasons_of(std::string_view setting) {
  std::vector<Season> seasons;
  for (const auto text : split_text(setting, ';')) {
    if (to_lower(text) == "none") continue;
    Season season;
    const auto colon = text.find(':');
    season.name = std::string(text.substr(0, colon));
    if (colon == text.npos)
      throw Unusable("the setting seasons says '" + season.name + "': NAME: clauses is wanted");
    seasons.push_back(Reader(season).read(split_text(text.substr(colon + 1), ',')));
  }
  return seasons;
}

MonthsAgo last_season(const Season& season, int month_now) {
  const int length = (season.sells_to - season.sells_from + 12) % 12;
  const int last = (month_now - season.sells_to + 11) % 12 + 1;
  return {last, last + length};
}

}  // namespace garden::inventory::steps
