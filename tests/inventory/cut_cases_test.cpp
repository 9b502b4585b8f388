// Goal: plans are those a person would work out from the shop's domain page (sections 2 and 3). Method: one
// small family a rule, its plan worked out by hand in the comment above it.
#include <catch2/catch.hpp>

#include "cut_support.hpp"
#include "cutting/work_order.hpp"

using namespace cut_support;

namespace {
using Steps = std::vector<Step>;
// Recipes of maker_o by place: 0 full to squares, 1 to halves, 2 to quarters, 3 square to halves, 4 to
// quarters, 5 mixed, 6 half to quarters. Of maker_b(3 mm): 0 full, 1 half, 2 ten to strips, 3 to fives, 4
// mixed, 5 strip.

CutPlan planned(const Family& family) {
  auto plan = plan_cuts(family);
  REQUIRE(plan.quality == Quality::optimal);
  return plan;
}

bool breaks(const CutPlan& plan, Breach breach) {
  for (const auto& violation : plan.violations)
    if (violation.breach == breach) return true;
  return false;
}

bool notes(const CutPlan& plan, const std::string& part) {
  for (const auto& note : plan.notes)
    if (note.find(part) != std::string::npos) return true;
  return false;
}
}  // namespace

// 6x12 needs 2 and 6x6 4 for 0.20 years; 12x12 may give two of six (its minimum is 4). Two mixed cuts give
// exactly that; one of each plain cut would too, but these are two distinct steps.
TEST_CASE("cut cases: all sizes to their minimum with the fewest distinct steps") {
  auto plan = planned(maker_o({0, 0}, {6, 20}, {0, 10}, {0, 20}));
  CHECK(plan.steps == Steps{{5, 2}});
  CHECK(plan.before.sizes_at_zero == 2);
  CHECK(plan.after.sizes_at_zero == 0);
  CHECK(plan.after.below_minimum_md.empty());
  CHECK(plan.after.below_target_md == std::vector<std::int64_t>{73'000, 73'000, 73'000});
}

// One sheet for three sizes at zero. Four squares, of which k are cut on (mixed): k = 1 leaves covers
// of 54.75, 36.5 and 36.5 days, k = 2 leaves 36.5 and brings the two others to their minimum, k = 3
// leaves 18.25.
TEST_CASE("cut cases: what one step makes is cut by the next") {
  auto family = maker_o({1, 0}, {0, 20}, {0, 10}, {0, 20});
  auto plan = planned(family);
  CHECK(plan.steps == Steps{{0, 1}, {5, 2}});
  CHECK(plan.after.below_minimum_md == std::vector<std::int64_t>{36'500});
  REQUIRE(plan.lines.size() == 2);
  CHECK(plan.lines[0].made[0].why == Why::off_zero);
  CHECK(plan.lines[1].source.before_days == 73.0);
  CHECK(plan.lines[1].source.after_days == 36.5);
  CHECK(plan.sizes[1].made == 4);
  CHECK(plan.sizes[1].taken == 2);
  CHECK(notes(plan, "12x12 stays below its minimum of 4"));
}

// Aim 1 before aim 2: the only square can take one of two sizes off zero or, cut mixed, both.
TEST_CASE("cut cases: off zero comes first") {
  auto plan = planned(maker_o({0, 0}, {1, 0}, {0, 4}, {0, 40}));
  CHECK(plan.steps == Steps{{5, 1}});
  CHECK(plan.after.sizes_at_zero == 0);
}

// 6x6 is owed three: two squares make eight, five are left, 0.35 years of 8 are 2.8; one square would
// leave 1.
TEST_CASE("cut cases: a backlog is delivered first") {
  auto plan = planned(maker_o({0, 0}, {4, 0}, {9, 0}, {-3, 8}));
  // Four halves would do as well, with four cuts.
  CHECK(plan.steps == Steps{{4, 2}});
  CHECK(plan.sizes[3].after_m == 5'000);
  CHECK(plan.sizes[3].before_days == 0.0);
}

// The last 24x24 goes if 12x12 has no other source, although it sells; it stays if squares can do it, even
// with one cut more.
TEST_CASE("cut cases: the largest sheet may be cut to zero") {
  auto plan = planned(maker_o({1, 3}, {0, 10}, {9, 10}, {9, 10}));
  CHECK(plan.steps == Steps{{0, 1}});
  CHECK(notes(plan, "24x24 is used up; it sold 3 in 365 days"));
  CHECK(planned(maker_o({1, 3}, {8, 10}, {9, 10}, {0, 20})).steps == Steps{{4, 2}});
  CHECK(planned(maker_o({2, 3}, {8, 10}, {9, 10}, {0, 20})).steps == Steps{{2, 1}});
}

TEST_CASE("cut cases: what does not sell gets nothing, what is well stocked neither") {
  auto plan = planned(maker_o({5, 0}, {5, 0}, {0, 0}, {0, 0}));
  CHECK(plan.steps.empty());
  CHECK(notes(plan, "no size is short"));
  CHECK_FALSE(plan.sizes[3].after_days.has_value());
  CHECK(planned(maker_o({5, 1}, {7, 20}, {4, 10}, {7, 20})).steps.empty());  // all at 0.35 years
  auto poor = planned(maker_o({0, 0}, {4, 20}, {1, 10}, {4, 20}));
  CHECK(poor.steps.empty());
  CHECK(notes(poor, "no source has pieces to give"));
  CHECK(notes(poor, "6x12 stays below its minimum of 2"));
}

// Five booked halves are two full sheets and a loose half. Both recipes do it with one cut: full sheets
// first.
TEST_CASE("cut cases: full sheets before half sheets") {
  auto family = maker_b(true, {5, 0}, {0, 8}, {9, 0}, {9, 0});
  auto plan = planned(family);
  CHECK(plan.steps == Steps{{0, 1}});
  CHECK(plan.sizes[0].uncut_before == 2);
  CHECK(plan.sizes[0].loose_before == 1);
  CHECK(plan.sizes[0].uncut_after == 1);
  CHECK(plan.sizes[0].loose_after == 1);
  CHECK(notes(plan, "the count alone cannot tell"));
}

// Six 10x10 are a quarter of 24. Two booked halves that are one uncut sheet give six; two loose ones give
// four.
TEST_CASE("cut cases: two loose halves never make a full sheet") {
  auto family = maker_b(true, {2, 0}, {0, 24}, {9, 0}, {9, 0});
  CHECK(planned(family).steps == Steps{{0, 1}});
  family.sizes[0].loose_pieces = 2;
  auto plan = planned(family);
  CHECK(plan.steps == Steps{{1, 2}});
  CHECK(plan.sizes[1].after_m == 4'000);
  auto proposal = what_if_cut(family, {{0, 1}});
  CHECK(breaks(proposal, Breach::no_uncut));
  auto two_mm = maker_b(false, {2, 0}, {0, 24}, {9, 0}, {9, 0});
  CHECK(planned(two_mm).steps == Steps{{0, 2}});
  CHECK_FALSE(planned(two_mm).sizes[0].uncut_after.has_value());
}

// A half out of an uncut sheet: the sheet is split, one loose half remains, and the booked count falls by
// one.
TEST_CASE("cut cases: an uncut sheet is split for a loose half") {
  // 10 booked halves sell 22 a year: 0.40 years are 8.8, so one may go and no full sheet.
  auto family = maker_b(true, {10, 22}, {0, 8}, {9, 0}, {9, 0});
  auto plan = planned(family);
  CHECK(plan.steps == Steps{{1, 1}});
  REQUIRE(plan.lines.size() == 2);
  CHECK_FALSE(plan.lines[0].recipe.has_value());
  CHECK(plan.lines[0].source.why == Why::split);
  CHECK(plan.sizes[0].uncut_after == 4);
  CHECK(plan.sizes[0].loose_after == 1);
  CHECK(plan.after.labour.cuts == 2);
  CHECK(what_if_cut(family, {{0, 1}}).violations.at(0).breach == Breach::below_minimum);
}

// 10x10 is popular. Its fifth piece is above a year's cover (it sells 4) and could go, but 5x10, which does
// not sell, is the overstocked source. With less than a year it is cut only when nothing else helps, and said
// so.
TEST_CASE("cut cases: popular sizes are the last resort") {
  CHECK(planned(maker_b(true, {0, 0}, {5, 4}, {2, 0}, {0, 4})).steps == Steps{{5, 1}});
  CHECK(planned(maker_b(true, {0, 0}, {3, 4}, {2, 0}, {0, 8})).steps == Steps{{5, 1}});
  auto above = planned(maker_b(true, {0, 0}, {5, 4}, {0, 0}, {0, 4}));
  CHECK(above.steps == Steps{{3, 1}});
  CHECK(above.violations.empty());
  auto last = planned(maker_b(true, {0, 0}, {3, 4}, {0, 0}, {0, 4}));
  CHECK(last.steps == Steps{{3, 1}});
  CHECK(breaks(last, Breach::popular));
  auto faster = planned(maker_b(true, {0, 0}, {3, 4}, {0, 0}, {0, 5}));  // for a more popular size: no word
  CHECK(faster.steps == Steps{{3, 1}});
  CHECK(faster.violations.empty());
  // Three cuts of what nobody buys rather than one of a popular size: 5x5 needs 6 for a quarter of 24.
  auto family = maker_b(true, {0, 0}, {30, 40}, {3, 0}, {0, 24});
  CHECK(planned(family).steps == Steps{{5, 3}});
}

TEST_CASE("cut cases: no more cuts than the warehouse can do") {
  auto family = maker_o({0, 0}, {20, 0}, {0, 10}, {0, 60});
  PlanLimits limits;
  limits.cuts_max = 2;
  auto plan = plan_cuts(family, limits);
  CHECK(plan.after.labour.cuts == 2);
  CHECK(plan.after.sizes_at_zero == 0);
  limits.cuts_max = 0;
  CHECK(plan_cuts(family, limits).steps.empty());
  limits.cuts_max = 2;
  CHECK(breaks(what_if_cut(family, {{4, 3}}, limits), Breach::too_many_cuts));
}

TEST_CASE("cut cases: what if we cut four instead of two?") {
  auto family = maker_o({0, 0}, {6, 20}, {0, 10}, {0, 20});
  auto best = plan_cuts(family), four = what_if_cut(family, {{5, 4}});
  CHECK(four.quality == Quality::given);
  CHECK(four.sizes[1].after_m == 2'000);
  CHECK(four.sizes[1].after_days == 36.5);
  CHECK(four.sizes[2].after_m == 4'000);
  CHECK(four.sizes[3].after_m == 8'000);
  CHECK(breaks(four, Breach::below_minimum));
  CHECK((compare(best.after, four.after) < 0));
  CHECK(breaks(what_if_cut(family, {{5, 7}}), Breach::not_enough));
  CHECK(breaks(what_if_cut(family, {{5, 1}, {6, 2}}), Breach::not_enough));  // one half, and two are wanted
  auto split_up = what_if_cut(family, {{5, 1}, {5, 1}});
  CHECK(split_up.steps == best.steps);
  CHECK(split_up.violations.empty());
  auto bad = what_if_cut(family, {{9, 1}, {5, -1}, {4, 1}});
  CHECK(breaks(bad, Breach::unknown_recipe));
  CHECK(breaks(bad, Breach::bad_count));
  CHECK(bad.steps == Steps{{4, 1}});
  CHECK(what_if_cut(family, {}).lines.empty());
}

TEST_CASE("cut cases: a family with a fault is refused, with the fault") {
  auto family = maker_o({1, 0}, {1, 1}, {1, 1}, {1, 1});
  family.recipes[0].outputs[0].size = 0;
  auto plan = plan_cuts(family);
  CHECK(plan.quality == Quality::refused);
  CHECK(plan.fault.find("made from itself") != std::string::npos);
  CHECK(what_if_cut(family, {{0, 1}}).quality == Quality::refused);
  CHECK(work_order_text(family, plan).find("no plan: a size") != std::string::npos);
  CHECK(work_order_csv(family, plan).empty());
}

// 6x12: 2 of its shortage to 3.5 at 11.00 each; 6x6: 4 of its shortage to 7 at 6.50.
TEST_CASE("cut cases: what a plan relieves, in money") {
  auto family = maker_o({0, 0}, {6, 20}, {0, 10}, {0, 20});
  CHECK_FALSE(plan_cuts(family).relieved_e4.has_value());
  family.sizes[2].price_e4 = 110'000;
  family.sizes[3].price_e4 = 65'000;
  CHECK(plan_cuts(family).relieved_e4 == 2 * 110'000 + 4 * 65'000);
}

TEST_CASE("cut cases: the work order on paper") {
  auto family = maker_o({1, 0}, {0, 20}, {0, 10}, {-1, 20});
  family.name = "=Maker O, \"amber\"";
  auto plan = what_if_cut(family, {{0, 1}, {5, 2}});
  CHECK(work_order_csv_header() + work_order_csv(family, plan) ==
        "family,family_name,line,recipe,cuts,source_sku,source_size,source_pieces,source_before,source_after,"
        "source_cover_before_days,source_cover_after_days,made_sku,made_size,made_pieces,made_before,made_"
        "after,"
        "made_cover_before_days,made_cover_after_days,why,quality\r\n"
        "O-1,\"'=Maker O, \"\"amber\"\"\",1,24x24 -> 4 of 12x12,1,S-24x24,24x24,1,1,0,,,"
        "S-12x12,12x12,4,0,4,0.0,73.0,off zero,given\r\n"
        "O-1,\"'=Maker O, \"\"amber\"\"\",2,12x12 -> 1 of 6x12 + 2 of 6x6,2,S-12x12,12x12,2,4,2,73.0,36.5,"
        "S-6x12,6x12,2,0,2,0.0,73.0,off zero,given\r\n"
        "O-1,\"'=Maker O, \"\"amber\"\"\",2,12x12 -> 1 of 6x12 + 2 of 6x6,2,S-12x12,12x12,2,4,2,73.0,36.5,"
        "S-6x6,6x6,4,-1,3,0.0,54.8,off zero,given\r\n");
  CHECK(work_order_text(family, plan) ==
        "=Maker O, \"amber\"\n"
        "   1. [ ] cut 1 x 24x24 -> 4 of 12x12\n"
        "          +4 12x12: off zero\n"
        "   2. [ ] cut 2 x 12x12 -> 1 of 6x12 + 2 of 6x6\n"
        "          +2 6x12: off zero\n"
        "          +4 6x6: off zero\n"
        "  size      stock     after       cover       after  sku\n"
        "  24x24         1         0    no sales    no sales  S-24x24\n"
        "  12x12         0         2       0.0 d      36.5 d  S-12x12\n"
        "  6x12          0         2       0.0 d      73.0 d  S-6x12\n"
        "  6x6          -1         3       0.0 d      54.8 d  S-6x6\n"
        "  - 12x12 stays below its minimum of 4: buy it\n"
        "  - 6x6 stays below its minimum of 4: buy it\n"
        "  3 cuts; given\n");
  CHECK(quantity_text(-2'050) == "-2.05");
  CHECK(quantity_text(700) == "0.7");
}
