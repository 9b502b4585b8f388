// Goal: simulated demand over a lead time has the mean and the quantiles it should. Method: cases whose
// distribution is known (certain demand, a single coin toss, a binomial) and repetition.
#include "forecast/lead_time.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace garden::inventory;

TEST_CASE("lead time: certain demand has no scatter") {
  const std::vector<double> weeks(20, 3.0);
  const auto demand = lead_time_demand(weeks, 3.0, 5);
  CHECK(demand.mean == Approx(15));
  CHECK(demand.quantile == Approx(15));
  CHECK(lead_time_demand(weeks, 6.0, 5).quantile ==
        Approx(30));  // the forecast is the mean, whatever the past
}

TEST_CASE("lead time: coin tosses") {
  const std::vector<double> half{0, 2, 0, 2, 0, 2, std::nan("")};
  CHECK(lead_time_demand(half, 1.0, 1, {.service_level = 0.3}).quantile == 0);
  CHECK(lead_time_demand(half, 1.0, 1, {.service_level = 0.7}).quantile == 2);
  // Ten tosses: P(at most 7 hits) = 0.9453, P(at most 8) = 0.9893.
  LeadTimeOptions many{.service_level = 0.93, .draws = 20'000};
  CHECK(lead_time_demand(half, 1.0, 10, many).quantile == 14);
  many.service_level = 0.96;
  CHECK(lead_time_demand(half, 1.0, 10, many).quantile == 16);
  // Half a week has half the chance: one toss of a quarter.
  CHECK(lead_time_demand(half, 1.0, 0.5, {.service_level = 0.7}).quantile == 0);
  CHECK(lead_time_demand(half, 1.0, 0.5, {.service_level = 0.8}).quantile == 2);
}

TEST_CASE("lead time: same input, same number; more service, no less stock") {
  std::vector<double> weeks;
  for (int week = 0; week < 52; ++week) weeks.push_back(week % 5 == 0 ? 1 + week % 3 : 0);
  double before = 0;
  for (const double level : {0.5, 0.8, 0.9, 0.95, 0.99}) {
    const auto demand = lead_time_demand(weeks, 0.4, 5.1, {.service_level = level});
    CHECK(demand.quantile == lead_time_demand(weeks, 0.4, 5.1, {.service_level = level}).quantile);
    CHECK(demand.quantile >= before);
    before = demand.quantile;
  }
  CHECK(before > 0.4 * 5.1);
}

TEST_CASE("lead time: nothing to simulate") {
  CHECK(lead_time_demand({}, 1, 5).quantile == 0);
  CHECK(lead_time_demand(std::vector<double>{0, 0}, 1, 5).quantile == 0);
  CHECK(lead_time_demand(std::vector<double>{1, 0}, 0, 5).quantile == 0);
  CHECK(lead_time_demand(std::vector<double>{1, 0}, 1, 0).quantile == 0);
  CHECK(lead_time_demand(std::vector<double>{1}, 1, INFINITY, {.draws = 10}).mean == Approx(520));
}

TEST_CASE("products that share their chances get what each gets by itself, and never more than can be") {
  const std::vector<double> rare{0, 0, 5, 0, 0, 0, 2, 0, 0, 1}, often{3, 0, 4, 4, 0, 2, 1, 0, 6};
  Chances shared;
  for (int round = 0; round < 3; ++round)
    for (const auto* weeks : {&rare, &often})
      for (double lead : {0.5, 5.0, 10.14, 30.0}) {
        const auto alone = lead_time_demand(*weeks, 1.3, lead);
        CHECK(lead_time_demand(*weeks, 1.3, lead, {}, shared).quantile == alone.quantile);
        CHECK(alone.quantile <= lead_time_demand_max(*weeks, 1.3, lead));
        CHECK(alone.mean <= lead_time_demand_max(*weeks, 1.3, lead) + 1e-9);
      }
  CHECK(lead_time_demand_max({}, 1, 5) == 0);
}
