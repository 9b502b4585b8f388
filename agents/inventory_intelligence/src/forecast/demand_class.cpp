#include "forecast/demand_class.hpp"

#include <cmath>

namespace garden::inventory {
namespace {
constexpr double adi_limit = 1.32, cv2_limit = 0.49;
constexpr int silent_min = 4;
constexpr double silence_limit = 0.05;

// Mean and sum of squared differences in one pass (Welford), exact enough for any length.
struct Moments {
  int count = 0;
  double mean = 0, squares = 0;

  void add(double value) {
    ++count;
    const double before = value - mean;
    mean += before / count;
    squares += before * (value - mean);
  }
  double variance() const { return count > 1 ? squares / (count - 1) : 0; }
};
}  // namespace

const char* name_of(DemandClass kind) {
  switch (kind) {
    case DemandClass::none: return "none";
    case DemandClass::smooth: return "smooth";
    case DemandClass::intermittent: return "intermittent";
    case DemandClass::erratic: return "erratic";
    case DemandClass::lumpy: return "lumpy";
  }
  return "none";
}

DemandProfile profile_of(std::span<const double> periods) {
  DemandProfile profile;
  Moments all, sizes;
  int last = 0;  // periods up to the last demand
  for (const double units : periods) {
    if (std::isnan(units)) continue;
    all.add(units);
    if (units <= 0) continue;
    sizes.add(units);
    last = all.count;
  }
  profile.periods = all.count;
  profile.demands = sizes.count;
  profile.mean = all.mean;
  profile.deviation = std::sqrt(all.variance());
  profile.silent = all.count - last;
  if (sizes.count == 0) return profile;
  profile.size = sizes.mean;
  profile.adi = static_cast<double>(all.count) / sizes.count;
  profile.cv2 = sizes.variance() / (sizes.mean * sizes.mean);
  const bool rare = profile.adi >= adi_limit, unequal = profile.cv2 >= cv2_limit;
  if (rare)
    profile.kind = unequal ? DemandClass::lumpy : DemandClass::intermittent;
  else
    profile.kind = unequal ? DemandClass::erratic : DemandClass::smooth;
  const double pace = static_cast<double>(sizes.count) / (last + 1);
  profile.silence_chance = std::pow(1 - pace, profile.silent);
  profile.ageing = profile.silent >= silent_min && profile.silence_chance < silence_limit;
  return profile;
}

Xyz xyz_of(const DemandProfile& profile, const XyzLimits& limits) {
  Xyz xyz;
  if (profile.demands == 0) return xyz;
  xyz.cv = profile.deviation / profile.mean;
  if (profile.periods < limits.periods_min) return xyz;
  xyz.letter = *xyz.cv <= limits.x ? 'X' : *xyz.cv <= limits.y ? 'Y' : 'Z';
  return xyz;
}

}  // namespace garden::inventory
