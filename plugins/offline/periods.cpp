#include "periods.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace garden::offline {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year_month_day;

struct Named {
  std::string_view words;
  long value;
};

constexpr Named kUnits[] = {{"d day days dia dias tag tage tagen jour jours", 1},
                            {"w week weeks woche wochen semana semanas semaine semaines", 7},
                            {"fortnight fortnights", 14},
                            {"month months monat monate monaten monats mes meses mois", 30},
                            {"quarter quarters quartal quartale trimestre trimestres", 90},
                            {"yr yrs year years jahr jahre jahren jahres ano anos an ans annee annees", 365}};

constexpr std::string_view kLast =
    "last past previous prior preceding trailing letzte letzten letzter letztes letztem vergangene "
    "vergangenen "
    "vorige vorigen ultimo ultimos ultima ultimas pasado pasada pasados pasadas dernier dernieres derniere "
    "derniers "
    "passe passee";
constexpr std::string_view kThis =
    "this current running diese diesen dieser dieses diesem este esta ce cette cet";
constexpr std::string_view kToday = "today todays heute hoy aujourd";
constexpr std::string_view kYesterday = "yesterday yesterdays gestern ayer hier";
constexpr std::string_view kSince = "since seit desde depuis";

constexpr std::array<std::string_view, 12> kMonths = {"january januar enero janvier",
                                                      "february februar febrero fevrier",
                                                      "march marz marzo mars",
                                                      "april abril avril",
                                                      "may mai mayo",
                                                      "june juni junio juin",
                                                      "july juli julio juillet",
                                                      "august agosto aout",
                                                      "september septiembre septembre",
                                                      "october oktober octubre octobre",
                                                      "november noviembre novembre",
                                                      "december dezember diciembre decembre"};

long lookup(const auto& table, std::string_view word) {
  for (const Named& entry : table) {
    if (is_one_of(entry.words, word)) return entry.value;
  }
  return 0;
}

std::optional<sys_days> date_of(const std::string& text) {
  int year = 0;
  unsigned month = 0, day = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2u", &year, &month, &day) != 3) return std::nullopt;
  const year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
  if (!date.ok()) return std::nullopt;
  return sys_days{date};
}

std::string text_of(sys_days date) {
  const year_month_day civil{date};
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(civil.year()) % 10000,
                static_cast<unsigned>(civil.month()), static_cast<unsigned>(civil.day()));
  return text;
}

sys_days first_of_month(sys_days date) {
  const year_month_day civil{date};
  return sys_days{civil.year() / civil.month() / std::chrono::day{1}};
}

sys_days months_later(sys_days first_day, int count) {
  return sys_days{year_month_day{first_day} + months{count}};
}

// The whole calendar unit (week from Monday, month, quarter, year) that holds `date`, moved by `steps` units.
std::pair<sys_days, sys_days> calendar_unit(sys_days date, long unit_days, int steps) {
  if (unit_days < 30) {
    const auto weekday = std::chrono::weekday{date}.iso_encoding() - 1;
    const sys_days monday = date - days{weekday} + days{unit_days * steps};
    return {monday, monday + days{unit_days}};
  }
  const int size = unit_days == 30 ? 1 : unit_days == 90 ? 3 : 12;
  sys_days first = first_of_month(date);
  const auto month = static_cast<unsigned>(year_month_day{first}.month());
  first = months_later(first, -static_cast<int>((month - 1) % static_cast<unsigned>(size)) + steps * size);
  return {first, months_later(first, size)};
}

Period named_day(const Word& word, const std::string& today) {
  const bool is_today = is_one_of(kToday, word.folded);
  Period period;
  period.name = is_today ? "today" : "yesterday";
  period.said = word.raw;
  period.days = is_today ? 1 : 2;
  if (const auto date = date_of(today)) {
    period.since = text_of(is_today ? *date : *date - days{1});
    if (!is_today) period.until = today;
  }
  return period;
}

