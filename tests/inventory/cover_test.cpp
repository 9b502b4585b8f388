// Goal: how long stock lasts, with the edges that the first system got wrong (no sales, oversold, zero).
// Method: known values, and the walk over arrivals against a simulation in steps of a hundredth of a day.
#include "stock/cover.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

using namespace garden::inventory;

TEST_CASE("cover: known, none, empty") {
  CHECK(*cover_of(30 * unit, 1.5).days == Approx(20));
  CHECK(*cover_of(250, 0.5).days == Approx(0.5));
  CHECK(*cover_of(0, 1.0).days == 0);
  CHECK(*cover_of(-4 * unit, 1.0).days == 0);
  CHECK(cover_of(-4 * unit, 1.0).note == CoverNote::empty_shelf);
  CHECK_FALSE(cover_of(5 * unit, 0.0).days);  // never 0, never 999
  CHECK_FALSE(cover_of(0, 0.0).days);
  CHECK(cover_of(5 * unit, 0.0).note == CoverNote::no_sales);
  CHECK(cover_of(5 * unit, std::nullopt).note == CoverNote::pace_unknown);
}

TEST_CASE("cover: years in stock") {
  CHECK(*years_in_stock(35 * unit, 100 * unit) == Approx(0.35));
  CHECK(*years_in_stock(0, 100 * unit) == 0);
  CHECK(*years_in_stock(-3 * unit, 100 * unit) == 0);
  CHECK_FALSE(years_in_stock(35 * unit, 0));
  CHECK_FALSE(years_in_stock(35 * unit, -unit));
}

TEST_CASE("cover: how urgent") {
  auto urgency = [](Quantity available, std::optional<double> per_day) {
    return urgency_of(cover_of(available, per_day));
  };
  CHECK(urgency(0, 1.0) == Urgency::out);
  CHECK(urgency(13'999, 1.0) == Urgency::critical);
  CHECK(urgency(14 * unit, 1.0) == Urgency::urgent);
  CHECK(urgency(28 * unit, 1.0) == Urgency::watch);
  CHECK(urgency(56 * unit, 1.0) == Urgency::fine);
  CHECK(urgency(365 * unit, 1.0) == Urgency::fine);
  CHECK(urgency(366 * unit, 1.0) == Urgency::over);
  CHECK(urgency(366 * unit, 0.0) == Urgency::no_sales);
  CHECK(urgency(366 * unit, std::nullopt) == Urgency::unknown);
}

TEST_CASE("sells out: with stock on its way") {
  // 10 there, 5 a day, 20 arriving: gone on day 2; what arrives on day 5 lasts until 9, on day 7 until 11.
  std::vector<Arrival> arrivals{{5, 20 * unit}};
  auto walk = sells_out(10 * unit, 5, arrivals);
  CHECK(*walk.first == Approx(2));
  CHECK(*walk.last == Approx(9));
  CHECK(walk.lost_units == Approx(15));
  arrivals = {{7, 20 * unit}};
  CHECK(*sells_out(10 * unit, 5, arrivals).last == Approx(11));
  arrivals = {{2, 20 * unit}};  // just in time
  walk = sells_out(10 * unit, 5, arrivals);
  CHECK(*walk.first == Approx(6));
  CHECK(*walk.last == Approx(6));
  CHECK(walk.lost_units == 0);
}

TEST_CASE("sells out: owed, none, never") {
  // 5 owed: of 20 arriving on day 3, 15 are left for 3 days.
  const std::vector<Arrival> arrivals{{3, 20 * unit}};
  const auto owed = sells_out(-5 * unit, 5, arrivals);
  CHECK(*owed.first == 0);
  CHECK(*owed.last == Approx(6));
  CHECK(owed.lost_units == Approx(15));
  CHECK(*sells_out(-30 * unit, 5, arrivals).last == 0);  // the arrival does not even pay the debt
  CHECK_FALSE(sells_out(10 * unit, 0, arrivals).first);
  CHECK_FALSE(sells_out(1000 * unit, 1, {}, 730).first);
  CHECK_FALSE(sells_out(1000 * unit, 1, {}, 730).last);
  CHECK(*sells_out(0, 1, {}).first == 0);
  const std::vector<Arrival> today{{0, 5 * unit}};
  CHECK(*sells_out(0, 1, today).first == Approx(5));
}

TEST_CASE("lost within: against a walk in small steps") {
  std::mt19937 random(9);
  for (int round = 0; round < 300; ++round) {
    const Quantity available = static_cast<Quantity>(random() % 40'000) - 10'000;
    const double per_day = static_cast<double>(random() % 500) / 100;
    std::vector<Arrival> arrivals(random() % 4);
    for (auto& arrival : arrivals)
      arrival = {static_cast<double>(random() % 30), static_cast<Quantity>(random() % 20'000)};
    const double days = static_cast<double>(random() % 40);
    double stock = units_of(available), lost = 0;
    constexpr int steps = 100;
    for (int step = 0; step < static_cast<int>(days) * steps; ++step) {
      if (step % steps == 0)
        for (const auto& arrival : arrivals)
          if (arrival.days == step / steps) stock += units_of(arrival.quantity);
      const double wanted = per_day / steps, sold = std::min(wanted, std::max(0.0, stock));
      stock -= sold;
      lost += wanted - sold;
    }
    INFO(round);
    CHECK(lost_within(available, per_day, arrivals, days) == Approx(lost).epsilon(1e-6).margin(1e-6));
  }
}
