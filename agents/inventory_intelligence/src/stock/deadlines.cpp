#include "stock/deadlines.hpp"

#include <algorithm>
#include <chrono>

namespace garden::inventory {
namespace {
namespace civil = std::chrono;

// Years are kept where a Day cannot overflow and the calendar holds.
civil::year year_of(int year) { return civil::year{std::clamp(year, 1, 9999)}; }

civil::year_month month_of(int year, int month) {
  return year_of(year) / civil::month{static_cast<unsigned>(std::clamp(month, 1, 12))};
}

Day number_of(civil::sys_days day) { return static_cast<Day>(day.time_since_epoch().count()); }
}  // namespace

Day day_of(const CivilDay& day) {
  const auto month = month_of(day.year, day.month);
  const auto last = (month / civil::last).day();
  const auto wanted = civil::day{static_cast<unsigned>(std::clamp(day.day, 1, 31))};
  return number_of(civil::sys_days{month / std::min(wanted, last)});
}

CivilDay civil_of(Day day) {
  const civil::year_month_day date{civil::sys_days{civil::days{day}}};
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day()))};
}

Day event_day(const DateRule& rule, int year) {
  if (rule.weekday < 1 || rule.weekday > 7) return day_of({year, rule.month, rule.day});
  const auto month = month_of(year, rule.month);
  const civil::weekday weekday{static_cast<unsigned>(rule.weekday)};  // 7 is Sunday there as well
  const auto last = number_of(civil::sys_days{month / weekday[civil::last]});
  if (rule.nth < 1) return last;
  const auto first = number_of(civil::sys_days{month / weekday[1]});
  return std::min(last, first + 7 * (std::min(rule.nth, 5) - 1));
}

const char* name_of(DeadlineState state) {
  switch (state) {
    case DeadlineState::quiet: return "quiet";
    case DeadlineState::remind: return "remind";
    case DeadlineState::escalate: return "escalate";
    case DeadlineState::missed: return "missed";
  }
  return "quiet";
}

Deadline next_deadline(const SeasonRule& rule, Day today, std::optional<Day> done_until) {
  const Day before = std::max(rule.lead_days, 0) + std::max(rule.safety_days, 0);
  // Ordering may be due years before the event; begin where the deadline cannot be later than the one wanted.
  Deadline deadline;
  for (int year = civil_of(today + before).year - 1;; ++year) {
    deadline.event = event_day(rule.event, year);
    deadline.order_by = deadline.event - before;
    deadline.days_left = deadline.order_by - today;
    const bool done = done_until && deadline.event <= *done_until;
    if (!done && deadline.days_left >= -std::max(rule.overdue_days, 0)) break;
    if (year >= 9999) break;
  }
  if (deadline.days_left < 0)
    deadline.state = DeadlineState::missed;
  else if (deadline.days_left <= rule.escalate_days)
    deadline.state = DeadlineState::escalate;
  else if (deadline.days_left <= rule.remind_days)
    deadline.state = DeadlineState::remind;
  return deadline;
}

Quantity season_need(Quantity last_year, double growth, Quantity position) {
  const Quantity wanted = rounded_up(units_of(last_year) * std::max(0.0, growth));
  return saturated(std::max<Wide>(0, Wide{wanted} - position));
}

}  // namespace garden::inventory
