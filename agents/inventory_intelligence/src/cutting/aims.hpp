// Aims 1 and 2 as lower bounds: the best that any plan can do for the covers of a family, without counting
// cuts.
//
// Both aims only get better when more is left of a size, so what an aim asks for can be written as "leave at
// least this much of every size" (a Net), and the set of all plans that do best by aims 1 and 2 is the set of
// plans above one of a few such vectors. They are found like this:
//  1. off zero: of the sizes at or below zero, the largest sets that can be brought above it together;
//  2. to the minimum, then to the target: the shortest cover that no plan can avoid is the largest t for
//  which
//     all sizes can be left with cover t or at their threshold (a search by halves over t, each step one
//     question to Search). In every best plan some size has exactly that cover. If one cannot have more while
//     the others have t, it is that one; else each size that may be it is followed. It is set aside, and the
//     next shortest cover of the others is sought, until all others reach their threshold.
// A question that the budget leaves open counts as "no": the answer stays a plan within the constraints, and
// complete() is false. Threads: one owner.
#pragma once
#include <vector>

#include "cutting/search.hpp"

namespace garden::inventory::cutting {

struct Witness {
  Net net;
  Counts counts;
};

class Aims {
 public:
  // `known` are plans within the constraints: they save questions.
  Aims(const Program& program, Search& search, Budget& budget, const std::vector<Counts>& known);

  // All plans above one of these, and only they, do best by aims 1 and 2 (if complete()). None is empty: some
  // witness is above each.
  std::vector<Net> best();
  bool complete() const { return complete_; }
  const std::vector<Witness>& witnesses() const { return witnesses_; }

 private:
  struct State {
    Net low{};
    unsigned aside = 0;         // sizes whose place in the list of covers is found
    std::int64_t cover_md = 0;  // the shortest of the others
    Net raised{};               // what leaves them so much
    bool reached = false;       // all others can be at their threshold
  };
  using Threshold = std::int64_t (*)(const Size&);

  bool possible(const Net& low);
  std::vector<Net> off_zero();
  std::vector<Net> shortest_first(const std::vector<Net>& lows, Threshold threshold);
  void raise(State& state, Threshold threshold);
  void set_aside(const State& state, Threshold threshold, std::vector<State>& next);
  Net at_cover(const State& state, Threshold threshold, std::int64_t cover_md) const;
  bool open(const State& state, std::size_t size) const {
    return program_.sizes[size].aimed && (state.aside >> size & 1U) == 0;
  }

  const Program& program_;
  Search& search_;
  Budget& budget_;
  std::vector<Witness> witnesses_;
  std::vector<Net> refused_;  // proven impossible, or left open by the budget
  std::int64_t question_nodes_;
  bool complete_ = true;
};

}  // namespace garden::inventory::cutting
