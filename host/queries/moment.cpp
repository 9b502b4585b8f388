#include "queries/moment.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace garden::queries {
namespace {

constexpr std::string_view prefix = "since_", day_prefix = "day_";
constexpr int days_max = 36'500;  // a hundred years; more is a slip

// The N of since_N.
std::optional<int> days_in(std::string_view name) {
  if (!name.starts_with(prefix)) return std::nullopt;
  auto digits = name.substr(prefix.size());
  int days = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), days);
  if (error != std::errc() || end != digits.data() + digits.size() || days < 1 || days > days_max)
    return std::nullopt;
  return days;
}

std::string midnight_of(std::chrono::sys_days day) { return day_text(day) + " 00:00:00"; }

void add_period(base::Json& values, const Period& period, base::Wall as_of, const base::TimeZone& zone,
                const base::Json& params) {
  const auto now = zone.local_text(as_of);
  const auto compared = compared_with(base::text_at(params, "period"), base::text_at(params, "compare"),
                                      period, day_of(now).value_or(std::chrono::sys_days()));
  values["period_since"] = midnight_of(period.since);
  values["period_until"] = midnight_of(period.until);
  values["compare_since"] = midnight_of(compared.since);
  // Today is compared with that day up to the same time.
  values["compare_until"] = compared.running
                                ? day_text(compared.until - std::chrono::days(1)) + now.substr(10)
                                : midnight_of(compared.until);
}

// How many days before today the day of that name is.
std::optional<int> days_before(std::string_view name, int days) {
  if (name == "today" || name == "until") return 0;
  if (name == "yesterday") return 1;
  if (name == "tomorrow") return -1;
  if (name == "since") return days;
  if (name == "before") return 2 * days;
  return days_in(name);
}

}  // namespace

bool is_moment_name(std::string_view name) {
  return name == "as_of" || (needs_period(name) && !name.starts_with(day_prefix)) ||
         days_before(name, 0).has_value();
}

bool is_day_name(std::string_view name) {
  if (!name.starts_with(day_prefix)) return false;
  name.remove_prefix(day_prefix.size());
  return needs_period(name) || days_before(name, 0).has_value();
}

bool needs_days(std::string_view name) {
  if (name.starts_with(day_prefix)) name.remove_prefix(day_prefix.size());
  return name == "since" || name == "until" || name == "before";
}

std::string since_parameter(std::string_view name) {
  return std::string(name.starts_with(prefix) ? name.substr(prefix.size()) : std::string_view());
}

bool needs_compare(std::string_view name) {
  if (name.starts_with(day_prefix)) name.remove_prefix(day_prefix.size());
  return name == "compare_since" || name == "compare_until";
}

bool needs_period(std::string_view name) {
  if (name.starts_with(day_prefix)) name.remove_prefix(day_prefix.size());
  return name == "period_since" || name == "period_until" || needs_compare(name);
}

std::optional<Period> period_in(base::Wall as_of, const base::TimeZone& zone, const base::Json& params) {
  const auto name = base::text_at(params, "period");
  const auto today = day_of(zone.local_day(as_of));
  if (name.empty() || !today) return std::nullopt;
  return period_of(name, static_cast<int>(base::integer_at(params, "days", 0)), *today);
}

std::optional<std::int64_t> days_of_period(base::Wall as_of, const base::TimeZone& zone,
                                           const base::Json& params) {
  const auto period = period_in(as_of, zone, params);
  const auto today = day_of(zone.local_day(as_of));
  if (!period || !today) return std::nullopt;
  const auto compared =
      compared_with(base::text_at(params, "period"), base::text_at(params, "compare"), *period, *today);
  return (*today - std::min(period->since, compared.since)).count();
}

base::Json moment_values(base::Wall as_of, const base::TimeZone& zone, const base::Json& params,
                         const std::vector<std::string>& names) {
  auto days = static_cast<int>(base::integer_at(params, "days", 0));
  auto values = base::Json::object();
  if (auto period = period_in(as_of, zone, params)) add_period(values, *period, as_of, zone, params);
  for (const auto& name : names) {
    if (name == "as_of") {
      values[name] = zone.local_text(as_of);
    } else if (auto before = days_before(name, days)) {
      values[name] = zone.local_day(as_of, -*before) + " 00:00:00";
    } else if (const auto moment = name.substr(std::min(name.size(), day_prefix.size()));
               is_day_name(name) && needs_period(moment)) {
      values[name] = base::day_number(base::text_at(values, moment)).value_or(0);
    } else if (is_day_name(name)) {
      auto day = zone.local_day(as_of, -*days_before(std::string_view(name).substr(day_prefix.size()), days));
      values[name] = base::day_number(day).value_or(0);
    } else if (const auto parameter = since_parameter(name); params.contains(parameter)) {
      values[name] =
          zone.local_day(as_of, static_cast<int>(-base::integer_at(params, parameter, 0))) + " 00:00:00";
    }
  }
  return values;
}

}  // namespace garden::queries
