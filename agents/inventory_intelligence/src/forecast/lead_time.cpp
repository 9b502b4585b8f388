#include "forecast/lead_time.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace garden::inventory {

LeadTimeDemand lead_time_demand(std::span<const double> weeks, double per_week, double lead_weeks,
                                const LeadTimeOptions& options) {
  std::vector<double> sizes;
  double total = 0;
  for (const double units : weeks) {
    if (!(units > 0)) continue;  // NaN too
    sizes.push_back(units);
    total += units;
  }
  if (sizes.empty() || !(per_week > 0) || !(lead_weeks > 0)) return {};
  const double size = total / static_cast<double>(sizes.size());
  const double chance = std::min(1.0, per_week / size);
  const double factor = per_week / (chance * size);  // above 1 where every week has more than the past's mean
  lead_weeks = std::min(lead_weeks, 520.0);  // ten years: nobody waits longer, and the cost is bounded

  std::mt19937_64 random(
      options.seed);  // its sequence is fixed by the standard, that of a distribution is not
  auto share = [&random] { return static_cast<double>(random() >> 11) * 0x1p-53; };
  auto pick = [&] {
    const auto at = static_cast<std::size_t>(share() * static_cast<double>(sizes.size()));
    return sizes[std::min(at, sizes.size() - 1)];
  };
  std::vector<double> sums(static_cast<std::size_t>(std::clamp(options.draws, 1, 1'000'000)));
  for (double& sum : sums) {
    double left = lead_weeks;
    for (; left >= 1; left -= 1)
      if (share() < chance) sum += pick();
    if (left > 0 && share() < chance * left) sum += pick();
    sum *= factor;
  }
  const double rank =
      std::ceil(std::clamp(options.service_level, 0.0, 1.0) * static_cast<double>(sums.size()));
  const auto at = static_cast<std::ptrdiff_t>(std::max(rank, 1.0)) - 1;
  std::nth_element(sums.begin(), sums.begin() + at, sums.end());
  return {per_week * lead_weeks, sums[static_cast<std::size_t>(at)]};
}

}  // namespace garden::inventory