std::string_view unit_name(long unit_days) {
  return unit_days <= 1    ? "day"
         : unit_days < 30  ? "week"
         : unit_days == 30 ? "month"
         : unit_days == 90 ? "quarter"
                           : "year";
}

Period whole_unit(long unit_days, bool is_this, const std::string& today) {
  Period period;
  period.name = (is_this ? "this_" : "last_") + std::string(unit_name(unit_days));
  period.days = unit_days;
  if (unit_days == 1) period.exact = true;
  const auto date = date_of(today);
  if (date && unit_days > 1) {
    const auto [first, end] = calendar_unit(*date, unit_days, is_this ? 0 : -1);
    period.since = text_of(first);
    if (!is_this) period.until = text_of(end);
  }
  return period;
}

Period trailing(long count_days, const std::string& today) {
  Period period;
  period.name = "last_n";
  period.days = count_days;
  period.exact = true;
  if (const auto date = date_of(today)) period.since = text_of(*date - days{count_days});
  return period;
}

// "October": the latest one that has begun.
Period month_of_year(unsigned month, bool since, const std::string& today) {
  Period period;
  period.name = since ? "since" : "month";
  const auto date = date_of(today);
  if (!date) return period;
  auto year = year_month_day{*date}.year();
  if (std::chrono::month{month} > year_month_day{*date}.month()) --year;
  const sys_days first{year / std::chrono::month{month} / std::chrono::day{1}};
  period.since = text_of(first);
  if (!since) period.until = text_of(months_later(first, 1));
  period.days = (*date - first).count() + 1;
  return period;
}

class At {
 public:
  At(const std::vector<Word>& words, std::size_t at, const std::string& today)
      : words_(words), at_(at), today_(today) {}

  std::optional<FoundPeriod> find() const {
    const Word& first = words_[at_];
    if (first.kind == WordKind::number) return counted(at_);
    if (first.kind != WordKind::word) return std::nullopt;
    if (is_one_of(kToday, first.folded) || is_one_of(kYesterday, first.folded)) {
      return FoundPeriod{named_day(first, today_), 1};
    }
    if (is("year", 0) && is("to", 1) && is("date", 2)) return found(whole_unit(365, true, today_), 3);
    if (first.folded == "ytd") return found(whole_unit(365, true, today_), 1);
    if (is_one_of(kSince, first.folded)) return since();
    if (is_one_of(kLast, first.folded) || is_one_of(kThis, first.folded)) return directed();
    if (const long unit = unit_at(at_); unit > 0) {  // "semana pasada", "mois dernier"
      if (at_ + 1 < words_.size() && is_one_of(kLast, words_[at_ + 1].folded)) {
        return found(whole_unit(unit, false, today_), 2);
      }
      return std::nullopt;
    }
    if (const unsigned month = month_at(at_)) {
      if (first.folded != "may" && first.folded != "march" && first.folded != "mars") {
        return found(month_of_year(month, false, today_), 1);
      }
      if (at_ > 0 && is_one_of("in of for during between from to and until", words_[at_ - 1].folded)) {
        return found(month_of_year(month, false, today_), 1);
      }
    }
    return counted(at_);
  }

 private:
  bool is(std::string_view word, std::size_t offset) const {
    return at_ + offset < words_.size() && words_[at_ + offset].folded == word;
  }
  long unit_at(std::size_t at) const {
    return at < words_.size() && words_[at].kind == WordKind::word ? days_of_unit(words_[at].folded) : 0;
  }
  unsigned month_at(std::size_t at) const {
    if (at >= words_.size() || words_[at].folded.size() < 3) return 0;
    for (unsigned month = 0; month < kMonths.size(); ++month) {
      if (is_one_of(kMonths[month], words_[at].folded)) return month + 1;
    }
    return 0;
  }

  FoundPeriod found(Period period, std::size_t count) const {
    for (std::size_t i = at_; i < at_ + count; ++i) {
      if (!period.said.empty()) period.said += ' ';
      period.said += words_[i].raw;
    }
    return {std::move(period), count};
  }

