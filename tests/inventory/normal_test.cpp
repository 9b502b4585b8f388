// Goal: the normal distribution's numbers are right. Method: printed tables (the service levels everybody
// uses), and the two functions against each other over the whole range.
#include "forecast/normal.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace garden::inventory;

TEST_CASE("normal: service levels of every textbook") {
  struct Known {
    double level, z;
  };
  // Ten digits from tables of the quantile.
  for (auto [level, z] : {Known{0.85, 1.0364333895},
                          {0.90, 1.2815515655},
                          {0.95, 1.6448536270},
                          {0.975, 1.9599639845},
                          {0.98, 2.0537489106},
                          {0.99, 2.3263478740},
                          {0.999, 3.0902323062},
                          {0.50, 0.0}}) {
    INFO(level);
    CHECK(normal_quantile(level) == Approx(z).margin(1e-10));
    CHECK(normal_quantile(1 - level) == Approx(-z).margin(1e-9));
  }
}

TEST_CASE("normal: quantile and share are each other's inverse") {
  for (double p = 1e-300; p < 1e-3; p *= 7.3) {
    INFO(p);
    CHECK(normal_share_below(normal_quantile(p)) == Approx(p).epsilon(1e-11));
  }
  for (double p = 0.001; p < 1; p += 0.001) {
    INFO(p);
    CHECK(normal_share_below(normal_quantile(p)) == Approx(p).epsilon(1e-13));
  }
  for (double p = 0.002; p < 1; p += 0.001) CHECK(normal_quantile(p) > normal_quantile(p - 0.001));
}

TEST_CASE("normal: at and beyond the ends") {
  CHECK(normal_quantile(0) == -INFINITY);
  CHECK(normal_quantile(-1) == -INFINITY);
  CHECK(normal_quantile(1) == INFINITY);
  CHECK(std::isnan(normal_quantile(std::nan(""))));
}
