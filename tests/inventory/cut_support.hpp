// Families for the tests of cutting: the two makers of the shop's domain page, and random ones from a seed.
// The yields and thresholds are those of its sections 2 and 3.
#pragma once
#include <random>
#include <string>
#include <vector>

#include "cutting/plan.hpp"

namespace cut_support {
using namespace garden::inventory::cutting;

inline Size sheet(std::string name, std::int64_t stock, std::int64_t sold, SizeRule rule) {
  Size size;
  size.name = std::move(name);
  size.sku = "S-" + size.name;
  size.stock_m = stock * 1000;
  size.sold_m = sold * 1000;
  size.rule = rule;
  return size;
}

inline SizeRule years(double minimum, double target, double over) {
  SizeRule rule;
  rule.minimum_days = minimum * 365;
  rule.target_days = target * 365;
  rule.overstock_days = over * 365;
  return rule;
}

struct Count {
  std::int64_t stock = 0, sold = 0;
};

// Maker O: 24x24, 12x12, 6x12, 6x6.
inline Family maker_o(Count full, Count square, Count half, Count quarter) {
  auto rule = years(.20, .35, .40), full_rule = rule;
  full_rule.may_be_emptied = true;
  Family family;
  family.id = "O-1";
  family.name = "Maker O, amber";
  family.sizes = {sheet("24x24", full.stock, full.sold, full_rule),
                  sheet("12x12", square.stock, square.sold, rule), sheet("6x12", half.stock, half.sold, rule),
                  sheet("6x6", quarter.stock, quarter.sold, rule)};
  family.recipes = {{"24x24 -> 4 of 12x12", 0, 1, false, {{1, 4}}},
                    {"24x24 -> 8 of 6x12", 0, 1, false, {{2, 8}}},
                    {"24x24 -> 16 of 6x6", 0, 1, false, {{3, 16}}},
                    {"12x12 -> 2 of 6x12", 1, 1, false, {{2, 2}}},
                    {"12x12 -> 4 of 6x6", 1, 1, false, {{3, 4}}},
                    {"12x12 -> 1 of 6x12 + 2 of 6x6", 1, 1, false, {{2, 1}, {3, 2}}},
                    {"6x12 -> 2 of 6x6", 2, 1, false, {{3, 2}}}};
  return family;
}

// Maker B: 17x20 (3 mm: a full sheet is booked as two), 10x10, 5x10, 5x5.
inline Family maker_b(bool three_mm, Count half, Count ten, Count strip, Count five) {
  auto rule = years(.25, .25, 3), popular = rule, half_rule = three_mm ? years(.40, .40, 3) : rule;
  popular.popular = true;
  Family family;
  family.id = "B-1";
  family.name = "Maker B, teal";
  family.thickness = three_mm ? "3mm" : "2mm";
  family.sizes = {sheet("17x20", half.stock, half.sold, half_rule),
                  sheet("10x10", ten.stock, ten.sold, popular), sheet("5x10", strip.stock, strip.sold, rule),
                  sheet("5x5", five.stock, five.sold, rule)};
  family.sizes[0].booked_in_pairs = three_mm;
  if (three_mm)
    family.recipes.push_back({"2 uncut 17x20 -> 6 of 10x10 + 2 of 5x10", 0, 2, true, {{1, 6}, {2, 2}}});
  family.recipes.push_back({"17x20 -> 2 of 10x10 + 2 of 5x10", 0, 1, false, {{1, 2}, {2, 2}}});
  family.recipes.push_back({"10x10 -> 2 of 5x10", 1, 1, false, {{2, 2}}});
  family.recipes.push_back({"10x10 -> 4 of 5x5", 1, 1, false, {{3, 4}}});
  family.recipes.push_back({"10x10 -> 1 of 5x10 + 2 of 5x5", 1, 1, false, {{2, 1}, {3, 2}}});
  family.recipes.push_back({"5x10 -> 2 of 5x5", 2, 1, false, {{3, 2}}});
  return family;
}

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  // Modulo, since the standard's distributions differ between libraries.
  std::int64_t upto(std::int64_t most) {
    return static_cast<std::int64_t>(engine_() % (static_cast<std::uint64_t>(most) + 1));
  }
  bool chance(int percent) { return upto(99) < percent; }

 private:
  std::mt19937_64 engine_;
};

// One of the two makers' families, or one of no maker's, with stocks up to `most` of the largest size and
// more of the smaller ones; sizes that do not sell, backlogs, fractions and reserves among them.
Family random_family(Dice& dice, std::int64_t most);

// By the definitions of score.hpp, written a second time in the plainest way: all keys, less is better.
std::vector<std::int64_t> plain_score(const Family& family, const std::vector<std::int64_t>& counts);
// Whether the counts keep the constraints, by walking the work order piece by piece.
bool plain_allowed(const Family& family, const std::vector<std::int64_t>& counts);
std::vector<std::int64_t> counts_of(const Family& family, const std::vector<Step>& steps);
// The best score of all counts there are; none if there are more than `plans_max`.
std::optional<std::vector<std::int64_t>> brute_force(const Family& family, std::int64_t plans_max,
                                                     std::optional<std::int64_t> cuts_max = {});
std::string described(const Family& family);

}  // namespace cut_support
