// Classes of worth: which products carry the shop (ABC). How steady they sell (XYZ) is in
// forecast/demand_class.hpp.
// Products are sorted by their worth of a year (revenue or margin), largest first, ties by id. A are
// those that begin below 80 % of the whole, so the one that crosses 80 % is A; B below 95 %; C the rest;
// U sold nothing (or lost money).
// A new product (under 60 days) that would be C or U is N instead: it has not had its year.
// Source: Pareto's rule as inventory practice has it (80/15/5). Sums are exact.
// Threads: pure functions, [any].
#pragma once
#include <optional>
#include <vector>

#include "stock/amounts.hpp"

namespace garden::inventory {

struct AbcItem {
  std::int64_t id = 0;
  std::int64_t worth = 0;       // any exact unit, the same for all (1e-4 or 1e-7 of money)
  std::optional<int> age_days;  // empty: unknown, counts as old
};

struct AbcLimits {
  int a_percent = 80;
  int b_percent = 95;
  int new_below_days = 60;
};

struct AbcLine {
  std::int64_t id = 0;
  std::int64_t worth = 0;
  char letter = 'U';
  double share_percent = 0;  // of all worth above zero
  double cum_percent = 0;    // this one included
};

// In order of worth.
std::vector<AbcLine> abc_of(std::vector<AbcItem> items, const AbcLimits& limits = {});

}  // namespace garden::inventory
