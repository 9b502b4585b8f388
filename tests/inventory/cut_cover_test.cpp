// Goal: covers, thresholds and the faults of a family are what the shop's rules say. Method: values worked
// out by hand, the edges (nothing sold, backlog, fractions) among them.
#include <catch2/catch.hpp>

#include "cutting/cover.hpp"

using namespace garden::inventory::cutting;

namespace {
Size size_of(std::int64_t stock_m, std::int64_t sold_m) {
  Size size;
  size.name = "6x6";
  size.stock_m = stock_m;
  size.sold_m = sold_m;
  size.rule.minimum_days = 73;     // 0.20 years
  size.rule.target_days = 127.75;  // 0.35 years
  size.rule.overstock_days = 146;  // 0.40 years
  return size;
}
}  // namespace

TEST_CASE("cut cover: years in stock times 365") {
  auto size = size_of(5'000, 8'000);  // 5 / 8 of a year
  CHECK(cover_days(size, size.stock_m) == 228.125);
  CHECK(cover_md(size, size.stock_m) == 228'125);
  CHECK(cover_md(size, 1) == 45);  // 45.625, rounded down
  CHECK(cover_md(size, -1) == -46);
  CHECK(cover_days(size, -3'000) == 0.0);
  CHECK_FALSE(cover_days(size_of(5'000, 0), 5'000).has_value());
  CHECK_FALSE(cover_days(size_of(5'000, -2'000), 5'000).has_value());  // more returned than sold
}

TEST_CASE("cut cover: thresholds are exact") {
  auto size = size_of(0, 20'000);
  CHECK(minimum_m(size) == 4'000);
  CHECK(target_m(size) == 7'000);  // 0.35 x 20, where 128 days would ask for a piece more
  CHECK(overstock_m(size) == 8'000);
  size.sold_m = 8'000;
  CHECK(minimum_m(size) == 1'600);
  size.rule.target_days = 0;
  CHECK(target_m(size) == 1'600);  // never under the minimum
  for (std::int64_t cover : {0, 1, 45, 46, 72'999, 73'000, 73'001}) {
    auto stock = stock_for_cover_m(size, cover);
    CHECK(cover_md(size, stock) >= cover);
    CHECK(cover_md(size, stock - 1) < cover);
  }
}

TEST_CASE("cut cover: what is never cut away") {
  CHECK(floor_m(size_of(9'000, 20'000)) == 4'000);
  CHECK(floor_m(size_of(3'000, 20'000)) == 3'000);
  CHECK(floor_m(size_of(-2'000, 20'000)) == -2'000);
  CHECK(floor_m(size_of(9'000, 0)) == 0);
  auto size = size_of(9'000, 20'000);
  size.rule.may_be_emptied = true;
  CHECK(floor_m(size) == 0);
  size.rule.reserve_m = 2'000;
  CHECK(floor_m(size) == 2'000);
}

TEST_CASE("cut cover: a family with a fault is named") {
  Family family;
  CHECK_FALSE(fault_of(family).empty());
  family.sizes = {size_of(1'000, 0), size_of(0, 1'000)};
  CHECK(fault_of(family).empty());
  Recipe recipe{"a", 0, 1, false, {{1, 4}}};
  family.recipes = {recipe};
  CHECK(fault_of(family).empty());
  auto with = [&family](auto change) {
    auto changed = family;
    change(changed);
    return fault_of(changed);
  };
  CHECK_FALSE(with([](Family& f) { f.recipes[0].from = 7; }).empty());
  CHECK_FALSE(with([](Family& f) { f.recipes[0].takes = 0; }).empty());
  CHECK_FALSE(with([](Family& f) { f.recipes[0].outputs.clear(); }).empty());
  CHECK_FALSE(with([](Family& f) { f.recipes[0].outputs[0].count = 0; }).empty());
  CHECK_FALSE(with([](Family& f) { f.recipes[0].outputs[0].size = 2; }).empty());
  CHECK_FALSE(with([](Family& f) { f.recipes[0].outputs.push_back({1, 1}); }).empty());
  CHECK_FALSE(with([](Family& f) { f.recipes[0].uncut = true; }).empty());
  CHECK_FALSE(with([](Family& f) { f.recipes.push_back({"back", 1, 4, false, {{0, 1}}}); }).empty());
  CHECK_FALSE(with([](Family& f) { f.sizes[0].loose_pieces = 1; }).empty());
  CHECK_FALSE(with([](Family& f) { f.sizes[0].window_days = 0; }).empty());
  CHECK_FALSE(with([](Family& f) { f.sizes[0].stock_m = quantity_m_max + 1; }).empty());
  CHECK_FALSE(with([](Family& f) { f.sizes[0].rule.minimum_days = -1; }).empty());
  CHECK_FALSE(with([](Family& f) { f.sizes.resize(sizes_max + 1); }).empty());
  CHECK_FALSE(with([](Family& f) { f.recipes.resize(recipes_max + 1, f.recipes[0]); }).empty());
}
