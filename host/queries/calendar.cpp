#include "queries/calendar.hpp"

#include <algorithm>
#include <charconv>

namespace garden::queries {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::Monday;
using std::chrono::month;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;
using std::chrono::years;

constexpr days week{7}, weekday_year{364};  // 52 weeks: the same weekday a year ago

std::optional<int> digits(std::string_view text, std::size_t from, std::size_t size) {
  int value = 0;
  const auto* const end = text.data() + from + size;
  auto parsed = std::from_chars(text.data() + from, end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return value;
}

std::string padded(unsigned value, std::size_t width) {
  auto text = std::to_string(value);
  return text.size() >= width ? text : std::string(width - text.size(), '0') + text;
}

// `count` months later, the day cut to the month's last: 31 January and a month is 28 February.
sys_days add_months(sys_days from, int count) {
  const year_month_day date{from};
  const auto target = date.year() / date.month() + months(count);
  const auto last = year_month_day(target / std::chrono::last);
  return sys_days(target / std::min(date.day(), last.day()));
}

// Months of the period that `name` ends in; 0: it is no period of months.
int months_of(std::string_view name) {
  if (name.ends_with("_month")) return 1;
  if (name.ends_with("_quarter")) return 3;
  return name.ends_with("_year") ? 12 : 0;
}

sys_days start_of(std::string_view name, sys_days today) {
  if (name.ends_with("_week")) return today - (std::chrono::weekday(today) - Monday);
  const year_month_day date{today};
  const auto size = static_cast<unsigned>(months_of(name));
  const auto first = (static_cast<unsigned>(date.month()) - 1) / size * size + 1;
  return date.year() / month(first) / day(1);
}

// The start of the period before the one that begins here.
sys_days before(std::string_view name, sys_days start) {
  const auto size = months_of(name);
  return size > 0 ? add_months(start, -size) : start - week;
}

}  // namespace

std::optional<sys_days> day_of(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = digits(text, 0, 4), m = digits(text, 5, 2), d = digits(text, 8, 2);
  if (!y || !m || !d || *y < 2 || *m < 1 || *d < 1) return std::nullopt;
  const auto date = year(*y) / month(static_cast<unsigned>(*m)) / day(static_cast<unsigned>(*d));
  if (!date.ok()) return std::nullopt;
  return sys_days(date);
}

std::string day_text(sys_days when) {
  const year_month_day date{when};
  return padded(static_cast<unsigned>(static_cast<int>(date.year())), 4) + '-' +
         padded(static_cast<unsigned>(date.month()), 2) + '-' + padded(static_cast<unsigned>(date.day()), 2);
}

std::optional<Period> period_of(std::string_view name, int count, sys_days today) {
  if (name == "days") return Period{today - days(count), today, false};
  if (name == "today") return Period{today, today + days(1), true};
  if (name == "yesterday") return Period{today - days(1), today, false};
  if (!name.ends_with("_week") && months_of(name) == 0) return std::nullopt;
  const auto start = start_of(name, today);
  if (name.starts_with("this_")) return Period{start, today + days(1), true};
  if (name.starts_with("last_")) return Period{before(name, start), start, false};
  return std::nullopt;
}

Period compared_with(std::string_view name, std::string_view compare, const Period& period, sys_days today) {
  const auto size = months_of(name);
  auto moved = [&](days back) { return Period{period.since - back, period.until - back, period.running}; };
  if (compare == "week_before") return moved(week);
  if (compare == "year_before") {
    if (size == 0) return moved(weekday_year);
    const auto until = period.running ? add_months(today, -12) + days(1) : add_months(period.until, -12);
    return {add_months(period.since, -12), until, period.running};
  }
  if (size == 0 && !name.ends_with("_week")) return moved(period.until - period.since);
  const auto since = before(name, period.since);
  const auto until = period.running ? since + (period.until - period.since) : period.since;
  return {since, std::min(until, period.since), period.running && until <= period.since};
}

}  // namespace garden::queries
