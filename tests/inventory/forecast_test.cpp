// Goal: demand is classified, smoothed and forecast as its sources say, at the edges too. Method: check
// values of the literature's recursions worked by hand in comments, properties that must hold for any series,
// and made histories. forecast_reference_test.cpp compares whole forecasts with a second implementation.
#include "forecast/forecast.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <iostream>
#include <random>

#include "forecast/smoothing.hpp"

using namespace garden::inventory;

namespace {
const double gap = std::nan("");

template <class Model>
double after(Model model, const std::vector<double>& series) {
  for (const double demand : series) model.observe(demand);
  return model.forecast();
}

Forecast forecast(std::vector<double> units, bool discontinued = false) {
  Weeks weeks;
  weeks.units = std::move(units);
  return forecast_of(weeks, discontinued);
}
}  // namespace

TEST_CASE("smoothing: one step at a time by hand") {
  // a = 0.5: 10; 10 + 0.5 (20 - 10) = 15; 15 + 0.5 (5 - 15) = 10.
  CHECK(after(SimpleSmoothing(0.5), {10, 20, 5}) == Approx(10));
  // Sizes 4, 6: 4 + 0.1 x 2 = 4.2. Intervals 2, 3: 2 + 0.1 x 1 = 2.1. 4.2 / 2.1 = 2; SBA x 0.95.
  CHECK(after(Croston(0.1, Croston::Kind::croston), {0, 4, 0, 0, 6}) == Approx(2));
  CHECK(after(Croston(0.1, Croston::Kind::sba), {0, 4, 0, 0, 6}) == Approx(1.9));
  // Chance from 0.4: x 0.9 = 0.36; + 0.1 (1 - 0.36) = 0.424; 0.3816; 0.34344; + 0.1 (1 - 0.34344) = 0.409096.
  CHECK(after(Tsb(0.1, 0.1, 0.4), {0, 4, 0, 0, 6}) == Approx(0.409096 * 4.2));
}

TEST_CASE("smoothing: a series of 16 periods that fades away") {
  // The project's reference gives, for a = b = 0.1, Croston 0.908, SBA 0.863, TSB 0.694, and after 52 more
  // zeros 0.908 and 0.0025, but not its series. This one, found by search, has those values; the last needs
  // TSB's chance to begin at the share of all 68 periods.
  std::vector<double> series{0, 1, 0, 0, 0, 1, 4, 0, 3, 0, 3, 0, 0, 5, 0, 0};
  CHECK(after(Croston(0.1, Croston::Kind::croston), series) == Approx(0.908).margin(5e-4));
  CHECK(after(Croston(0.1, Croston::Kind::sba), series) == Approx(0.863).margin(5e-4));
  CHECK(after(Tsb(0.1, 0.1, share_with_demand(series)), series) == Approx(0.694).margin(5e-4));
  series.resize(68, 0);
  CHECK(after(Croston(0.1, Croston::Kind::croston), series) == Approx(0.908).margin(5e-4));
  CHECK(after(Tsb(0.1, 0.1, share_with_demand(series)), series) == Approx(0.0025).margin(5e-5));
}

TEST_CASE("smoothing: weeks out of stock teach nothing") {
  CHECK(after(SimpleSmoothing(0.3), {10, gap, 20}) == after(SimpleSmoothing(0.3), {10, 20}));
  CHECK(after(Croston(0.1, Croston::Kind::sba), {0, gap, gap, 4, gap, 0, 6}) ==
        after(Croston(0.1, Croston::Kind::sba), {0, 4, 0, 6}));
  CHECK(after(Tsb(0.1, 0.1, 0.5), {3, gap, 0}) == after(Tsb(0.1, 0.1, 0.5), {3, 0}));
  CHECK(after(Croston(0.1, Croston::Kind::croston), {0, 0, 0}) == 0);
  CHECK(after(Tsb(0.1, 0.1, 0), {}) == 0);
}

