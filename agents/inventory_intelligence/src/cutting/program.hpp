// A family prepared for the search: whole pieces instead of stocks and covers, sources before what they make.
//
// Sizes are renumbered in the order of the work, so that whoever walks the cuts from the first to the last
// knows everything that is made of a size before it comes to cut it. A size's state is its net change in
// pieces (made - taken); `low` bounds are lower bounds on it: the constraints are one such vector
// (floor_net), and so is whatever an aim asks for (aims.hpp). Threads: built once, read by anyone.
#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "cutting/score.hpp"

namespace garden::inventory::cutting {

using Net = std::array<std::int64_t, sizes_max>;       // by Program size; unused places are 0
using Counts = std::array<std::int64_t, recipes_max>;  // by Program cut; unused places are 0
constexpr std::int64_t pieces_max = 1'000'000;         // what a count is cut off at

struct ProgramSize {
  std::size_t place = 0;  // in Family::sizes
  bool aimed = false;     // it has demand and is an aim of the plan
  std::int64_t floor_net = 0;
  std::int64_t own_pieces = 0;        // whole pieces of its stock
  std::int64_t spare_pieces = 0;      // of these above the overstock line
  std::int64_t free_pieces = 0;       // of a popular size, above free_days; of any other no limit
  std::int64_t uncut = 0, loose = 0;  // what its stock is, if booked in pairs
  std::size_t cuts_begin = 0, cuts_end = 0;
};

struct ProgramCut {
  std::size_t place = 0;  // in Family::recipes
  std::size_t from = 0;
  std::int64_t takes = 1;
  bool uncut = false;
  bool loose = false;                 // cuts a loose piece of a size booked in pairs
  bool needless = false;              // makes nothing that sells faster than its source and is short
  std::vector<RecipeOutput> outputs;  // Program sizes
};

struct Program {
  explicit Program(const Family& sound_family);

  const Size& size(std::size_t index) const { return family->sizes[sizes[index].place]; }
  Net net_of(const Counts& counts) const;
  // The net change that brings the size to this stock at least.
  std::int64_t net_for(std::size_t index, std::int64_t stock_m) const;
  std::int64_t stock_after_m(std::size_t index, std::int64_t net) const {
    return size(index).stock_m + 1000 * net;
  }
  // Uncut sheets that must be split so that the loose cuts have their pieces.
  std::int64_t splits(std::size_t index, const Counts& counts) const;
  std::int64_t uncut_left(std::size_t index, const Counts& counts) const;
  std::int64_t taken(std::size_t index, const Counts& counts) const;
  // What the cuts of one size cost; a plan costs the sum of its sizes. Monotone in the counts.
  Labour labour_of(std::size_t index, const Counts& counts) const;
  Labour labour_of(const Counts& counts) const;
  Score score_of(const Counts& counts) const;
  // Within all constraints but cuts_max.
  bool allowed(const Counts& counts) const;

  Counts counts_of(const std::vector<Step>& steps) const;
  std::vector<Step> steps_of(const Counts& counts) const;

  const Family* family;  // of the caller, outlives this
  std::vector<ProgramSize> sizes;
  std::vector<ProgramCut> cuts;  // by source
};

Labour operator+(const Labour& a, const Labour& b);

}  // namespace garden::inventory::cutting
