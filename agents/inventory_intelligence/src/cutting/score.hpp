// How good a plan is: the shop's three aims, in strict order, as one value that is compared from the top.
//
// Aims and constraints are those of the shop's domain page, section 3 ("Cutting"); with s_i the stock of size
// i after the plan, v_i its velocity, c_i = s_i / v_i:
//  1. "get products off zero": least  Z = #{ i : v_i > 0, s_i <= 0 };
//  2. "every size to its minimum, then its target, the shortest cover first": the ascending list of c_i over
//     { i : c_i < minimum_i } is made as good as it can be from its front (the shortest cover first; a size
//     that leaves the list counts as infinite), then the same over { i : c_i < target_i }; "popular sizes are
//     cut down only for a more popular target, or from more than a year's cover, or when nothing else helps":
//     least  P = sum over popular i of max(0, pieces cut for no faster-selling size in need
//     - pieces above free_days), after aims 1 and 2, because "nothing else helps" means exactly that;
//     least number of sizes whose own stock is used up although they sell (only may_be_emptied ones can be);
//  3. "fewest operations (few cuts, few distinct steps), full sheets before half sheets, overstocked sources
//     first": least sum x_r, then least #{ r : x_r > 0 }, then fewest cuts of loose pieces of a size booked
//     in pairs, then fewest pieces taken from below the overstock line.
// A size that may_be_emptied is no part of aims 1 and 2. Splitting an uncut sheet is a cut like any other.
// Everything in aim 3 and between is monotone in the counts: leaving out a cut never makes it worse.
// Threads: plain values, pure functions.
#pragma once
#include <compare>
#include <cstdint>
#include <vector>

#include "cutting/model.hpp"

namespace garden::inventory::cutting {

// What a plan costs once aims 1 and 2 are settled; less is better, from the first member on.
struct Labour {
  std::int64_t popular_pieces = 0;  // P above
  std::int64_t emptied_sizes = 0;
  std::int64_t cuts = 0;
  std::int64_t distinct_steps = 0;
  std::int64_t loose_cuts = 0;
  std::int64_t scarce_pieces = 0;  // taken from below the overstock line
  auto operator<=>(const Labour&) const = default;
};

struct Score {
  std::int64_t sizes_at_zero = 0;
  std::vector<std::int64_t> below_minimum_md;  // covers, ascending, of the sizes below their minimum
  std::vector<std::int64_t> below_target_md;
  Labour labour;
  bool operator==(const Score&) const = default;
};

// Less is better. Lists are compared from the shortest cover on; an ended list is one with nothing left to
// mend.
std::strong_ordering compare(const Score& a, const Score& b);
std::strong_ordering compare_covers(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b);

// Of any counts, allowed or not; unknown recipes are left out. The family must be sound (fault_of).
Score score_of(const Family& family, const std::vector<Step>& steps);

}  // namespace garden::inventory::cutting
