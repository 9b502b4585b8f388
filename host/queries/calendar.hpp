// Calendar: whole days and periods that people name, without clocks and zones.
//
// "Last month against the month before" is arithmetic on dates, and dates of a shop come as text. A day here
// is the shop's own, already told from an instant by base/civil_time.hpp. Threads: pure functions [any].
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace garden::queries {

// The day that a text begins with ("2026-11-22", "2026-11-22 08:25:39"); nothing for a date that does not
// exist, such as the zero dates that shops store for "never".
std::optional<std::chrono::sys_days> day_of(std::string_view text);
// "2026-11-22".
std::string day_text(std::chrono::sys_days day);

// Days [since, until). A period that is still running ends with today, which is part of it.
struct Period {
  std::chrono::sys_days since, until;
  bool running = false;
};
// `name`: days (the last `days` whole days), today, yesterday, this_ or last_ week (from Monday), month,
// quarter or year. Nothing for another name.
std::optional<Period> period_of(std::string_view name, int days, std::chrono::sys_days today);
// What `period` is compared with, by `compare`: previous (the one before it), week_before (7 days earlier) or
// year_before (364 days earlier, so that weekdays meet; for months, quarters and years the same dates of the
// year before). Of a running period only as many days as have begun; it is running itself if its last day is
// the one that today is compared with, and not where the period before was shorter.
Period compared_with(std::string_view name, std::string_view compare, const Period& period,
                     std::chrono::sys_days today);

}  // namespace garden::queries
