#include "forecast/lead_time.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace garden::inventory {

namespace {

constexpr double lead_weeks_max = 520;  // ten years: nobody waits longer, and the cost is bounded

// What the past says of one week.
struct Past {
  Past(std::span<const double> weeks, double per_week) {
    double total = 0;
    for (const double units : weeks) {
      if (!(units > 0)) continue;  // NaN too
      sizes.push_back(units);
      total += units;
    }
    if (sizes.empty() || !(per_week > 0)) return;
    const double size = total / static_cast<double>(sizes.size());
    chance = std::min(1.0, per_week / size);
    factor = per_week / (chance * size);
  }
  bool tells() const { return chance > 0; }

  std::vector<double> sizes;
  double chance = 0;  // of a week with demand
  double factor = 1;  // above 1 where every week has more than the past's mean
};

}  // namespace

double lead_time_demand_max(std::span<const double> weeks, double per_week, double lead_weeks) {
  const Past past(weeks, per_week);
  if (!past.tells() || !(lead_weeks > 0)) return 0;
  return std::ceil(std::min(lead_weeks, lead_weeks_max)) * past.factor *
         *std::max_element(past.sizes.begin(), past.sizes.end());
}

LeadTimeDemand lead_time_demand(std::span<const double> weeks, double per_week, double lead_weeks,
                                const LeadTimeOptions& options) {
  Chances chances(options.seed);
  return lead_time_demand(weeks, per_week, lead_weeks, options, chances);
}

LeadTimeDemand lead_time_demand(std::span<const double> weeks, double per_week, double lead_weeks,
                                const LeadTimeOptions& options, Chances& chances) {
  const Past past(weeks, per_week);
  if (!past.tells() || !(lead_weeks > 0)) return {};
  lead_weeks = std::min(lead_weeks, lead_weeks_max);
  const auto& sizes = past.sizes;
  std::size_t place = 0;
  auto share = [&] { return chances.at(place++); };
  auto pick = [&] {
    const auto at = static_cast<std::size_t>(share() * static_cast<double>(sizes.size()));
    return sizes[std::min(at, sizes.size() - 1)];
  };
  std::vector<double> sums(static_cast<std::size_t>(std::clamp(options.draws, 1, 1'000'000)));
  for (double& sum : sums) {
    double left = lead_weeks;
    for (; left >= 1; left -= 1)
      if (share() < past.chance) sum += pick();
    if (left > 0 && share() < past.chance * left) sum += pick();
    sum *= past.factor;
  }
  const double rank =
      std::ceil(std::clamp(options.service_level, 0.0, 1.0) * static_cast<double>(sums.size()));
  const auto at = static_cast<std::ptrdiff_t>(std::max(rank, 1.0)) - 1;
  std::nth_element(sums.begin(), sums.begin() + at, sums.end());
  return {per_week * lead_weeks, sums[static_cast<std::size_t>(at)]};
}

}  // namespace garden::inventory
