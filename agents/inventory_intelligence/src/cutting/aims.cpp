#include "cutting/aims.hpp"

#include <algorithm>
#include <bit>

#include "cutting/cover.hpp"

namespace garden::inventory::cutting {
namespace {
bool above(const Net& a, const Net& b) {
  for (std::size_t i = 0; i < sizes_max; ++i)
    if (a[i] < b[i]) return false;
  return true;
}
constexpr std::size_t states_max = 512;  // orders of sizes with equal covers; beyond, the rest is left open
}  // namespace

Aims::Aims(const Program& program, Search& search, Budget& budget, const std::vector<Counts>& known)
    : program_(program), search_(search), budget_(budget), question_nodes_(budget.nodes_left() / 10) {
  for (const auto& counts : known) witnesses_.push_back({program.net_of(counts), counts});
}

bool Aims::possible(const Net& low) {
  // Refusals first: an answer once given, for want of budget too, must not change while halves are searched.
  for (const auto& net : refused_)
    if (above(low, net)) return false;
  for (const auto& witness : witnesses_)
    if (above(witness.net, low)) return true;
  auto answer = search_.feasible(low, budget_, question_nodes_);
  if (answer == Search::Answer::yes)
    witnesses_.push_back({program_.net_of(search_.found()), search_.found()});
  if (answer != Search::Answer::yes) refused_.push_back(low);
  if (answer == Search::Answer::unknown) complete_ = false;
  return answer == Search::Answer::yes;
}

std::vector<Net> Aims::best() { return shortest_first(shortest_first(off_zero(), minimum_m), target_m); }

std::vector<Net> Aims::off_zero() {
  Net floor{};
  unsigned zeros = 0;
  for (std::size_t i = 0; i < program_.sizes.size(); ++i) {
    floor[i] = program_.sizes[i].floor_net;
    if (program_.sizes[i].aimed && program_.size(i).stock_m <= 0) zeros |= 1U << i;
  }
  std::vector<Net> lows;
  for (int together = std::popcount(zeros); together >= 0 && lows.empty(); --together) {
    for (unsigned set = zeros;; set = (set - 1) & zeros) {
      if (std::popcount(set) == together) {
        auto low = floor;
        for (std::size_t i = 0; i < program_.sizes.size(); ++i)
          if ((set >> i & 1U) != 0) low[i] = program_.net_for(i, 1);
        if (possible(low)) lows.push_back(low);
      }
      if (set == 0) break;
    }
  }
  return lows;
}

Net Aims::at_cover(const State& state, Threshold threshold, std::int64_t cover_md) const {
  auto low = state.low;
  for (std::size_t i = 0; i < program_.sizes.size(); ++i) {
    if (!open(state, i)) continue;
    const auto& size = program_.size(i);
    auto stock = std::min(threshold(size), stock_for_cover_m(size, cover_md));
    low[i] = std::max(low[i], program_.net_for(i, stock));
  }
  return low;
}

void Aims::raise(State& state, Threshold threshold) {
  // Between a cover that surely can be had and one at which all are at their threshold.
  std::int64_t sure = 0, all = 0;
  bool first = true;
  for (std::size_t i = 0; i < program_.sizes.size(); ++i) {
    if (!open(state, i)) continue;
    const auto& size = program_.size(i);
    auto cover = cutting::cover_md(size, program_.stock_after_m(i, state.low[i]));
    sure = first ? cover : std::min(sure, cover);
    all = std::max(all, cutting::cover_md(size, threshold(size)));
    first = false;
  }
  state.raised = at_cover(state, threshold, all);
  state.reached = first || possible(state.raised);
  if (state.reached) return;
  while (sure + 1 < all) {
    auto middle = sure + (all - sure) / 2;
    if (possible(at_cover(state, threshold, middle))) {
      sure = middle;
    } else {
      all = middle;
    }
  }
  state.cover_md = sure;
  state.raised = at_cover(state, threshold, sure);
}

void Aims::set_aside(const State& state, Threshold threshold, std::vector<State>& next) {
  std::vector<std::size_t> candidates;
  for (std::size_t i = 0; i < program_.sizes.size(); ++i) {
    if (!open(state, i)) continue;
    const auto& size = program_.size(i);
    auto stock = program_.stock_after_m(i, state.raised[i]);
    if (stock >= threshold(size) || cutting::cover_md(size, stock) > state.cover_md) continue;
    candidates.push_back(i);
  }
  for (auto i : candidates) {
    auto more = state.raised;
    more[i] += 1;
    if (candidates.size() == 1 || !possible(more)) {
      candidates = {i};
      break;
    }
  }
  for (auto i : candidates) {
    State following;
    following.low = state.raised;
    following.aside = state.aside | 1U << i;
    bool known = std::any_of(next.begin(), next.end(), [&](const State& other) {
      return other.aside == following.aside && other.low == following.low;
    });
    if (known) continue;
    if (next.size() < states_max) {
      next.push_back(following);
    } else {
      complete_ = false;
    }
  }
}

std::vector<Net> Aims::shortest_first(const std::vector<Net>& lows, Threshold threshold) {
  std::vector<State> states;
  for (const auto& low : lows) {
    State state;
    state.low = low;
    states.push_back(state);
  }
  for (;;) {
    for (auto& state : states) raise(state, threshold);
    bool reached =
        std::any_of(states.begin(), states.end(), [](const State& state) { return state.reached; });
    std::int64_t best = states.front().cover_md;
    for (const auto& state : states) best = std::max(best, state.cover_md);
    std::vector<State> next;
    std::vector<Net> done;
    for (const auto& state : states) {
      if (reached) {
        bool known = std::find(done.begin(), done.end(), state.raised) != done.end();
        if (state.reached && !known) done.push_back(state.raised);
      } else if (state.cover_md == best) {
        set_aside(state, threshold, next);
      }
    }
    if (reached) return done;
    states = std::move(next);
  }
}

}  // namespace garden::inventory::cutting
