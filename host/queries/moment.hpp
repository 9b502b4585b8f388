// Moment: the dates and times that a query's SQL may use, worked out in the store's own time zone.
//
// Shops store local wall time without a zone, and no two databases agree on date functions. So the host does
// the calendar and binds texts of one form, 'YYYY-MM-DD HH:MM:SS'; a day that has 23 or 25 hours is a day.
//   :as_of                        the instant of the question
//   :today :yesterday :tomorrow   when that day began or begins
//   :since  :until                the last `days` whole days: [:since, :until), :until = :today
//   :before                       `days` before :since: the window before, [:before, :since)
//   :since_N                      N days before :today, such as :since_365
//   :since_PARAMETER              as many days before :today as that integer parameter says
//   :period_since :period_until   the parameter `period` (queries/calendar.hpp): [since, until)
//   :compare_since :compare_until what it is compared with, by the parameter `compare`; of a period that is
//   still
//                                 running no more than has passed of it, to the second
// The ledger keeps days as numbers (base::day_number): :day_today, :day_since, :day_since_365 ... are those,
// and :day_period_since ...; where :compare_until is within a day, its day is the first that is not whole.
// Days that are not over are no part of a window of `days`: a rate per day is of whole days, and an answer
// stays the same from morning to evening. Threads: pure functions [any].
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_time.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "queries/calendar.hpp"

namespace garden::queries {

bool is_moment_name(std::string_view name);
// "day_" and one of the days above: for SQL over the ledger only.
bool is_day_name(std::string_view name);
// :since, :until and :before, and their days, are counted from the parameter `days`.
bool needs_days(std::string_view name);
// PARAMETER of :since_PARAMETER; empty for any other name.
std::string since_parameter(std::string_view name);
// Those counted from the parameters `period` and `compare`.
bool needs_period(std::string_view name);
bool needs_compare(std::string_view name);

// The values of those of `names` that are moments or days. `days` is read from `params`, 0 when it is not
// there.
base::Json moment_values(base::Wall as_of, const base::TimeZone& zone, const base::Json& params,
                         const std::vector<std::string>& names);

// How many days before today the oldest day is that their period, or what it is compared with, begins with.
std::optional<std::int64_t> days_of_period(base::Wall as_of, const base::TimeZone& zone,
                                           const base::Json& params);

// The period that `params` name, if they name one.
std::optional<Period> period_in(base::Wall as_of, const base::TimeZone& zone, const base::Json& params);

}  // namespace garden::queries
