#include "forecast/forecast.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "forecast/normal.hpp"
#include "forecast/smoothing.hpp"

namespace garden::inventory {
namespace {
constexpr int year_weeks = 52;
constexpr int warm_up_weeks = 4;     // seen before the first error counts
constexpr int choice_weeks_min = 8;  // fewer to choose by: the customary parameters
constexpr double customary = 0.1;
constexpr int season_pairs_min =
    26;  // weeks with one a year before, to tell whether years resemble each other
constexpr double season_correlation_min = 0.5;
constexpr std::array smoothing_alphas{0.05, 0.1, 0.2, 0.3, 0.4, 0.5};
constexpr std::array sba_alphas{0.05, 0.1, 0.15, 0.2, 0.3};
constexpr std::array tsb_alphas{0.1, 0.2};
constexpr std::array tsb_betas{0.05, 0.1, 0.2, 0.3};

using Past = std::span<const double>;

// Forecasts of each week before it was seen, and what the model says after the last.
struct Run {
  std::vector<double> ahead;
  double next = 0;
};

template <class Model>
Run run(Model model, Past past) {
  Run result;
  result.ahead.reserve(past.size());
  for (const double units : past) {
    result.ahead.push_back(model.forecast());
    model.observe(units);
  }
  result.next = model.forecast();
  return result;
}

struct Squares {
  double sum = 0;
  int count = 0;
  double mean() const { return count > 0 ? sum / count : 0; }
};

// Squared errors of the weeks [begin, end) that were observed.
Squares squares_of(const Run& run, Past past, std::size_t begin, std::size_t end) {
  Squares squares;
  for (std::size_t week = begin; week < end; ++week) {
    const double error = past[week] - run.ahead[week];
    if (std::isnan(error)) continue;
    squares.sum += error * error;
    ++squares.count;
  }
  return squares;
}

struct Chosen {
  Method method = Method::none;
  double alpha = 0, beta = 0;
  Run run;
  double squares = 0;  // mean, on the weeks the choice was made by
};

// Where the past ends that may be chosen by, and the weeks begin that the accuracy is measured on.
std::size_t test_begin(Past past, const ForecastOptions& options) {
  const auto test = static_cast<std::size_t>(std::max(options.test_weeks, 0));
  const auto warm = std::min<std::size_t>(warm_up_weeks, past.size());
  return past.size() > test + warm ? past.size() - test : warm;
}

class Choice {
 public:
  Choice(Past past, std::size_t end) : past_(past), end_(end) {}

  template <class Model>
  void consider(Method method, double alpha, double beta, const Model& model) {
    Run ahead = run(model, past_);
    const double squares = squares_of(ahead, past_, warm_up_weeks, end_).mean();
    // What differs only by rounding is a tie, and the first (smaller) parameters keep it.
    if (best_.method != Method::none && squares >= best_.squares * (1 - 1e-12)) return;
    best_ = {method, alpha, beta, std::move(ahead), squares};
  }
  Chosen take() { return std::move(best_); }

 private:
  Past past_;
  std::size_t end_;
  Chosen best_;
};

bool enough_to_choose(Past past, std::size_t end) {
  int observed = 0;
  for (std::size_t week = warm_up_weeks; week < end; ++week)
    if (!std::isnan(past[week])) ++observed;
  return observed >= choice_weeks_min;
}

template <std::size_t n>
std::span<const double> grid(const std::array<double, n>& parameters, bool choose) {
  static constexpr std::array one{customary};
  return choose ? std::span<const double>(parameters) : std::span<const double>(one);
}

// Correlation of each week with the same week a year before, up to `end`; 0 where there are too few.
double likeness_of_years(Past past, std::size_t end) {
  double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  int pairs = 0;
  for (std::size_t week = year_weeks; week < end; ++week) {
    const double before = past[week - year_weeks], now = past[week];
    if (std::isnan(before) || std::isnan(now)) continue;
    ++pairs, x += before, y += now, xx += before * before, yy += now * now, xy += before * now;
  }
  if (pairs < season_pairs_min) return 0;
  const double spread = (xx - x * x / pairs) * (yy - y * y / pairs);
  return spread > 0 ? (xy - x * y / pairs) / std::sqrt(spread) : 0;
}

// The same week a year before, or what smoothing said where that week is unknown or was out of stock.
void consider_season(Past past, std::size_t end, Chosen& chosen) {
  if (past.size() < 2 * year_weeks || likeness_of_years(past, end) < season_correlation_min) return;
  Chosen season{Method::seasonal_naive, 0, 0, chosen.run, 0};
  for (std::size_t week = year_weeks; week < past.size(); ++week)
    if (!std::isnan(past[week - year_weeks])) season.run.ahead[week] = past[week - year_weeks];
  season.squares = squares_of(season.run, past, year_weeks, end).mean();
  if (season.squares < squares_of(chosen.run, past, year_weeks, end).mean()) chosen = std::move(season);
}

Chosen choose(Past past, const DemandProfile& profile, bool discontinued, std::size_t end, bool enough) {
  Choice choice(past, end);
  if (profile.ageing || discontinued) {
    const double start = share_with_demand(past.first(std::min<std::size_t>(warm_up_weeks, past.size())));
    for (const double alpha : grid(tsb_alphas, enough))
      for (const double beta : grid(tsb_betas, enough))
        choice.consider(Method::tsb, alpha, beta, Tsb(alpha, beta, start));
    return choice.take();
  }
  if (profile.kind == DemandClass::intermittent || profile.kind == DemandClass::lumpy) {
    for (const double alpha : grid(sba_alphas, enough))
      choice.consider(Method::sba, alpha, 0, Croston(alpha, Croston::Kind::sba));
    return choice.take();
  }
  for (const double alpha : grid(smoothing_alphas, enough))
    choice.consider(Method::smoothing, alpha, 0, SimpleSmoothing(alpha));
  Chosen chosen = choice.take();
  consider_season(past, end, chosen);
  return chosen;
}

Accuracy accuracy_of(const Run& run, Past past, std::size_t begin) {
  Accuracy accuracy;
  for (std::size_t week = begin; week < past.size(); ++week) {
    if (std::isnan(past[week])) continue;
    ++accuracy.weeks;
    accuracy.actual += past[week];
    accuracy.forecast += run.ahead[week];
    accuracy.error += std::abs(past[week] - run.ahead[week]);
  }
  if (accuracy.actual > 0) {
    accuracy.wape = accuracy.error / accuracy.actual;
    accuracy.bias = (accuracy.forecast - accuracy.actual) / accuracy.actual;
  }
  if (accuracy.error > 0)
    accuracy.tracking_signal = (accuracy.actual - accuracy.forecast) / (accuracy.error / accuracy.weeks);
  return accuracy;
}

// The quantiles of one week: see WeekAhead.
class Spread {
 public:
  Spread(Past past, const DemandProfile& profile, double deviation)
      : rare_(profile.kind == DemandClass::intermittent || profile.kind == DemandClass::lumpy),
        size_(profile.size),
        deviation_(deviation) {
    if (!rare_) return;
    for (const double units : past)
      if (units > 0) sizes_.push_back(units);
    std::sort(sizes_.begin(), sizes_.end());
  }

