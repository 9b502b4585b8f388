#include "base/civil_time.hpp"

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

namespace garden::base {
namespace {
absl::Time to_absl(Wall when) { return absl::FromUnixMicros(when.time_since_epoch().count()); }
Wall from_absl(absl::Time when) { return Wall(std::chrono::microseconds(absl::ToUnixMicros(when))); }
}  // namespace

struct TimeZone::Rules {
  absl::TimeZone zone;
};

Result<TimeZone> TimeZone::load(std::string_view name) {
  auto rules = std::make_shared<Rules>();
  if (name.empty() || !absl::LoadTimeZone({name.data(), name.size()}, &rules->zone))
    return fail(Code::invalid, "there is no time zone \"" + std::string(name) +
                                   "\"; use an IANA name such as America/Los_Angeles (is tzdata installed?)");
  return TimeZone(std::string(name), std::move(rules));
}
TimeZone TimeZone::utc() { return TimeZone("UTC", std::make_shared<Rules>(Rules{absl::UTCTimeZone()})); }
std::string TimeZone::local_text(Wall when) const {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", to_absl(when), rules_->zone);
}
std::string TimeZone::local_day(Wall when, int days) const {
  return absl::FormatCivilTime(absl::ToCivilDay(to_absl(when), rules_->zone) + days);
}
Wall TimeZone::day_start(Wall when, int days) const {
  return from_absl(absl::FromCivil(absl::ToCivilDay(to_absl(when), rules_->zone) + days, rules_->zone));
}
Result<Wall> TimeZone::instant(std::string_view local) const {
  absl::CivilSecond second;
  absl::CivilMinute minute;
  absl::CivilDay day;
  std::string spaced(local);  // Abseil's civil times have a T in the middle
  if (spaced.size() > 10 && spaced[10] == ' ') spaced[10] = 'T';
  absl::string_view text(spaced);
  if (absl::ParseCivilTime(text, &second)) return from_absl(absl::FromCivil(second, rules_->zone));
  if (absl::ParseCivilTime(text, &minute))
    return from_absl(absl::FromCivil(absl::CivilSecond(minute), rules_->zone));
  if (absl::ParseCivilTime(text, &day))
    return from_absl(absl::FromCivil(absl::CivilSecond(day), rules_->zone));
  return fail(Code::invalid, "not a local time, such as 2026-11-22 08:25:39");
}
std::optional<std::int64_t> day_number(std::string_view text) {
  absl::CivilDay day;
  text = text.substr(0, 10);
  if (text.size() != 10 || !absl::ParseCivilTime({text.data(), text.size()}, &day)) return {};
  if (absl::FormatCivilTime(day) != absl::string_view(text.data(), text.size())) return {};
  return day - absl::CivilDay(1970, 1, 1);
}
std::string day_text(std::int64_t day) { return absl::FormatCivilTime(absl::CivilDay(1970, 1, 1) + day); }

std::string rfc3339(Wall when) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", to_absl(when), absl::UTCTimeZone());
}
Result<Wall> parse_rfc3339(std::string_view text) {
  absl::Time when;
  std::string why;
  if (!absl::ParseTime(absl::RFC3339_full, {text.data(), text.size()}, &when, &why))
    return fail(Code::invalid, "not a time in RFC 3339 form, such as 2026-11-22T08:25:39Z");
  return from_absl(when);
}

}  // namespace garden::base
