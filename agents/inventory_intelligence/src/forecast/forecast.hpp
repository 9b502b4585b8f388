// Forecast: what a product will sell in each of the weeks to come, by the method that fits how it sells,
// with how well that method did beside it.
//   smooth, erratic       exponential smoothing; the same week a year before (seasonal naive) if two years
//                         are known, resemble each other (correlation >= 0.5) and it did better
//   intermittent, lumpy   SBA
//   ageing, discontinued  TSB
//   under four weeks      their mean
// Choice: every method is run once over the past, forecasting each week before seeing it. The parameters
// are those of the least mean squared error on all weeks but the last `test_weeks`, ties to the smaller
// (squares, because the least absolute error of a product mostly not sold is to forecast nothing). The
// accuracy is of the last `test_weeks`, which the choice has not seen. Same input, same output: no
// chance, no clock.
//   WAPE = sum |actual - forecast| / sum actual;  bias = sum (forecast - actual) / sum actual;
//   tracking signal = sum (actual - forecast) / mean |actual - forecast|
// Edge rules: no sale in those weeks leaves WAPE and bias empty (the sums are there); a product that
// never sold has a forecast of 0 by no method. A forecast is never below 0.
// Source of classes and methods: demand_class.hpp, smoothing.hpp; WAPE: sum of errors over sum of demand,
// as retail reports it.
// Cost: about ten passes over the weeks.
// Threads: pure functions, [any].
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "forecast/demand_class.hpp"
#include "forecast/history.hpp"

namespace garden::inventory {

enum class Method : std::uint8_t { none, mean, smoothing, seasonal_naive, sba, tsb };
const char* name_of(Method method);

struct ForecastOptions {
  int weeks = 9;       // how many to forecast: two months
  int test_weeks = 8;  // what the accuracy is measured on
};

// Of forecasts made one week ahead. Weeks out of stock are left out.
struct Accuracy {
  int weeks = 0;
  double actual = 0, forecast = 0, error = 0;  // sums in units; error of the absolute differences
  std::optional<double> wape, bias, tracking_signal;
};

// One week to come, in units. p50 and p90 are exceeded in a half and a tenth of such weeks: of a normal
// distribution with the errors of the past for smooth and erratic demand; for the others no demand with the
// chance of none, and the sizes of the past otherwise.
struct WeekAhead {
  double mean = 0, p50 = 0, p90 = 0;
};

struct Forecast {
  DemandProfile profile;
  Method method = Method::none;
  double alpha = 0, beta = 0;  // as chosen; 0 where the method has none
  std::vector<WeekAhead> weeks;
  double per_day = 0;  // mean of the forecast weeks / 7
  // Root of the mean squared one-week error / sqrt 7: what safety stock has to cover.
  double deviation_per_day = 0;
  Accuracy accuracy;

  // What an answer has to say was assumed.
  bool stock_unknown = false;  // no snapshots: days without stock counted as days without demand
  bool short_history = false;  // too short to choose by: the customary parameters were taken
  int weeks_censored = 0, weeks_scaled = 0, weeks_floored = 0;  // see history.hpp
};

Forecast forecast_of(const History& history, const ForecastOptions& options = {});

// The same from weeks already made, for callers that keep them.
Forecast forecast_of(const Weeks& weeks, bool discontinued, const ForecastOptions& options = {});

}  // namespace garden::inventory
