// Prices: the least that the open cuts must still cost, by linear programming's duality.
//
// Give every size a price u_i >= 0 such that no open cut creates more value than it costs:
// sum(n_ro u_o) - takes_r u_from <= cost_r. Then whatever is cut, it costs at least the value of what is
// short less the value of what is spare: sum u_i short_i - sum u_i spare_i. Good prices depend on what is
// scarce, so for the set of sizes that are short several are made: for every set of sources that are thought
// plentiful (price 0), the short sizes get the highest price that those sources allow, and every other source
// the lowest that is then possible. For a family of four sizes these are at most eight. They are made when
// first asked for. Threads: one owner.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "cutting/program.hpp"

namespace garden::inventory::cutting {

class Prices {
 public:
  // `costs`: of each cut, once.
  Prices(const Program& program, std::vector<double> costs);

  // At depth d the cuts d, d+1, ... are open; `spare` is below zero where a size is short.
  double least_cost(std::size_t depth, const Net& spare);

 private:
  using Price = std::array<double, sizes_max>;
  struct Made {
    bool made = false;
    std::vector<Price> prices;
  };
  void make(std::size_t depth, unsigned shorts, std::vector<Price>& prices) const;
  Price price(std::size_t depth, unsigned shorts, unsigned plentiful) const;
  bool holds(std::size_t depth, const Price& price) const;
  double value_made(std::size_t cut, const Price& price) const;

  const Program& program_;
  std::vector<double> costs_;
  std::vector<Made> made_;  // by depth and set of short sizes
};

}  // namespace garden::inventory::cutting
