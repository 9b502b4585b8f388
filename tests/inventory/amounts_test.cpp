// Goal: amounts are exact, round the way they say and never overflow. Method: known values, and random ones
// against the defining inequality of each rounding.
#include "stock/amounts.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>

using namespace garden::inventory;

TEST_CASE("amounts: rounding of a fraction") {
  CHECK(scaled(5, 1, 2) == 3);
  CHECK(scaled(-5, 1, 2) == -3);
  CHECK(scaled(4, 1, 3) == 1);
  CHECK(scaled(5, 1, 3) == 2);
  CHECK(scaled_up(4, 1, 3) == 2);
  CHECK(scaled_up(-4, 1, 3) == -1);
  CHECK(scaled_up(6, 1, 3) == 2);
  CHECK(worth(250, 199'900) == 49'975);  // a quarter at 19.99 is 4.9975
  CHECK(worth(-2 * unit, 199'900) == -399'800);
}

TEST_CASE("amounts: what does not fit is the nearest end") {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  CHECK(scaled(most, 2, 1) == most);
  CHECK(scaled(least, 2, 1) == least);
  CHECK(scaled(most, 1000, 1000) == most);
  CHECK(packed_up(most, 1000) == most);
  CHECK(rounded_up(1e300) == 9'000'000'000'000'000'000);
  CHECK(rounded_up(std::nan("")) == 0);
}

TEST_CASE("amounts: packs") {
  CHECK(packed_up(1, unit) == unit);
  CHECK(packed_up(5 * unit, 5 * unit) == 5 * unit);
  CHECK(packed_up(5 * unit + 1, 5 * unit) == 10 * unit);
  CHECK(packed_up(0, 5 * unit) == 0);
  CHECK(packed_up(-3, 5 * unit) == 0);
  CHECK(packed_up(7, 0) == 7);
  CHECK(packed_down(9'999, 5 * unit) == 5 * unit);
  CHECK(packed_down(4'999, 5 * unit) == 0);
  std::mt19937_64 random(7);
  for (int i = 0; i < 2000; ++i) {
    const auto quantity = static_cast<Quantity>(random() % 1'000'000);
    const auto pack = static_cast<Quantity>(1 + random() % 50'000);
    const auto up = packed_up(quantity, pack), down = packed_down(quantity, pack);
    CHECK((up % pack == 0 && down % pack == 0));
    CHECK((down <= quantity && quantity <= up && up - down <= pack));
  }
}

TEST_CASE("amounts: a statistic becomes a quantity") {
  CHECK(rounded_up(0.1 * 30) == 3000);
  CHECK(rounded_up(3.0001) == 3001);
  CHECK(rounded_up(-0.5) == -500);
  CHECK(units_of(2500) == 2.5);
}
