// Deadlines: the last day to order for a season.
// Some goods must be ordered months before they sell (a red glass for Christmas: by 30 June), and one
// forgotten deadline is a lost season. A rule is either a date of every year, or the n-th weekday of a
// month, both with the days an order takes before it; reminders begin so many days before, and get louder
// later.
//   last order day = event - lead days - safety days
// A deadline passed by at most `overdue_days` is still shown, as missed, unless the caller knows that it
// was ordered.
// Edge rules: 29 February is the 28th in other years; the fifth weekday of a month that has four is its
// last. Days are the store's calendar days, so daylight saving does not matter.
// Threads: pure functions, [any].
#pragma once
#include <optional>

#include "stock/amounts.hpp"

namespace garden::inventory {

struct CivilDay {
  int year = 1970;
  int month = 1;  // 1 to 12
  int day = 1;    // 1 to 31
  friend bool operator==(const CivilDay&, const CivilDay&) = default;
};
// A day beyond the end of its month is that end.
Day day_of(const CivilDay& civil);
CivilDay civil_of(Day day);

struct DateRule {
  int month = 1;
  int day = 1;      // of the month, if weekday is 0
  int weekday = 0;  // ISO: 1 Monday to 7 Sunday; 0: by day
  int nth = 1;      // which such weekday of the month; -1 the last
};
Day event_day(const DateRule& rule, int year);

struct SeasonRule {
  DateRule event;
  int lead_days = 0;  // 0 where the rule already is the deadline
  int safety_days = 0;
  int remind_days = 60;    // before the deadline
  int escalate_days = 29;  // a 30 June: from 1 June
  int overdue_days = 14;
};

enum class DeadlineState : std::uint8_t { quiet, remind, escalate, missed };
const char* name_of(DeadlineState state);

struct Deadline {
  Day event = 0;
  Day order_by = 0;
  int days_left = 0;  // 0: today; below zero: missed
  DeadlineState state = DeadlineState::quiet;
};

// The deadline that matters on `today`: one just missed, else the next. `done_until`: the last event already
// ordered for, if known; it and those before it are skipped.
Deadline next_deadline(const SeasonRule& rule, Day today, std::optional<Day> done_until = {});

// What to order for a season: last year's units of it x growth, minus the position; rounded up, never below
// 0.
Quantity season_need(Quantity last_year, double growth, Quantity position);

}  // namespace garden::inventory
