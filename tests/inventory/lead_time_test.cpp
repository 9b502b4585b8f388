// Goal: simulated demand over a lead time has the mean and the quantiles it should. Method: cases whose
// distribution is known (certain demand, a single coin toss, a binomial), repetition, and the same game
// played number by number.
#include "forecast/lead_time.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
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

namespace {

// As lead_time.hpp tells it, a week after the other.
double played(const std::vector<double>& weeks, double per_week, double lead_weeks, double level, int draws) {
  std::vector<double> sizes;
  double total = 0;
  for (double units : weeks)
    if (units > 0) sizes.push_back(units), total += units;
  const double size = total / static_cast<double>(sizes.size()), chance = std::min(1.0, per_week / size);
  std::mt19937_64 random(1);
  auto share = [&random] { return static_cast<double>(random() >> 11) * 0x1p-53; };
  std::vector<double> sums(static_cast<std::size_t>(draws));
  for (double& sum : sums) {
    for (double left = lead_weeks; left > 0; left -= 1)
      if (share() < chance * std::min(left, 1.0))
        sum += sizes[static_cast<std::size_t>(share() * static_cast<double>(sizes.size()))];
    sum *= per_week / (chance * size);
  }
  std::sort(sums.begin(), sums.end());
  return sums[static_cast<std::size_t>(std::max(std::ceil(level * draws), 1.0)) - 1];
}

}  // namespace

TEST_CASE("lead time: the numbers are those of the game played one by one") {
  std::mt19937_64 random(5);
  auto below = [&random](std::uint64_t end) { return static_cast<double>(random() % end); };
  Chances shared;
  for (int round = 0; round < 300; ++round) {
    std::vector<double> weeks(1 + random() % 52, 0.0);
    const double share = 0.05 + below(100) / 105;
    for (double& week : weeks)
      if (below(1000) < 1000 * share) week = random() % 9 == 0 ? 0.7 : 1 + below(40);
    weeks.back() = 2;
    const double per_week = 0.05 + below(400) / 100,
                 lead = round % 3 == 0 ? 1 + below(9) : below(9000) / 100 + 0.01;
    const LeadTimeOptions options{.service_level = below(1001) / 1000,
                                  .draws = 1 + static_cast<int>(below(200))};
    INFO(round << ": " << per_week << " a week, " << lead << " weeks");
    CHECK(lead_time_demand(weeks, per_week, lead, options, shared).quantile ==
          played(weeks, per_week, lead, options.service_level, options.draws));
  }
}
