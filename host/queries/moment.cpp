#include "queries/moment.hpp"

#include <charconv>
#include <optional>

namespace garden::queries {
namespace {

constexpr std::string_view prefix = "since_";
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

}  // namespace

bool is_moment_name(std::string_view name) {
  return name == "as_of" || name == "today" || name == "yesterday" || name == "tomorrow" ||
         needs_days(name) || days_in(name).has_value();
}

bool needs_days(std::string_view name) { return name == "since" || name == "until" || name == "before"; }

base::Json moment_values(base::Wall as_of, const base::TimeZone& zone, const base::Json& params,
                         const std::vector<std::string>& names) {
  auto midnight = [&](int days) { return zone.local_day(as_of, days) + " 00:00:00"; };
  auto days = static_cast<int>(base::integer_at(params, "days", 0));
  auto values = base::Json::object();
  for (const auto& name : names) {
    if (name == "as_of")
      values[name] = zone.local_text(as_of);
    else if (name == "today" || name == "until")
      values[name] = midnight(0);
    else if (name == "yesterday")
      values[name] = midnight(-1);
    else if (name == "tomorrow")
      values[name] = midnight(1);
    else if (name == "since")
      values[name] = midnight(-days);
    else if (name == "before")
      values[name] = midnight(-2 * days);
    else if (auto count = days_in(name))
      values[name] = midnight(-*count);
  }
  return values;
}

}  // namespace garden::queries
