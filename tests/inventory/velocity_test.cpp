// Goal: days and weeks without stock are not counted as days without demand, and what is assumed is said.
// Method: hand-made histories whose sums fit in the head.
#include "forecast/velocity.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace garden::inventory;

namespace {
constexpr auto in = StockState::in, out = StockState::out, unknown = StockState::unknown;

std::vector<Quantity> each_day(int days, Quantity sold) {
  return std::vector<Quantity>(static_cast<std::size_t>(days), sold);
}
}  // namespace

TEST_CASE("velocity: days without stock are left out") {
  auto sold = each_day(90, 0);
  std::vector<StockState> stock(90, out);
  for (std::size_t day = 0; day < 30; ++day) sold[day] = 2 * unit, stock[day] = in;
  const auto seen = velocity_of({sold, stock});
  CHECK(seen.days_in_stock == 30);
  CHECK(seen.stock_adjusted);
  CHECK(*seen.per_day == Approx(2));
  const auto blind = velocity_of({sold, {}});
  CHECK(blind.days_in_stock == 90);
  CHECK_FALSE(blind.stock_adjusted);
  CHECK(*blind.per_day == Approx(60.0 / 90));
  // A sale on a day whose snapshot says out was a day with stock.
  stock[5] = out;
  CHECK(velocity_of({sold, stock}).days_in_stock == 30);
}

TEST_CASE("velocity: too new, not sold, sent back, fractions") {
  const auto young = velocity_of({each_day(90, unit), {}, 84});
  CHECK(young.days == 6);
  CHECK_FALSE(young.per_day);
  CHECK(young.note == VelocityNote::too_little_stock);
  CHECK(velocity_of({each_day(90, unit), {}, 83}).per_day.has_value());
  CHECK_FALSE(velocity_of({{}, {}}).per_day);

  const auto idle = velocity_of({each_day(90, 0), {}});
  CHECK(*idle.per_day == 0);
  CHECK(idle.note == VelocityNote::no_sale);

  auto sold = each_day(10, 0);
  sold[2] = 3 * unit, sold[7] = -5 * unit;
  const auto back = velocity_of({sold, {}}, 5 * unit);
  CHECK(back.sold == -2 * unit);
  CHECK(back.gross == 3 * unit);
  CHECK(*back.per_day == 0);
  CHECK(back.note == VelocityNote::returns_above_sales);

  const auto pieces = velocity_of({each_day(10, 250), {}});
  CHECK(*pieces.per_day == Approx(0.25));
}

TEST_CASE("velocity: one order of a school is not the pace") {
  const auto sold = each_day(10, 10 * unit);
  // The others' 95th percentile is 2: the order of 50 counts as 6.
  const std::vector<Quantity> orders{unit, 2 * unit, unit, 50 * unit, 2 * unit};
  const auto velocity = velocity_of({sold, {}}, 0, orders);
  CHECK(velocity.capped == 44 * unit);
  CHECK(*velocity.per_day == Approx(10));
  CHECK(*velocity.per_day_capped == Approx(5.6));
  CHECK(velocity_of({sold, {}}, 0, std::vector<Quantity>(4, 50 * unit)).capped == 0);
  CHECK(velocity_of({sold, {}}, 0, std::vector<Quantity>{unit, unit, 90 * unit}).capped ==
        0);  // too few to judge
}

TEST_CASE("weeks: counted back from the last day, censored and scaled") {
  auto sold = each_day(15, unit);  // a day over at the old end
  sold[0] = 100 * unit;
  CHECK(weeks_of({sold, {}}).units == std::vector<double>{7, 7});
  CHECK_FALSE(weeks_of({sold, {}}).stock_known);

  std::vector<StockState> stock(15, in);
  for (std::size_t day = 1; day < 5; ++day)
    sold[day] = 0, stock[day] = out;  // three days left of the first week
  for (std::size_t day = 8; day < 11; ++day) sold[day] = 0, stock[day] = out;  // four of the second
  const auto weeks = weeks_of({sold, stock});
  REQUIRE(weeks.units.size() == 2);
  CHECK(std::isnan(weeks.units[0]));
  CHECK(weeks.units[1] == Approx(7));
  CHECK((weeks.censored == 1 && weeks.scaled == 1 && weeks.stock_known));
  CHECK(weeks_of({sold, std::vector<StockState>(15, unknown)}).censored == 0);
}

TEST_CASE("weeks: before it could be bought, and more returns than sales") {
  const auto sold = each_day(21, unit);
  CHECK(weeks_of({sold, {}, 7}).units == std::vector<double>{7, 7});
  const auto late = weeks_of({sold, {}, 9});  // five days of that week
  CHECK(late.units == std::vector<double>{7, 7});
  CHECK(late.scaled == 1);
  CHECK(std::isnan(weeks_of({sold, {}, 12}).units[0]));
  CHECK(weeks_of({sold, {}, 99}).units.empty());
  const auto back = weeks_of({each_day(7, -unit), {}});
  CHECK(back.units == std::vector<double>{0});
  CHECK(back.floored == 1);
}
