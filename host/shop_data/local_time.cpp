#include "shop_data/local_time.hpp"

#include <chrono>
#include <cstdio>
#include <optional>

namespace garden::shop_data {
namespace {
using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

// The `count` digits of `text` from `from`, if all of them are digits.
std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
  int value = 0;
  for (char c : text.substr(from, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<std::int64_t> read_local(std::string_view text) {
  constexpr std::string_view pattern = "0000-00-00 00:00:00";
  if (text.size() != 10 && text.size() != pattern.size()) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (pattern[i] != '0' && text[i] != pattern[i]) return std::nullopt;
  auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  if (!year || !month || !day || *year < 1970) return std::nullopt;
  year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                      std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  std::int64_t at = sys_days(date).time_since_epoch().count() * day_s;
  if (text.size() == 10) return at + day_s - 1;
  auto hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return at + *hour * 3600 + *minute * 60 + *second;
}
}  // namespace

base::Result<std::int64_t> parse_local(std::string_view text) {
  if (auto at = read_local(text)) return *at;
  return base::fail(base::Code::invalid,
                    "\"" + std::string(text.substr(0, 40)) +
                        "\" is not a time; write it as 2026-11-22 10:30:00, or 2026-11-22 "
                        "for the end of that day");
}

CivilDay civil_day(std::int64_t at_s) {
  sys_days day{days(at_s / day_s - (at_s % day_s < 0 ? 1 : 0))};
  year_month_day date(day);
  auto first = sys_days(date.year() / 1 / 1);
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(std::chrono::weekday(day).c_encoding()),
          static_cast<int>((day - first).count()) + 1};
}

std::int64_t local_midnight(int year, int month, int day) {
  return sys_days(year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                 std::chrono::day(static_cast<unsigned>(day))))
             .time_since_epoch()
             .count() *
         day_s;
}

std::string local_text(std::int64_t at_s) {
  auto date = civil_day(at_s);
  auto second = at_s - local_midnight(date.year, date.month, date.day);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:%02d", date.year, date.month, date.day,
                static_cast<int>(second / 3600), static_cast<int>(second / 60 % 60),
                static_cast<int>(second % 60));
  return text;
}

}  // namespace garden::shop_data
