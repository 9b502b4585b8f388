// Local time: the shop's own calendar as plain numbers, without a time zone.
//
// A shop's database holds what the clock on its wall said. Such a time is counted here in seconds since
// 1970-01-01 00:00:00 by that same clock, so that days are always 86,400 apart and comparing is subtracting.
// Threads: all calls [any].
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace garden::shop_data {

inline constexpr std::int64_t day_s = 86'400;

// "2026-11-22 10:30:00", or "2026-11-22" for the end of that day (23:59:59); years 1970 to 9999. The error
// says which form is wanted.
base::Result<std::int64_t> parse_local(std::string_view text);

std::string local_text(std::int64_t at_s);  // "2026-11-22 10:30:00"

struct CivilDay {
  int year = 1970;
  int month = 1;        // 1 to 12
  int day = 1;          // 1 to 31
  int weekday = 4;      // 0 Sunday to 6 Saturday
  int day_of_year = 1;  // 1 to 366
};
CivilDay civil_day(std::int64_t at_s);
std::int64_t local_midnight(int year, int month, int day);

}  // namespace garden::shop_data
