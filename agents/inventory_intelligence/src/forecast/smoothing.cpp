#include "forecast/smoothing.hpp"

#include <cmath>

namespace garden::inventory {

void SimpleSmoothing::observe(double demand) {
  if (std::isnan(demand)) return;
  level_ = begun_ ? level_ + alpha_ * (demand - level_) : demand;
  begun_ = true;
}

void Croston::observe(double demand) {
  if (std::isnan(demand)) return;
  ++since_;
  if (demand <= 0) return;
  if (interval_ > 0) {
    size_ += alpha_ * (demand - size_);
    interval_ += alpha_ * (since_ - interval_);
  } else {
    size_ = demand;
    interval_ = since_;
  }
  since_ = 0;
}

void Tsb::observe(double demand) {
  if (std::isnan(demand)) return;
  chance_ += beta_ * ((demand > 0 ? 1 : 0) - chance_);
  if (demand > 0) size_ = size_ > 0 ? size_ + alpha_ * (demand - size_) : demand;
}

double share_with_demand(std::span<const double> periods) {
  int observed = 0, with = 0;
  for (const double units : periods) {
    if (std::isnan(units)) continue;
    ++observed;
    if (units > 0) ++with;
  }
  return observed > 0 ? static_cast<double>(with) / observed : 0;
}

}  // namespace garden::inventory
