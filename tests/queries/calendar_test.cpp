// Goal: a period is the days a shopkeeper means by its name, and is compared with days that can be compared:
// as many, up to the same time, on the same weekdays. Method: tables around months of unequal length, leap
// days, turns of the year and the days on which clocks are changed.
#include "queries/calendar.hpp"

#include <catch2/catch.hpp>

#include "base/civil_time.hpp"
#include "queries/moment.hpp"

using namespace garden;
using base::Json;
using queries::day_of;
using queries::day_text;

namespace {

// "2026-11-01 to 2026-11-22", the last day included.
std::string period(const std::string& name, const std::string& today, int days = 30) {
  auto found = queries::period_of(name, days, *day_of(today));
  if (!found) return "none";
  return day_text(found->since) + " to " + day_text(found->until - std::chrono::days(1));
}

std::string moments(const std::string& name, const std::string& compare, const std::string& as_of,
                    const std::string& zone = "UTC") {
  auto values = queries::moment_values(base::parse_rfc3339(as_of).value(), base::TimeZone::load(zone).value(),
                                       Json{{"period", name}, {"compare", compare}, {"days", 7}},
                                       {"period_since", "period_until", "compare_since", "compare_until"});
  return values["compare_since"].get<std::string>() + " to " + values["compare_until"].get<std::string>();
}

}  // namespace

TEST_CASE("a date is read where it is one") {
  CHECK(day_text(*day_of("2026-11-22 10:30:00")) == "2026-11-22");
  CHECK(day_text(*day_of("2024-02-29")) == "2024-02-29");
  for (const char* wrong : {"", "2026-11-2", "2026-13-01", "2025-02-29", "0000-00-00 00:00:00", "0001-01-01",
                            "20261122xx", "2026-1a-01", "2026/11/22"}) {
    INFO(wrong);
    CHECK_FALSE(day_of(wrong));
  }
}

TEST_CASE("periods are those of the calendar, weeks begin on Monday") {
  CHECK(period("days", "2026-11-22", 7) == "2026-11-15 to 2026-11-21");
  CHECK(period("today", "2026-11-22") == "2026-11-22 to 2026-11-22");
  CHECK(period("yesterday", "2026-03-01") == "2026-02-28 to 2026-02-28");
  CHECK(period("this_week", "2026-11-22") == "2026-11-16 to 2026-11-22");  // a Sunday
  CHECK(period("this_week", "2026-11-23") == "2026-11-23 to 2026-11-23");
  CHECK(period("last_week", "2026-11-23") == "2026-11-16 to 2026-11-22");
  CHECK(period("this_month", "2026-11-22") == "2026-11-01 to 2026-11-22");
  CHECK(period("last_month", "2026-01-05") == "2025-12-01 to 2025-12-31");
  CHECK(period("last_month", "2024-03-31") == "2024-02-01 to 2024-02-29");
  CHECK(period("this_quarter", "2026-11-22") == "2026-10-01 to 2026-11-22");
  CHECK(period("last_quarter", "2026-02-01") == "2025-10-01 to 2025-12-31");
  CHECK(period("this_year", "2026-11-22") == "2026-01-01 to 2026-11-22");
  CHECK(period("last_year", "2026-11-22") == "2025-01-01 to 2025-12-31");
  for (const char* none : {"", "month", "next_month", "this_decade", "THIS_WEEK"})
    CHECK(period(none, "2026-11-22") == "none");
}

TEST_CASE("a period is compared with as much of the other") {
  const std::string noon = "2026-11-22T12:00:00Z";
  CHECK(moments("days", "previous", noon) == "2026-11-08 00:00:00 to 2026-11-15 00:00:00");
  CHECK(moments("days", "year_before", noon) == "2025-11-16 00:00:00 to 2025-11-23 00:00:00");
  CHECK(moments("today", "previous", noon) == "2026-11-21 00:00:00 to 2026-11-21 12:00:00");
  CHECK(moments("today", "week_before", noon) == "2026-11-15 00:00:00 to 2026-11-15 12:00:00");
  CHECK(moments("yesterday", "week_before", noon) == "2026-11-14 00:00:00 to 2026-11-15 00:00:00");
  CHECK(moments("yesterday", "year_before", noon) ==
        "2025-11-22 00:00:00 to 2025-11-23 00:00:00");  // Saturdays
  CHECK(moments("this_week", "previous", noon) == "2026-11-09 00:00:00 to 2026-11-15 12:00:00");
  CHECK(moments("this_month", "previous", noon) == "2026-10-01 00:00:00 to 2026-10-22 12:00:00");
  CHECK(moments("last_month", "previous", noon) == "2026-09-01 00:00:00 to 2026-10-01 00:00:00");
  CHECK(moments("last_month", "year_before", noon) == "2025-10-01 00:00:00 to 2025-11-01 00:00:00");
  CHECK(moments("this_year", "previous", noon) == "2025-01-01 00:00:00 to 2025-11-22 12:00:00");
  CHECK(moments("this_year", "year_before", noon) == "2025-01-01 00:00:00 to 2025-11-22 12:00:00");
  CHECK(moments("last_quarter", "previous", noon) == "2026-04-01 00:00:00 to 2026-07-01 00:00:00");
}

TEST_CASE("a shorter month before is taken whole, and a leap day has no year before") {
  CHECK(moments("this_month", "previous", "2026-03-31T12:00:00Z") ==
        "2026-02-01 00:00:00 to 2026-03-01 00:00:00");
  CHECK(moments("this_month", "previous", "2026-03-28T12:00:00Z") ==
        "2026-02-01 00:00:00 to 2026-02-28 12:00:00");
  CHECK(moments("this_month", "year_before", "2024-02-29T12:00:00Z") ==
        "2023-02-01 00:00:00 to 2023-02-28 12:00:00");
}

TEST_CASE("days are the shop's own, also when clocks are changed") {
  // 06:30 UTC on 9 March is 23:30 of the 8th in Los Angeles, a day of 23 hours.
  CHECK(moments("today", "previous", "2026-03-09T06:30:00Z", "America/Los_Angeles") ==
        "2026-03-07 00:00:00 to 2026-03-07 23:30:00");
  CHECK(moments("yesterday", "previous", "2026-03-09T06:30:00Z", "America/Los_Angeles") ==
        "2026-03-06 00:00:00 to 2026-03-07 00:00:00");
}

TEST_CASE("days of a parameter are counted back from today") {
  auto values =
      queries::moment_values(base::parse_rfc3339("2026-11-22T12:00:00Z").value(), base::TimeZone::utc(),
                             Json{{"no_sale_days", 180}}, {"since_no_sale_days", "since_90", "since_other"});
  CHECK(values == Json({{"since_no_sale_days", "2026-05-26 00:00:00"}, {"since_90", "2026-08-24 00:00:00"}}));
}