  WeekAhead around(double mean) const {
    static const double z90 = normal_quantile(0.9);
    if (!rare_) return {mean, mean, mean + z90 * deviation_};
    return {mean, quantile(mean, 0.5), quantile(mean, 0.9)};
  }

 private:
  double quantile(double mean, double level) const {
    const double chance = std::min(1.0, mean / size_);
    if (level <= 1 - chance || chance <= 0) return 0;
    const double within = (level - (1 - chance)) / chance;  // of the weeks with demand
    const auto rank = static_cast<std::size_t>(std::ceil(within * static_cast<double>(sizes_.size())));
    return sizes_[std::clamp<std::size_t>(rank, 1, sizes_.size()) - 1] * mean / (chance * size_);
  }

  bool rare_;
  double size_, deviation_;
  std::vector<double> sizes_;
};

double week_mean(const Chosen& chosen, Past past, std::size_t ahead) {
  if (chosen.method != Method::seasonal_naive) return chosen.run.next;
  const double before = past[past.size() - year_weeks + ahead % year_weeks];
  return std::isnan(before) ? chosen.run.next : before;
}
}  // namespace

const char* name_of(Method method) {
  switch (method) {
    case Method::none: return "none";
    case Method::mean: return "mean";
    case Method::smoothing: return "exponential smoothing";
    case Method::seasonal_naive: return "seasonal naive";
    case Method::sba: return "SBA";
    case Method::tsb: return "TSB";
  }
  return "none";
}

Forecast forecast_of(const Weeks& weeks, bool discontinued, const ForecastOptions& options) {
  Forecast forecast;
  const Past past(weeks.units);
  forecast.profile = profile_of(past);
  forecast.stock_unknown = !weeks.stock_known;
  forecast.weeks_censored = weeks.censored;
  forecast.weeks_scaled = weeks.scaled;
  forecast.weeks_floored = weeks.floored;
  forecast.weeks.resize(static_cast<std::size_t>(std::clamp(options.weeks, 0, 10 * year_weeks)));
  const auto end = test_begin(past, options);
  const bool enough = enough_to_choose(past, end);
  forecast.short_history = !enough;
  if (forecast.profile.demands == 0) return forecast;

  Chosen chosen;
  double deviation = forecast.profile.deviation;
  if (forecast.profile.periods < warm_up_weeks) {
    chosen = {Method::mean, 0, 0, {{}, forecast.profile.mean}, 0};
  } else {
    chosen = choose(past, forecast.profile, discontinued, end, enough);
    forecast.accuracy = accuracy_of(chosen.run, past, end);
    const auto errors = squares_of(chosen.run, past, warm_up_weeks, past.size());
    if (errors.count >= choice_weeks_min) deviation = std::sqrt(errors.mean());
  }
  forecast.method = chosen.method;
  forecast.alpha = chosen.alpha;
  forecast.beta = chosen.beta;
  forecast.deviation_per_day = deviation / std::sqrt(7.0);
  const Spread spread(past, forecast.profile, deviation);
  double sum = 0;
  for (std::size_t week = 0; week < forecast.weeks.size(); ++week) {
    forecast.weeks[week] = spread.around(std::max(0.0, week_mean(chosen, past, week)));
    sum += forecast.weeks[week].mean;
  }
  if (!forecast.weeks.empty()) forecast.per_day = sum / static_cast<double>(forecast.weeks.size()) / 7;
  return forecast;
}

Forecast forecast_of(const History& history, const ForecastOptions& options) {
  return forecast_of(weeks_of(history), history.discontinued, options);
}

}  // namespace garden::inventory
