// What can be said about all ways to go on, without trying them: the bounds of the branch and bound.
//
// The search decides the cuts one by one, sources first. At depth d the cuts d, d+1, ... are open. Three
// bounds, each computed once for every depth and read at every node:
//  worth: give each size of a set T a worth (how many smallest pieces it can become) and every other size
//  what it
//    can become of T by open cuts: w_i = max over open cuts r of i of sum(n_ro w_o) / takes_r, at least its
//    own worth if it is in T. No open cut then raises the sum of w_i x pieces_i, so that the shortages of T
//    cannot be met unless sum over short of w_i short_i <= sum over others of w_i spare_i. (Linear
//    programming's duality; T runs over all sets of sizes that are short.)
//  most: no open cut gives more of a size than most_i: at least max short_i / most_i cuts are needed.
//  steps: the fewest open cuts that together make every size that is short.
//  part: with part_i = 1 / max over open r of (n_ri x outputs of r), a cut mends at most 1 of sum short_i
//  part_i.
// Threads: built once, read by anyone.
#pragma once
#include <cstdint>
#include <vector>

#include "cutting/program.hpp"

namespace garden::inventory::cutting {

class Bounds {
 public:
  explicit Bounds(const Program& program);

  // `spare` is how many pieces each size has above what is wanted of it; below zero it is short.
  bool hopeless(std::size_t depth, const Net& spare) const;
  // Cuts, and different cuts, that are needed at least; 0 when nothing is short. Asked where it is not
  // hopeless.
  std::int64_t cuts_needed(std::size_t depth, const Net& spare) const;
  std::int64_t steps_needed(std::size_t depth, const Net& spare) const;

 private:
  double* worth_at(std::size_t depth, std::size_t set) { return &worth_[(depth * sets_ + set) * sizes_]; }
  const double* worth_at(std::size_t depth, std::size_t set) const {
    return &worth_[(depth * sets_ + set) * sizes_];
  }
  void fill_steps(const Program& program, std::size_t depth);
  void fill_worth(const Program& program, std::size_t depth, std::size_t set, const std::vector<double>& own);

  std::size_t sizes_, sets_;
  std::vector<double> worth_;
  std::vector<std::array<std::int64_t, sizes_max>> most_;  // by depth
  std::vector<std::array<double, sizes_max>> part_;
  std::vector<std::uint8_t> steps_;  // by depth and set of short sizes
};

}  // namespace garden::inventory::cutting
