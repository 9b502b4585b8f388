#include "cutting/search.hpp"

#include <algorithm>
#include <cmath>

#include "cutting/cover.hpp"

namespace garden::inventory::cutting {

namespace {
// What a cut costs in one member of Labour, before anything is free.
std::vector<double> costs_of(const Program& program, bool popular_only) {
  std::vector<double> costs;
  for (const auto& cut : program.cuts) {
    bool counts = !popular_only || (cut.needless && program.size(cut.from).rule.popular);
    costs.push_back(counts ? static_cast<double>(cut.takes) : 0);
  }
  return costs;
}
}  // namespace

Search::Search(const Program& program, std::optional<std::int64_t> cuts_max)
    : program_(program),
      bounds_(program),
      cut_prices_(program, std::vector<double>(program.cuts.size(), 1)),
      piece_prices_(program, costs_of(program, false)),
      popular_prices_(program, costs_of(program, true)),
      cuts_max_(cuts_max) {
  for (std::size_t i = program.sizes.size(); i-- > 0;) {
    spare_after_[i] = spare_after_[i + 1] + program.sizes[i].spare_pieces;
    free_after_[i] = free_after_[i + 1] + (program.size(i).rule.popular ? program.sizes[i].free_pieces : 0);
  }
}

Search::Answer Search::feasible(const Net& low, Budget& budget, std::int64_t nodes_max) {
  begin(low, budget);
  stop_at_nodes_ = budget.nodes() + nodes_max;
  first_only_ = true;
  descend(0);
  if (any_) return Answer::yes;
  return exhausted_ ? Answer::unknown : Answer::no;
}

bool Search::improve(const Net& low, Labour& best, Counts& counts, Budget& budget) {
  begin(low, budget);
  first_only_ = false;
  best_ = best;
  descend(0);
  if (any_) {
    best = best_;
    counts = found_;
  }
  return !exhausted_;
}

void Search::begin(const Net& low, Budget& budget) {
  budget_ = &budget;
  stop_at_nodes_ = std::numeric_limits<std::int64_t>::max();
  exhausted_ = any_ = false;
  counts_ = {};
  useful_ = {};
  spare_ = {};
  for (std::size_t i = 0; i < program_.sizes.size(); ++i) spare_[i] = -low[i];
  // From the last cut back: what an output can be wanted for is known when all cuts from it are.
  Net wanted{};
  for (std::size_t i = program_.sizes.size(); i-- > 0;) {
    wanted[i] = low[i];
    for (auto c = program_.sizes[i].cuts_begin; c < program_.sizes[i].cuts_end; ++c) {
      for (const auto& output : program_.cuts[c].outputs)
        useful_[c] =
            std::max(useful_[c], divide_up(std::max<std::int64_t>(0, wanted[output.size]), output.count));
      useful_[c] = std::min(useful_[c], pieces_max);
      wanted[i] += program_.cuts[c].takes * useful_[c];
    }
  }
}

void Search::change(std::size_t depth, std::int64_t difference) {
  const auto& cut = program_.cuts[depth];
  counts_[depth] += difference;
  spare_[cut.from] -= cut.takes * difference;
  for (const auto& output : cut.outputs) spare_[output.size] += output.count * difference;
}

std::int64_t Search::least_of(Prices& prices, std::size_t depth) {
  return static_cast<std::int64_t>(std::ceil(prices.least_cost(depth, spare_) - 1e-6));
}

// What the cuts so far cost and all ways to go on will cost at least.
Labour Search::least_labour(std::size_t depth) {
  if (depth == program_.cuts.size()) return settled_[program_.sizes.size()];
  auto from = program_.cuts[depth].from;
  auto labour = program_.labour_of(from, counts_);
  std::int64_t taken = 0, needless = 0;
  for (auto c = program_.sizes[from].cuts_begin; c < depth; ++c) {
    taken += counts_[c] * program_.cuts[c].takes;
    if (program_.cuts[c].needless && program_.size(from).rule.popular)
      needless += counts_[c] * program_.cuts[c].takes;
  }
  labour.cuts += std::max(bounds_.cuts_needed(depth, spare_), least_of(cut_prices_, depth));
  labour.distinct_steps += bounds_.steps_needed(depth, spare_);
  labour.scarce_pieces =
      std::max(labour.scarce_pieces, taken + least_of(piece_prices_, depth) - spare_after_[from]);
  labour.popular_pieces =
      std::max(labour.popular_pieces, needless + least_of(popular_prices_, depth) - free_after_[from]);
  return settled_[from] + labour;
}

bool Search::too_dear(std::size_t depth) {
  if (first_only_ && !cuts_max_) return false;
  auto labour = least_labour(depth);
  if (cuts_max_ && labour.cuts > *cuts_max_) return true;
  return !first_only_ && labour >= best_;
}

std::int64_t Search::least_count(std::size_t depth) const {
  std::int64_t least = 0;
  for (const auto& output : program_.cuts[depth].outputs) {
    if (spare_[output.size] >= 0) continue;
    bool last = true;
    for (auto later = depth + 1; later < program_.cuts.size() && last; ++later)
      for (const auto& other : program_.cuts[later].outputs) last = last && other.size != output.size;
    if (last) least = std::max(least, divide_up(-spare_[output.size], output.count));
  }
  return least;
}

std::int64_t Search::most_count(std::size_t depth) const {
  const auto& cut = program_.cuts[depth];
  auto most = std::min(useful_[depth], spare_[cut.from] / cut.takes);
  if (program_.size(cut.from).booked_in_pairs) {
    if (cut.uncut) most = std::min(most, program_.uncut_left(cut.from, counts_));
    // Each further uncut sheet that is split gives two loose pieces.
    if (cut.loose) {
      auto loose = program_.sizes[cut.from].loose + 2 * program_.sizes[cut.from].uncut;
      for (auto c = program_.sizes[cut.from].cuts_begin; c < program_.sizes[cut.from].cuts_end; ++c)
        loose -= counts_[c] * program_.cuts[c].takes;
      most = std::min(most, loose / cut.takes);
    }
  }
  return most;
}

bool Search::descend(std::size_t depth) {
  if (budget_->nodes() >= stop_at_nodes_ || !budget_->spend()) {
    exhausted_ = true;
    return false;
  }
  // The sizes between the last source and this one are settled: nothing makes or takes them any more.
  auto from = depth == 0 ? 0 : program_.cuts[depth - 1].from;
  auto to = depth == program_.cuts.size() ? program_.sizes.size() : program_.cuts[depth].from;
  if (depth == 0) settled_[0] = {};
  for (auto i = from; i < to; ++i) settled_[i + 1] = settled_[i] + program_.labour_of(i, counts_);
  if (bounds_.hopeless(depth, spare_) || too_dear(depth)) return true;
  if (depth == program_.cuts.size()) {  // not hopeless with no cut left: nothing is short
    any_ = true;
    found_ = counts_;
    best_ = settled_[program_.sizes.size()];
    return !first_only_;
  }
  return decide(depth, least_count(depth), most_count(depth));
}

bool Search::decide(std::size_t depth, std::int64_t least, std::int64_t most) {
  if (least > most) return true;
  bool go_on = true;
  change(depth, least);
  for (auto count = least; count <= most && go_on; ++count) {
    go_on = descend(depth + 1);
    if (count == most || !go_on) break;
    change(depth, 1);
  }
  change(depth, -counts_[depth]);
  return go_on;
}

}  // namespace garden::inventory::cutting
