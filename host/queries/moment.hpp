// Moment: the dates and times that a query's SQL may use, worked out in the store's own time zone.
//
// Shops store local wall time without a zone, and no two databases agree on date functions. So the host does
// the calendar and binds texts of one form, 'YYYY-MM-DD HH:MM:SS'; a day that has 23 or 25 hours is a day.
//   :as_of                        the instant of the question
//   :today :yesterday :tomorrow   when that day began or begins
//   :since  :until                the last `days` whole days: [:since, :until), :until = :today
//   :before                       `days` before :since: the window before, [:before, :since)
//   :since_N                      N days before :today, such as :since_365
// Days that are not over are no part of a window: a rate per day is of whole days, and an answer stays the
// same from morning to evening. Threads: pure functions [any].
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_time.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"

namespace garden::queries {

bool is_moment_name(std::string_view name);
// :since, :until and :before are counted from the parameter `days`.
bool needs_days(std::string_view name);

// The values of those of `names` that are moments. `days` is read from `params`, 0 when it is not there.
base::Json moment_values(base::Wall as_of, const base::TimeZone& zone, const base::Json& params,
                         const std::vector<std::string>& names);

}  // namespace garden::queries
