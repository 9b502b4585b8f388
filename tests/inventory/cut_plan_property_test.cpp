// Goal: whatever the family, a plan keeps every constraint, conserves pieces, is never worse than the greedy
// rule, and is the best there is when it says so. Method: thousands of families from fixed seeds; the score
// and the constraints are computed a second time in the plainest way (cut_support.cpp), and small families
// are compared with all plans there are.
#include <catch2/catch.hpp>

#include "cut_support.hpp"
#include "cutting/greedy.hpp"
#include "cutting/work_order.hpp"

using namespace cut_support;

namespace {
// What holds of any plan.
void check_plan(const Family& family, const CutPlan& plan) {
  auto counts = counts_of(family, plan.steps);
  REQUIRE(plain_allowed(family, counts));
  std::vector<std::int64_t> stock_m;
  for (const auto& size : family.sizes) stock_m.push_back(size.stock_m);
  // The lines, done one after the other, lead from the stock before to the stock after.
  for (const auto& line : plan.lines) {
    REQUIRE(line.source.before_m == stock_m[line.source.size]);
    if (!line.recipe) continue;
    const auto& recipe = family.recipes[*line.recipe];
    REQUIRE(line.source.pieces == recipe.takes * line.count);
    stock_m[recipe.from] -= 1000 * line.source.pieces;
    REQUIRE(line.source.after_m == stock_m[recipe.from]);
    REQUIRE((stock_m[recipe.from] >= 0 || stock_m[recipe.from] >= family.sizes[recipe.from].stock_m));
    REQUIRE(line.made.size() == recipe.outputs.size());
    for (std::size_t i = 0; i < line.made.size(); ++i) {
      REQUIRE(line.made[i].pieces == recipe.outputs[i].count * line.count);
      stock_m[line.made[i].size] += 1000 * line.made[i].pieces;
      REQUIRE(line.made[i].after_m == stock_m[line.made[i].size]);
    }
  }
  for (const auto& outcome : plan.sizes) {
    REQUIRE(outcome.after_m == stock_m[outcome.size]);
    REQUIRE(outcome.after_m - outcome.before_m == 1000 * (outcome.made - outcome.taken));
    if (outcome.uncut_after) {
      REQUIRE(*outcome.uncut_after >= 0);
      REQUIRE(*outcome.loose_after >= 0);
    }
  }
  for (const auto& violation : plan.violations) REQUIRE(violation.breach == Breach::popular);
  auto greedy = counts_of(family, greedy_cuts(family));
  REQUIRE(plain_allowed(family, greedy));
  REQUIRE(plain_score(family, counts) <= plain_score(family, greedy));
  REQUIRE((compare(plan.after, plan.before) <= 0));
}

void against_brute_force(std::uint64_t seed, int families, std::int64_t most, bool limited) {
  Dice dice(seed);
  int compared = 0, cut = 0;
  for (int i = 0; i < families; ++i) {
    auto family = random_family(dice, most);
    PlanLimits limits;
    if (limited) limits.cuts_max = dice.upto(4);
    auto best = brute_force(family, 60'000, limits.cuts_max);
    if (!best) continue;
    auto plan = plan_cuts(family, limits);
    CAPTURE(i, described(family));
    REQUIRE(plan.quality == Quality::optimal);
    if (!limited) check_plan(family, plan);
    auto score = plain_score(family, counts_of(family, plan.steps));
    REQUIRE(score == *best);
    if (limited) REQUIRE(plan.after.labour.cuts <= *limits.cuts_max);
    ++compared;
    cut += !plan.steps.empty();
  }
  CHECK(compared > families / 2);
  CHECK(cut > compared / 5);
}
}  // namespace

TEST_CASE("cut plan: equal to the best of all plans, tiny families") {
  against_brute_force(1, 2500, 2, false);
}
TEST_CASE("cut plan: equal to the best of all plans, small families") {
  against_brute_force(2, 700, 4, false);
}
TEST_CASE("cut plan: equal to the best of all plans that the labour allows") {
  against_brute_force(3, 700, 3, true);
}

TEST_CASE("cut plan: families as shops have them keep every promise") {
  Dice dice(4);
  int optimal = 0, families = 4000;
  std::int64_t most_nodes = 0;
  for (int i = 0; i < families; ++i) {
    auto family = random_family(dice, 3 + dice.upto(i % 10 == 0 ? 60 : 20));
    auto plan = plan_cuts(family);
    CAPTURE(i, described(family));
    check_plan(family, plan);
    optimal += plan.quality == Quality::optimal;
    most_nodes = std::max(most_nodes, plan.nodes);
  }
  INFO("optimal " << optimal << " of " << families << ", most nodes " << most_nodes);
  CHECK(optimal == families);
}

TEST_CASE("cut plan: the score of the library is the plain one") {
  Dice dice(5);
  for (int i = 0; i < 500; ++i) {
    auto family = random_family(dice, 6);
    auto plan = plan_cuts(family);
    auto greedy = greedy_cuts(family);
    auto plain =
        plain_score(family, counts_of(family, plan.steps)) <=> plain_score(family, counts_of(family, greedy));
    CAPTURE(i, described(family));
    REQUIRE((compare(score_of(family, plan.steps), score_of(family, greedy)) < 0) == (plain < 0));
    REQUIRE((compare(score_of(family, plan.steps), score_of(family, greedy)) == 0) == (plain == 0));
    REQUIRE(plan.after == score_of(family, plan.steps));
  }
}

TEST_CASE("cut plan: a search that is cut off still keeps every promise") {
  Dice dice(6);
  int ended = 0;
  for (int i = 0; i < 1500; ++i) {
    auto family = random_family(dice, 15);
    PlanLimits limits;
    limits.nodes_max = dice.upto(60);
    auto plan = plan_cuts(family, limits);
    CAPTURE(i, described(family));
    check_plan(family, plan);
    REQUIRE(plan.nodes <= limits.nodes_max);
    if (plan.quality == Quality::best_found) {
      ++ended;
      REQUIRE_FALSE(plan.notes.empty());
    }
  }
  CHECK(ended > 200);
}

// Hundreds of cuts with thousands of ties: more than the search can prove in a moment.
TEST_CASE("cut plan: the clock ends a search, and so do the nodes") {
  auto family = maker_b(true, {198, 0}, {466, 2645}, {454, 1062}, {52, 1472});
  PlanLimits limits;
  limits.nodes_max = 1'000'000'000;
  limits.time_ms_max = 40;
  limits.now_ms = [now = std::int64_t{0}]() mutable { return ++now; };
  auto plan = plan_cuts(family, limits);
  CHECK(plan.quality == Quality::best_found);
  CHECK(plan.nodes < 41 * 512);
  check_plan(family, plan);
  limits.now_ms = nullptr;
  limits.nodes_max = 30'000;
  auto same = plan_cuts(family, limits);
  CHECK(same.quality == Quality::best_found);
  CHECK(same.nodes == limits.nodes_max);
  CHECK(same.steps == plan_cuts(family, limits).steps);
}

TEST_CASE("cut plan: the same family gives the same plan") {
  Dice dice(7);
  for (int i = 0; i < 100; ++i) {
    auto family = random_family(dice, 10);
    auto first = plan_cuts(family), second = plan_cuts(family);
    CHECK(first.steps == second.steps);
    CHECK(first.nodes == second.nodes);
    CHECK(work_order_text(family, first) == work_order_text(family, second));
  }
}