TEST_CASE("classes: the four corners") {
  CHECK(profile_of(std::vector<double>{5, 6, 5, 6}).kind == DemandClass::smooth);
  CHECK(profile_of(std::vector<double>{5, 0, 0, 6, 0, 5}).kind == DemandClass::intermittent);
  CHECK(profile_of(std::vector<double>{1, 20, 1, 2}).kind == DemandClass::erratic);
  CHECK(profile_of(std::vector<double>{1, 0, 0, 20, 0, 1}).kind == DemandClass::lumpy);
  CHECK(profile_of(std::vector<double>{0, 0}).kind == DemandClass::none);
  CHECK(profile_of(std::vector<double>{}).kind == DemandClass::none);
  // 33 periods with 25 demands are exactly 1.32, which is intermittent; of 2 and 6 the mean is 4, the
  // variance 8.
  std::vector<double> border(25, 3.0);
  border.resize(33, 0);
  CHECK(profile_of(border).adi == Approx(1.32));
  CHECK(profile_of(border).kind == DemandClass::intermittent);
  const auto two = profile_of(std::vector<double>{2, gap, 6});
  CHECK(two.cv2 == Approx(0.5));
  CHECK(two.periods == 2);
  CHECK(profile_of(std::vector<double>{0, 7, 0}).cv2 == 0);
}

TEST_CASE("classes: silence that chance does not explain") {
  std::vector<double> weekly(20, 2.0);
  weekly.resize(24, 0);
  CHECK(profile_of(weekly).ageing);  // (1 - 20/21)^4
  weekly.resize(23);
  CHECK_FALSE(profile_of(weekly).ageing);  // three weeks may happen
  std::vector<double> rare;
  for (int i = 0; i < 8; ++i) rare.insert(rare.end(), {0, 0, 0, 0, 1});
  rare.resize(rare.size() + 8, 0);
  CHECK_FALSE(profile_of(rare).ageing);  // (1 - 8/41)^8 = 0.18
  rare.resize(rare.size() + 8, 0);
  CHECK(profile_of(rare).ageing);  // 0.03
}

TEST_CASE("classes: how steady") {
  std::vector<double> steady(12, 4.0);
  CHECK(xyz_of(profile_of(steady)).letter == 'X');
  // 0 and 10 in turn: mean 5, sample deviation sqrt(12 x 25 / 11) = 5.22, CV 1.044.
  std::vector<double> turns;
  for (int i = 0; i < 6; ++i) turns.insert(turns.end(), {0, 10});
  CHECK(*xyz_of(profile_of(turns)).cv == Approx(1.0444).margin(1e-4));
  CHECK(xyz_of(profile_of(turns)).letter == 'Z');
  CHECK(xyz_of(profile_of(turns), {.x = 0.5, .y = 1.1}).letter == 'Y');
  steady.pop_back();
  CHECK(xyz_of(profile_of(steady)).letter == '?');
  CHECK(xyz_of(profile_of(std::vector<double>(30, 0.0))).letter == '?');
}

TEST_CASE("forecast: by the class") {
  CHECK(forecast(std::vector<double>(52, 5.0)).method == Method::smoothing);
  CHECK(forecast(std::vector<double>(52, 0.0)).method == Method::none);
  CHECK(forecast(std::vector<double>(3, 5.0)).method == Method::mean);
  CHECK(forecast(std::vector<double>(52, 5.0), true).method == Method::tsb);
  std::vector<double> rare;
  for (int i = 0; i < 13; ++i) rare.insert(rare.end(), {0, 0, 0, 2});
  CHECK(forecast(rare).method == Method::sba);
  rare.resize(rare.size() + 30, 0);
  CHECK(forecast(rare).method == Method::tsb);
}

TEST_CASE("forecast: constant demand is forecast exactly") {
  const auto result = forecast(std::vector<double>(52, 7.0));
  CHECK(result.per_day == Approx(1));
  CHECK(result.deviation_per_day == Approx(0).margin(1e-12));
  CHECK(*result.accuracy.wape == Approx(0).margin(1e-12));
  CHECK(*result.accuracy.bias == Approx(0).margin(1e-12));
  CHECK_FALSE(result.accuracy.tracking_signal);
  REQUIRE(result.weeks.size() == 9);
  for (const auto& week : result.weeks) CHECK((week.mean == Approx(7) && week.p90 == Approx(7)));
  CHECK_FALSE(result.short_history);
  CHECK(result.stock_unknown);
}

