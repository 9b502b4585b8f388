// Goal: what is unlike the past is found, chance is not. Method: values worked by hand, and random Poisson
// demand whose share of alarms must stay small.
#include "stock/anomalies.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

using namespace garden::inventory;

TEST_CASE("anomalies: median and MAD") {
  const std::vector<double> values{9, 1, std::nan(""), 4, 2};
  CHECK(*median_of(values) == 3);
  CHECK(*mad_of(values) == 1.5);  // 6, 2, 1, 1
  CHECK_FALSE(median_of(std::vector<double>{std::nan("")}));
  CHECK_FALSE(mad_of({}));
}

TEST_CASE("anomalies: rise, drop, bulk order and chance") {
  const std::vector<double> before{20, 22, 18, 21, 500, 19, 20, 20};  // an outlier in the past does no harm
  // Median 20, MAD 1, scale max(1.48, sqrt 20 = 4.472): 34 is z 3.13.
  CHECK(anomaly_of(34, before).kind == AnomalyKind::rise);
  CHECK(anomaly_of(34, before).z == Approx(3.1305).margin(1e-4));
  CHECK(anomaly_of(33, before).kind == AnomalyKind::none);
  CHECK(anomaly_of(33, before, 0, 2.5).kind == AnomalyKind::rise);
  CHECK(anomaly_of(60, before, 45).kind == AnomalyKind::bulk_order);
  CHECK(anomaly_of(60, before, 5).kind == AnomalyKind::rise);
  CHECK(anomaly_of(6, before).kind == AnomalyKind::drop);
  CHECK(anomaly_of(7, before).kind == AnomalyKind::none);
  const std::vector<double> twos(8, 2.0), none(8, 0.0);
  CHECK(anomaly_of(3, twos).kind == AnomalyKind::none);
  CHECK(anomaly_of(2, none).kind == AnomalyKind::none);
  CHECK(anomaly_of(3, none).kind == AnomalyKind::rise);
}

TEST_CASE("anomalies: no verdict without a past or a shelf") {
  const std::vector<double> four(4, 10.0);
  CHECK(anomaly_of(100, four).kind == AnomalyKind::undecided);
  std::vector<double> gaps(6, 10.0);
  gaps[0] = gaps[3] = std::nan("");
  CHECK(anomaly_of(100, gaps).kind == AnomalyKind::undecided);
  gaps[0] = 10;
  CHECK(anomaly_of(100, gaps).kind == AnomalyKind::rise);
  CHECK(anomaly_of(std::nan(""), std::vector<double>(8, 10.0)).kind == AnomalyKind::undecided);
}

TEST_CASE("anomalies: chance raises few alarms") {
  std::mt19937 random(2);
  int alarms = 0, asked = 0;
  for (const double mean : {0.5, 2.0, 8.0, 40.0}) {
    std::poisson_distribution<int> demand(mean);
    for (int round = 0; round < 2000; ++round) {
      std::vector<double> before(8);
      for (double& units : before) units = demand(random);
      const auto kind = anomaly_of(demand(random), before).kind;
      if (kind == AnomalyKind::rise || kind == AnomalyKind::drop) ++alarms;
      ++asked;
    }
  }
  CHECK(alarms <
        asked / 50);  // the median of eight weeks errs too, so it is more than the 0.3 % of three deviations
}
