// Demand over a lead time: how much may be wanted before an order arrives, for products that sell now and
// then. Safety stock by the normal distribution is wrong for them: their demand in five weeks is often
// nothing and sometimes a lot. Instead the lead time is played `draws` times: each week has demand with
// the chance of the past, of a size drawn from the sizes of the past, scaled so that the mean is that of
// the forecast; the quantile of the sums at the service level is what the stock must cover.
// The generator is the standard's, whose sequence is fixed, and its seed is given: the same input gives
// the same number on every machine.
// Source: resampling of lead-time demand, after Willemain, Smart, Schwarz, Int. J. Forecasting 20 (2004),
// without their Markov chain.
// Edge rules: no demand in the past or a lead time of zero gives 0.
// A lead time above ten years counts as ten. Cost: draws x weeks.
// Threads: pure functions, [any].
#pragma once
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace garden::inventory {

struct LeadTimeOptions {
  double service_level = 0.95;  // in (0, 1)
  int draws = 1000;
  std::uint64_t seed = 1;
};

struct LeadTimeDemand {
  double mean = 0;      // units: forecast a week x weeks
  double quantile = 0;  // units that suffice at the service level
};

// The numbers that chance is played with, one after another from the same seed: products that are played with
// one object share them, which is a third of the work. Threads: one at a time.
class Chances {
 public:
  explicit Chances(std::uint64_t seed = 1) : random_(seed) {}

  // The `place`th of the sequence, in [0, 1), and `count` - 1 behind it. Until the next call.
  const double* from(std::size_t place, std::size_t count) {
    if (drawn_.size() < place + count) draw(place + count);
    return drawn_.data() + place;
  }

 private:
  void draw(std::size_t count);

  std::mt19937_64 random_;  // its sequence is fixed by the standard, that of a distribution is not
  std::vector<double> drawn_;
};

// No less than lead_time_demand can say, whatever chance brings.
double lead_time_demand_max(std::span<const double> weeks, double per_week, double lead_weeks);

// `weeks`: the past (NaN where out of stock). `per_week`: forecast mean. `lead_weeks`: may be a fraction, 35
// days are 5.0; a begun week has its share of the chance.
LeadTimeDemand lead_time_demand(std::span<const double> weeks, double per_week, double lead_weeks,
                                const LeadTimeOptions& options = {});
// The same with the chances of a seed that many products share; that of the options is not looked at.
LeadTimeDemand lead_time_demand(std::span<const double> weeks, double per_week, double lead_weeks,
                                const LeadTimeOptions& options, Chances& chances);

}  // namespace garden::inventory
