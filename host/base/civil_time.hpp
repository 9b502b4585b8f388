// Civil time: what a shop's calendar says at an instant, in the shop's own time zone.
//
// A shop's "today" begins at its own midnight, and a day may have 23 or 25 hours. The rules of the zones are
// the system's tzdata; the arithmetic is Abseil's, which gets the changes of the clock right.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace garden::base {

// One IANA time zone ("America/Los_Angeles"). A cheap copy; all calls [any].
class TimeZone {
 public:
  // Code::invalid when there is no such zone.
  static Result<TimeZone> load(std::string_view name);
  static TimeZone utc();

  const std::string& name() const { return name_; }
  // "YYYY-MM-DD HH:MM:SS", the one form in which dates are bound to queries and stored by shops.
  std::string local_text(Wall when) const;
  // "YYYY-MM-DD" of the local day `days` after the one `when` falls on (negative: before).
  std::string local_day(Wall when, int days = 0) const;
  // The first instant of that local day.
  Wall day_start(Wall when, int days = 0) const;
  // The instant of a local time, "YYYY-MM-DD", "YYYY-MM-DD HH:MM" or "YYYY-MM-DD HH:MM:SS" (a "T" will do);
  // of two the first, of none the one after the gap. Code::invalid for anything else.
  Result<Wall> instant(std::string_view local) const;

 private:
  struct Rules;
  TimeZone(std::string name, std::shared_ptr<const Rules> rules)
      : name_(std::move(name)), rules_(std::move(rules)) {}
  std::string name_;
  std::shared_ptr<const Rules> rules_;  // shared by copies: the rules never change
};

// A civil day as a number, days since 1970-01-01: what is counted with and kept by day. The day of
// "YYYY-MM-DD" or of a text that begins so; nothing for a day that no calendar has. And back.
std::optional<std::int64_t> day_number(std::string_view text);
std::string day_text(std::int64_t day);

// "2026-11-22T08:25:39Z" (RFC 3339, UTC, whole seconds) and back.
std::string rfc3339(Wall when);
Result<Wall> parse_rfc3339(std::string_view text);

}  // namespace garden::base
