// Branch and bound over the counts of the cuts: is there a plan that leaves every size at least so much, and
// which of those costs least?
//
// All aims of a plan ask for lower bounds on what is left (aims.hpp), and all that comes after them only
// grows with the counts (score.hpp); so one search serves both. It decides the cuts in the order of the work
// and, at each, tries the counts from the least that may still do to the most that is of use:
//  - least: if no later cut makes a size that is short, this one must make what is missing;
//  - most: the source's spare pieces, and no more than what all outputs could be wanted for, by themselves
//  and by
//    everything that may be cut from them. A plan beyond that holds a cut that can be left out, and leaving
//    it out costs nothing (dominance);
//  - a node is left when Bounds call it hopeless, or when its cost so far plus the cuts that are still needed
//  is
//    no less than the best plan's, compared in the order of Labour.
// Of plans that cost the same the first found is kept: that with the fewest cuts of the largest sheets.
// Threads: one owner.
#pragma once
#include <optional>

#include "cutting/bounds.hpp"
#include "cutting/budget.hpp"
#include "cutting/prices.hpp"

namespace garden::inventory::cutting {

class Search {
 public:
  enum class Answer { yes, no, unknown };  // unknown: the budget ended it

  Search(const Program& program, std::optional<std::int64_t> cuts_max);

  // Whether some plan leaves every net change at `low` or above; on yes found() is one. One question may cost
  // `nodes_max` at most, so that a hard one leaves something for the others.
  Answer feasible(const Net& low, Budget& budget, std::int64_t nodes_max);
  // Looks for a plan above `low` that costs less than `best`, until there is none. True if the search was
  // complete; `best` and `counts` are replaced whenever it finds one.
  bool improve(const Net& low, Labour& best, Counts& counts, Budget& budget);

  const Counts& found() const { return found_; }

 private:
  void begin(const Net& low, Budget& budget);
  // False: stop everything, the first plan is found or the budget is spent.
  bool descend(std::size_t depth);
  bool decide(std::size_t depth, std::int64_t least, std::int64_t most);
  bool too_dear(std::size_t depth);
  Labour least_labour(std::size_t depth);
  std::int64_t least_of(Prices& prices, std::size_t depth);
  std::int64_t least_count(std::size_t depth) const;
  std::int64_t most_count(std::size_t depth) const;
  void change(std::size_t depth, std::int64_t difference);

  const Program& program_;
  Bounds bounds_;
  Prices cut_prices_, piece_prices_, popular_prices_;
  std::optional<std::int64_t> cuts_max_;
  Budget* budget_ = nullptr;  // of the call
  std::int64_t stop_at_nodes_ = 0;
  bool first_only_ = false, exhausted_ = false, any_ = false;
  Labour best_;
  Net spare_{};                                  // net change so far, less `low`
  Counts counts_{}, useful_{}, found_{};         // useful_: the most of each cut that can be of use
  std::array<Labour, sizes_max + 1> settled_{};  // cost of the sizes before
  // Of the sizes from here on: pieces that may be taken before they count in Labour.
  std::array<std::int64_t, sizes_max + 1> spare_after_{}, free_after_{};
};

}  // namespace garden::inventory::cutting
