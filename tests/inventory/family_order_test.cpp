// Goal: a family gets the fewest whole sheets that bring every size to its target once they are cut, after
// what is there was cut. Method: cases worked by hand, and random families of squares that nest, for which
// the fewest sheets follow from areas alone: the larger sizes together must have the area that they and the
// smaller ones ask for.
#include "stock/family_order.hpp"

#include <catch2/catch.hpp>

#include "cut_support.hpp"
#include "cutting/cover.hpp"

using namespace garden::inventory;
using namespace cut_support;

namespace {
// As after the cuts of `now`; the fewest sheets of 24x24, by areas in pieces of 6x6.
std::int64_t fewest_by_area(const Family& family, const CutPlan& now) {
  const std::int64_t areas[] = {16, 4, 2, 1};
  std::int64_t spare = 0, sheets = 0;
  for (std::size_t at = 0; at < 4; ++at) {
    const auto& size = family.sizes[at];
    const auto stock = now.sizes[at].after_m / 1000;
    auto wanted = at == 0 || !has_demand(size) ? 0 : divide_up(target_m(size), 1000);
    if (at != 0 && !has_demand(size)) wanted = stock < 0 ? stock : 0;  // what is owed of it is not cut for
    spare += areas[at] * (stock - wanted);
    sheets = std::max(sheets, -divide_down(spare, 16));
  }
  return sheets;
}

void check_reached(const Family& family, const FamilyOrder& order, double target_days) {
  for (const auto& outcome : order.later.sizes) {
    auto size = family.sizes[outcome.size];
    size.rule.target_days = std::max(size.rule.target_days, target_days);
    if (!has_demand(size) || size.rule.may_be_emptied) continue;
    INFO(size.name);
    CHECK(outcome.after_m >= target_m(size));
  }
}
}  // namespace

TEST_CASE("family order: cut first, and buy nothing if that is enough") {
  // 8 of 24x24 that hardly sell: 6x6 at zero is cut from them.
  const auto order = order_for(maker_o({8, 1}, {20, 40}, {20, 40}, {0, 40}), {.size = 0});
  CHECK(order.outcome == FamilyOutcome::enough);
  CHECK(order.sheets == 0);
  CHECK_FALSE(order.now.steps.empty());
  CHECK(order.short_sizes.empty());
}

TEST_CASE("family order: full sheets booked as two halves") {
  // 60 and 20 sold a year: to 0.40 years 24 of 10x10 and 8 of 5x10; a full sheet gives 6 and 2.
  const auto family = maker_b(true, {0, 0}, {0, 60}, {0, 20}, {0, 0});
  const SheetOffer full{.size = 0, .pieces_a_sheet = 2, .target_days = 146};
  auto order = order_for(family, full);
  REQUIRE(order.outcome == FamilyOutcome::order);
  CHECK(order.sheets == 4);
  CHECK(order.fewest_proved);
  CHECK(order.short_sizes == std::vector<std::size_t>{1, 2});
  CHECK(order.later.sizes[1].after_m == 24'000);
  check_reached(family, order, 146);

  // Half sheets sell too: 10 a year, 4 to keep, two more full sheets left whole.
  const auto halves = maker_b(true, {0, 10}, {0, 60}, {0, 20}, {0, 0});
  order = order_for(halves, full);
  CHECK(order.sheets == 6);
  CHECK(order.later.sizes[0].after_m == 4'000);
  check_reached(halves, order, 146);

  SheetOffer packs = full;
  packs.sheets_a_pack = 5;
  CHECK(order_for(halves, packs).sheets == 10);
}

TEST_CASE("family order: decided at the minimum, not at the target") {
  // 16 of 60 is above 0.25 years, though below 0.40; 14 is not.
  const SheetOffer full{.size = 0, .pieces_a_sheet = 2, .target_days = 146};
  CHECK(order_for(maker_b(true, {0, 0}, {16, 60}, {9, 20}, {0, 0}), full).outcome == FamilyOutcome::enough);
  const auto order = order_for(maker_b(true, {0, 0}, {14, 60}, {9, 20}, {0, 0}), full);
  CHECK(order.outcome == FamilyOutcome::order);
  CHECK(order.sheets == 2);  // ten are missing
}

TEST_CASE("family order: out of reach, and refused") {
  auto family = maker_o({0, 1}, {0, 40}, {5, 5}, {5, 5});
  family.recipes.clear();
  family.recipes = {{"24x24 -> 16 of 6x6", 0, 1, false, {{3, 16}}}};
  const auto order = order_for(family, {.size = 0, .sheets_max = 50});
  CHECK(order.outcome == FamilyOutcome::out_of_reach);
  CHECK(order.sheets == 0);
  CHECK(order.short_sizes == std::vector<std::size_t>{1});
  CHECK(order_for(family, {.size = 9}).outcome == FamilyOutcome::refused);
  CHECK_FALSE(order_for(family, {.size = 0, .pieces_a_sheet = 0}).fault.empty());
  CHECK_FALSE(order_for(family, {.size = 0, .sheets_max = 1'000'000'000}).fault.empty());
  family.sizes.clear();
  CHECK(order_for(family, {.size = 0}).outcome == FamilyOutcome::refused);
}

TEST_CASE("family order: the fewest sheets, against areas") {
  Dice dice(31);
  int ordered = 0;
  for (int round = 0; round < 60; ++round) {
    auto count = [&dice](std::int64_t stock, std::int64_t sold) {
      return Count{dice.upto(stock), dice.upto(sold)};
    };
    const auto full = count(3, 5), square = count(10, 80), half = count(10, 80), quarter = count(20, 80);
    const auto family = maker_o(full, square, half, quarter);
    INFO("round " << round);
    const auto order = order_for(family, {.size = 0});
    REQUIRE(order.outcome != FamilyOutcome::refused);
    REQUIRE(order.outcome != FamilyOutcome::out_of_reach);
    if (order.outcome == FamilyOutcome::enough) continue;
    ++ordered;
    CHECK(order.sheets == fewest_by_area(family, order.now));
    check_reached(family, order, 0);
  }
  CHECK(ordered > 10);
}
