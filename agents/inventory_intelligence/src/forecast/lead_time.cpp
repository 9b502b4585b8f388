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

// Which numbers of the sequence are below a chance, a bit each, found 64 at a time.
class Below {
 public:
  Below(Chances& chances, double chance) : chances_(chances), chance_(chance) {}

  // The `place`th number is the lowest bit.
  std::uint64_t from(std::size_t place) {
    const auto word = place / 64, shift = place % 64;
    while (words_.size() <= word + 1) add_word();
    return words_[word] >> shift | (words_[word + 1] << 1) << (63 - shift);
  }

 private:
  void add_word() {
    const double* const shares = chances_.from(words_.size() * 64, 64);
    std::uint64_t word = 0;
    for (unsigned bit = 0; bit < 64; ++bit) word |= std::uint64_t{shares[bit] < chance_} << bit;
    words_.push_back(word);
  }
  Chances& chances_;
  double chance_;
  std::vector<std::uint64_t> words_;
};

// The demand of so many weeks, as often as there are sums. Whether a week has demand is chance, and a
// processor that has to guess it is wrong every other time. So nothing branches on it: a week without demand
// takes a size of 0, and where the next week's number is comes from bits, which is quicker than to look at
// the number.
void play(const Past& past, double lead_weeks, Chances& chances, std::vector<double>& sums) {
  constexpr std::size_t weeks_at_once = 31;  // two bits each at the most
  const auto whole = static_cast<std::size_t>(lead_weeks);
  const double left_chance = past.chance * (lead_weeks - static_cast<double>(whole));
  const auto count = static_cast<double>(past.sizes.size());
  std::vector<double> sizes{0.0};
  sizes.insert(sizes.end(), past.sizes.begin(), past.sizes.end());
  Below below(chances, past.chance);
  std::size_t place = 0;
  for (double& sum : sums) {
    double units = 0;
    const double* share = nullptr;
    auto week = [&units, &share, &sizes, count](std::size_t hit) {
      const auto pick = 1 + std::min(static_cast<std::size_t>(static_cast<std::int64_t>(share[1] * count)),
                                     sizes.size() - 2);
      units += sizes[pick & (0 - hit)];
      share += 1 + hit;
    };
    for (std::size_t weeks = whole; weeks > 0;) {
      const auto now = std::min(weeks, weeks_at_once);
      auto bits = below.from(place);
      const double* const begun = share = chances.from(place, 64);
      for (std::size_t i = 0; i < now; ++i) {
        const std::size_t hit = bits & 1;
        week(hit);
        bits >>= 1 + hit;
      }
      place += static_cast<std::size_t>(share - begun);
      weeks -= now;
    }
    if (left_chance > 0) {
      const double* const begun = share = chances.from(place, 2);
      week(*share < left_chance ? 1 : 0);
      place += static_cast<std::size_t>(share - begun);
    }
    sum = units * past.factor;
  }
}

}  // namespace

void Chances::draw(std::size_t count) {
  while (drawn_.size() < count) drawn_.push_back(static_cast<double>(random_() >> 11) * 0x1p-53);
}

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
  std::vector<double> sums(static_cast<std::size_t>(std::clamp(options.draws, 1, 1'000'000)));
  play(past, lead_weeks, chances, sums);
  const double rank =
      std::ceil(std::clamp(options.service_level, 0.0, 1.0) * static_cast<double>(sums.size()));
  const auto at = static_cast<std::ptrdiff_t>(std::max(rank, 1.0)) - 1;
  std::nth_element(sums.begin(), sums.begin() + at, sums.end());
  return {per_week * lead_weeks, sums[static_cast<std::size_t>(at)]};
}

}  // namespace garden::inventory