  // "30 days", "two weeks", "a year", "half a year" from word `at` on; at_ is where the whole began.
  std::optional<FoundPeriod> counted(std::size_t at) const {
    double count = 0;
    std::size_t next = at;
    if (words_[at].kind == WordKind::number) {
      count = std::strtod(words_[at].folded.c_str(), nullptr);
      ++next;
    } else if (words_[at].folded == "half" && at + 1 < words_.size()) {
      count = 0.5;
      next += words_[at + 1].folded == "a" ? 2 : 1;
    } else if (const long named = number_word(words_[at].folded)) {
      count = static_cast<double>(named);
      ++next;
    } else if (is_one_of("a an one ein eine einem un una une", words_[at].folded)) {
      count = 1;
      ++next;
    }
    const long unit = next > at ? unit_at(next) : 0;
    if (unit == 0 || count <= 0 || count > 100'000) return std::nullopt;
    const bool years_of_months = unit == 30 && count >= 12;  // twelve months are a year, not 360 days
    const double total = years_of_months ? count / 12 * 365 : count * static_cast<double>(unit);
    return found(trailing(std::max(1L, static_cast<long>(total + 0.5)), today_), next + 1 - at_);
  }

  std::optional<FoundPeriod> directed() const {
    const std::size_t next = at_ + 1;
    if (next >= words_.size()) return std::nullopt;
    if (const long unit = unit_at(next)) {
      return found(whole_unit(unit, is_one_of(kThis, words_[at_].folded), today_), 2);
    }
    return counted(next);
  }

  std::optional<FoundPeriod> since() const {
    const std::size_t next = at_ + 1;
    if (next >= words_.size()) return std::nullopt;
    if (words_[next].kind == WordKind::date && date_of(words_[next].raw)) {
      Period period;
      period.name = "since";
      period.since = words_[next].raw;
      const auto from = date_of(period.since), date = date_of(today_);
      if (date && *date >= *from) period.days = (*date - *from).count() + 1;
      return found(std::move(period), 2);
    }
    if (const unsigned month = month_at(next)) return found(month_of_year(month, true, today_), 2);
    if (is_one_of(kYesterday, words_[next].folded)) {
      Period period = named_day(words_[next], today_);
      period.said.clear();
      period.until.clear();
      return found(std::move(period), 2);
    }
    if (is_one_of(kLast, words_[next].folded) && unit_at(next + 1) > 0) {
      Period period = whole_unit(unit_at(next + 1), false, today_);
      period.until.clear();
      return found(std::move(period), 3);
    }
    return std::nullopt;
  }

  const std::vector<Word>& words_;
  std::size_t at_;
  const std::string& today_;
};

}  // namespace

std::optional<FoundPeriod> period_at(const std::vector<Word>& words, std::size_t at,
                                     const std::string& today) {
  return At(words, at, today).find();
}

long days_of_unit(std::string_view folded) { return lookup(kUnits, folded); }

long number_word(std::string_view folded) {
  static constexpr Named numbers[] = {{"two zwei dos deux", 2},
                                      {"three drei tres trois", 3},
                                      {"four vier cuatro quatre", 4},
                                      {"five funf cinco cinq", 5},
                                      {"six sechs seis", 6},
                                      {"seven sieben siete sept", 7},
                                      {"eight acht ocho huit", 8},
                                      {"nine neun nueve neuf", 9},
                                      {"ten zehn diez dix", 10},
                                      {"twelve dozen zwolf doce douze", 12},
                                      {"fifteen quince quinze", 15},
                                      {"twenty zwanzig veinte vingt", 20},
                                      {"thirty dreissig treinta trente", 30},
                                      {"fifty", 50},
                                      {"sixty", 60},
                                      {"ninety", 90},
                                      {"hundred", 100}};
  return lookup(numbers, folded);
}

}  // namespace garden::offline
