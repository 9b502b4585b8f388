// Goal: order points and quantities follow their formulas and the vendor's rules. Method: the reference's
// check values, the domain page's examples, and properties of any order.
#include "stock/reorder.hpp"

#include <catch2/catch.hpp>
#include <random>

using namespace garden::inventory;

TEST_CASE("reorder: check values") {
  const Pace pace{100, 20};
  CHECK(safety_stock(pace, {7, 2}, 0.95) == Approx(340).margin(0.5));
  CHECK(reorder_point(pace, {7, 2}, 0.95) == Approx(1040).margin(0.5));
  // Only demand scatters: z sigma sqrt(L) = 1.64485 x 20 x 3.
  CHECK(safety_stock(pace, {9, 0}, 0.95) == Approx(98.691).margin(1e-3));
  // With a review every 7 days the risk lasts 16: 100 x 16 + 1.64485 x 20 x 4.
  CHECK(reorder_point(pace, {9, 0}, 0.95, 7) == Approx(1600 + 131.588).margin(1e-3));
  CHECK(*economic_order_quantity(36'500, 50, 2.5) == Approx(1208).margin(0.5));
}

TEST_CASE("reorder: edges") {
  CHECK(safety_stock({100, 20}, {7, 2}, 0.5) == 0);
  CHECK(safety_stock({100, 20}, {7, 2}, 0.2) == 0);
  CHECK(safety_stock({100, 20}, {7, 2}, 1.0) < 800);  // 100 % is not infinite stock
  CHECK(safety_stock({-5, -1}, {-7, -2}, 0.95) == 0);
  CHECK(reorder_point({}, {35, 0}, 0.95) == 0);
  CHECK_FALSE(economic_order_quantity(0, 50, 2.5));
  CHECK_FALSE(economic_order_quantity(100, 0, 2.5));
  CHECK_FALSE(economic_order_quantity(100, 50, 0));
}

TEST_CASE("reorder: level by years is exact") {
  CHECK(level_of_years(100 * unit, 350) == 35 * unit);
  CHECK(level_of_years(1 * unit, 350) == 350);
  CHECK(level_of_years(1, 350) == 1);  // a thousandth sold is not nothing
  CHECK(level_of_years(0, 350) == 0);
  CHECK(level_of_years(-unit, 350) == 0);
}

TEST_CASE("reorder: vendor's rules of the domain page") {
  const VendorRules molds{.pack = 5 * unit, .add_when_empty = 10 * unit};
  CHECK(order_quantity(1'250, unit, molds) == 5 * unit);
  CHECK(order_quantity(5 * unit, 0, molds) == 15 * unit);       // 5 + 10
  CHECK(order_quantity(2'500, 0, molds) == 15 * unit);          // 12.5 rounded up
  CHECK(order_quantity(2'500, -3 * unit, molds) == 15 * unit);  // oversold is empty as well
  CHECK(order_quantity(0, 0, molds) == 0);                      // nothing needed, nothing ordered
  CHECK(order_quantity(unit, 5 * unit, {.fixed = 100 * unit}) == 100 * unit);
  CHECK(order_quantity(-unit, 5 * unit, {.fixed = 100 * unit}) == 0);
  CHECK(order_quantity(unit, 5 * unit, {.pack = 5 * unit, .minimum = 12 * unit}) == 15 * unit);
  CHECK(order_quantity(1'001, 5 * unit, {}) == 2 * unit);
  CHECK(order_quantity(1'230, 5 * unit, {.pack = 100}) == 1'300);  // sold by the tenth
}

TEST_CASE("reorder: properties of any order") {
  std::mt19937_64 random(4);
  for (int round = 0; round < 3000; ++round) {
    const auto need = static_cast<Quantity>(random() % 100'000);
    const VendorRules rules{.pack = static_cast<Quantity>(1 + random() % 9'000),
                            .minimum = static_cast<Quantity>(random() % 20'000),
                            .add_when_empty = static_cast<Quantity>(random() % 3 * 5'000)};
    const auto available = static_cast<Quantity>(random() % 3'000) - 1'000;
    const auto order = order_quantity(need, available, rules);
    if (need == 0) {
      CHECK(order == 0);
      continue;
    }
    const auto wanted = need + (available <= 0 ? rules.add_when_empty : 0);
    CHECK((order >= wanted && order >= rules.minimum && order % rules.pack == 0));
    CHECK(order < std::max(wanted, rules.minimum) + rules.pack);
  }
}

TEST_CASE("reorder: too much") {
  CHECK(excess_units(50 * unit, 35 * unit) == 15 * unit);
  CHECK(excess_units(35 * unit, 50 * unit) == 0);
  CHECK(excess_units(35 * unit, 0) == 35 * unit);
}
