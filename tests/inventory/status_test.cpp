// Goal: one word for where a product stands, the first that fits. Method: a product at each border.
#include "stock/status.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace garden::inventory;

namespace {
StockStatus status(Quantity available, std::optional<double> per_day,
                   const std::vector<Arrival>& arrivals = {}, std::optional<Quantity> up_to = {}) {
  return status_of({available, per_day, arrivals, 35, up_to}).status;
}
}  // namespace

TEST_CASE("status: nothing there") {
  CHECK(status(0, 0.0) == StockStatus::inactive_zero);
  CHECK(status(0, 1.0) == StockStatus::stocked_out);
  CHECK(status(-unit, 0.0) == StockStatus::stocked_out);
  CHECK(status(0, std::nullopt) == StockStatus::unknown);
}

TEST_CASE("status: empty before the next delivery, or before an order of today") {
  CHECK(status(34 * unit, 1.0) == StockStatus::potential_stockout);
  CHECK(status(35 * unit, 1.0) == StockStatus::fine);
  const std::vector<Arrival> soon{{20, 100 * unit}, {10, 5 * unit}};
  CHECK(status(9 * unit, 1.0, soon) == StockStatus::potential_stockout);
  CHECK(status(10 * unit, 1.0, soon) == StockStatus::fine);
  CHECK(status(5 * unit, 0.0) == StockStatus::fine);
  CHECK(status(5 * unit, std::nullopt) == StockStatus::unknown);
  const auto line = status_of({9 * unit, 1.0, soon});
  CHECK((*line.empty_in_days == Approx(9) && *line.arrival_in_days == 10));
}

TEST_CASE("status: too much, there or on its way") {
  const std::vector<Arrival> order{{10, 40 * unit}};
  CHECK(status(100 * unit, 1.0, {}, 100 * unit) == StockStatus::fine);
  CHECK(status(101 * unit, 1.0, {}, 100 * unit) == StockStatus::excess);
  CHECK(status(80 * unit, 1.0, order, 100 * unit) == StockStatus::surplus_order);
  CHECK(status_of({80 * unit, 1.0, order, 35, 100 * unit}).surplus == 20 * unit);
  const auto both = status_of({150 * unit, 1.0, order, 35, 100 * unit});
  CHECK((both.surplus == 40 * unit && both.excess == 50 * unit));  // the whole order is not needed
  CHECK(status(60 * unit, 1.0, order, 100 * unit) == StockStatus::fine);
}

TEST_CASE("kits: as many as the scarcest part allows") {
  const std::vector<KitPart> parts{{10 * unit, 2 * unit}, {2'500, 500}, {7 * unit, unit}};
  CHECK(kits_available(parts) == 5);
  CHECK(kits_available(std::vector<KitPart>{{10 * unit, 2 * unit}, {-unit, unit}}) == 0);
  CHECK(kits_available(std::vector<KitPart>{{10 * unit, 0}}) == 0);
  CHECK(kits_available({}) == 0);
}