TEST_CASE("forecast: two like years are repeated") {
  std::vector<double> units;
  for (int week = 0; week < 104; ++week) units.push_back(week % 52 == 40 ? 90 : 20 + 15 * ((week % 52) / 13));
  const auto result = forecast(units);
  CHECK(result.method == Method::seasonal_naive);
  CHECK(*result.accuracy.wape == Approx(0).margin(1e-12));
  for (std::size_t week = 0; week < result.weeks.size(); ++week)
    CHECK(result.weeks[week].mean == units[52 + week]);
  units.resize(103);  // a week short of two years
  CHECK(forecast(units).method == Method::smoothing);
}

TEST_CASE("forecast: what rarely sells is mostly nothing, sometimes a lot") {
  std::vector<double> units;
  for (int i = 0; i < 13; ++i) units.insert(units.end(), {0, 0, 0, 0, 0, 0, 0, i % 2 == 0 ? 2.0 : 4.0});
  const auto result = forecast(units);
  REQUIRE(result.method == Method::sba);
  CHECK(result.weeks[0].p50 == 0);
  CHECK(result.weeks[0].p90 >= 2);
  CHECK(result.weeks[0].mean == Approx(3.0 / 8).epsilon(0.2));
}

TEST_CASE("forecast: properties of any history") {
  std::mt19937 random(3);
  for (int round = 0; round < 300; ++round) {
    std::vector<double> units(random() % 120);
    const unsigned busy = 1 + random() % 10;
    for (double& week : units) week = random() % 10 < busy ? static_cast<double>(random() % 50) / 4 : 0;
    for (double& week : units)
      if (random() % 20 == 0) week = gap;
    const auto result = forecast(units, random() % 5 == 0);
    INFO(round);
    for (const auto& week : result.weeks) {
      CHECK((std::isfinite(week.mean) && week.mean >= 0 && week.p50 >= 0 && week.p90 >= week.p50));
    }
    CHECK((std::isfinite(result.deviation_per_day) && result.deviation_per_day >= 0));
    CHECK((!result.accuracy.wape || *result.accuracy.wape >= std::abs(*result.accuracy.bias) - 1e-12));
    CHECK(result.accuracy.weeks <= 8);
    // Twice the demand is twice the forecast, by the same method: nothing depends on the unit.
    auto doubled = units;
    for (double& week : doubled) week *= 2;
    const auto twice = forecast(doubled, false), once = forecast(units, false);
    CHECK(twice.method == once.method);
    CHECK(twice.weeks[0].mean == Approx(2 * once.weeks[0].mean).margin(1e-12));
  }
}

TEST_CASE("forecast: the weeks it is judged by were not used to choose") {
  std::vector<double> units;
  std::mt19937 random(5);
  for (int week = 0; week < 60; ++week) units.push_back(10 + random() % 5);
  const auto calm = forecast(units);
  for (std::size_t week = 52; week < 60; ++week) units[week] = week % 2 == 0 ? 0.5 : 40;
  const auto wild = forecast(units);
  CHECK(wild.method == calm.method);
  CHECK(wild.alpha == calm.alpha);
  CHECK(*wild.accuracy.wape > 10 * *calm.accuracy.wape);
}

TEST_CASE("forecast: five thousand products of two years in two seconds") {
  std::mt19937 random(11);
  std::vector<std::vector<Quantity>> shop(5000, std::vector<Quantity>(730));
  for (auto& days : shop) {
    const unsigned busy = random() % 100;
    for (auto& sold : days) sold = random() % 100 < busy ? unit * static_cast<Quantity>(1 + random() % 9) : 0;
  }
  const auto begin = std::chrono::steady_clock::now();
  double sum = 0;
  for (const auto& days : shop) sum += forecast_of({days, {}, 0, false}).per_day;
  const auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::cout << "forecasts of 5,000 products from 730 days: " << took << " s\n";
  CHECK(sum > 0);
  CHECK(took < 30);  // the target is 2 s; a busy machine and a sanitizer must not fail the test
}
