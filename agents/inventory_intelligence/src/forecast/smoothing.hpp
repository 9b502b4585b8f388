// Smoothing: the four classical ways to turn a past into one number a period.
//   SES      level += a (x - level)                                                  (Brown 1956)
//   Croston  on demand: size += a (d - size), interval += a (q - interval);
//            forecast size / interval                                                (Croston 1972)
//   SBA      Croston's x (1 - a / 2), which takes off its bias
//                                       (Syntetos, Boylan 2005, Int. J. Forecasting 21)
//   TSB      chance += b (o - chance) every period, o = 1 on demand; on demand size += a (d - size);
//            forecast chance x size     (Teunter, Syntetos, Babai 2011, Eur. J. Oper. Res. 214)
// q is the number of periods since the last demand, it included. Croston and SBA do not move while
// nothing is wanted; TSB decays, so it is the one for products that fade away.
// Starts: SES at the first value; size at the first demand; interval at the periods up to it; TSB's
// chance is given (the share of periods with demand). Before the first demand, Croston and TSB forecast
// 0.
// NaN (out of stock) is skipped: nothing is learnt and Croston's interval does not grow.
// Units: units a period. Parameters a, b in (0, 1].
// Threads: values, one thread at a time.
#pragma once
#include <span>

namespace garden::inventory {

class SimpleSmoothing {
 public:
  explicit SimpleSmoothing(double alpha) : alpha_(alpha) {}
  void observe(double demand);
  double forecast() const { return level_; }  // of every period to come

 private:
  double alpha_, level_ = 0;
  bool begun_ = false;
};

class Croston {
 public:
  enum class Kind { croston, sba };
  Croston(double alpha, Kind kind) : alpha_(alpha), factor_(kind == Kind::sba ? 1 - alpha / 2 : 1) {}
  void observe(double demand);
  double forecast() const { return interval_ > 0 ? factor_ * size_ / interval_ : 0; }
  double size() const { return size_; }
  double interval() const { return interval_; }

 private:
  double alpha_, factor_;
  double size_ = 0, interval_ = 0;
  int since_ = 0;  // periods since the last demand
};

class Tsb {
 public:
  Tsb(double alpha, double beta, double chance) : alpha_(alpha), beta_(beta), chance_(chance) {}
  void observe(double demand);
  double forecast() const { return chance_ * size_; }
  double size() const { return size_; }
  double chance() const { return chance_; }

 private:
  double alpha_, beta_, chance_;
  double size_ = 0;
};

// Share of the observed periods with demand; 0 without any.
double share_with_demand(std::span<const double> periods);

}  // namespace garden::inventory
