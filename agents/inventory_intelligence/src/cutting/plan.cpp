#include "cutting/plan.hpp"

#include <algorithm>

#include "cutting/aims.hpp"
#include "cutting/cover.hpp"
#include "cutting/greedy.hpp"
#include "cutting/report.hpp"

namespace garden::inventory::cutting {
namespace {
bool above(const Net& net, const Net& low) {
  for (std::size_t i = 0; i < sizes_max; ++i)
    if (net[i] < low[i]) return false;
  return true;
}

// Leaves out every cut that `low` does not need, the cuts of the largest sheets first.
Counts without_idle_cuts(const Program& program, Counts counts, const Net& low) {
  for (std::size_t c = 0; c < program.cuts.size(); ++c) {
    auto net = program.net_of(counts);
    auto idle = counts[c];
    for (const auto& output : program.cuts[c].outputs)
      idle = std::min(idle, (net[output.size] - low[output.size]) / output.count);
    counts[c] -= std::max<std::int64_t>(0, idle);
  }
  return counts;
}

struct Found {
  Counts counts{};
  bool optimal = false;
};

// The cheapest plan above one of `lows`; at least one witness is above each.
Found cheapest(const Program& program, Search& search, const std::vector<Net>& lows,
               const std::vector<Witness>& witnesses, Budget& budget) {
  Found found;
  Labour best;
  bool any = false;
  for (const auto& witness : witnesses)
    for (const auto& low : lows) {
      if (!above(witness.net, low)) continue;
      auto counts = without_idle_cuts(program, witness.counts, low);
      auto labour = program.labour_of(counts);
      if (any && labour >= best) continue;
      any = true;
      best = labour;
      found.counts = counts;
    }
  found.optimal = true;
  for (const auto& low : lows)
    if (!search.improve(low, best, found.counts, budget)) found.optimal = false;
  return found;
}

Found search_all(const Program& program, const Counts& greedy, const PlanLimits& limits,
                 std::int64_t& nodes) {
  // The aims may use four fifths: what is left makes the plan cheap.
  Budget budget(limits.nodes_max / 5 * 4, limits.time_ms_max * 4 / 5, limits.now_ms);
  Search search(program, limits.cuts_max);
  Aims aims(program, search, budget, {Counts{}, greedy});
  auto lows = aims.best();
  budget.extend(limits.nodes_max, limits.time_ms_max);
  auto found = cheapest(program, search, lows, aims.witnesses(), budget);
  found.optimal = found.optimal && aims.complete();
  nodes = budget.nodes();
  if (!found.optimal && compare(program.score_of(greedy), program.score_of(found.counts)) < 0)
    found.counts = greedy;
  return found;
}

CutPlan refused(const std::string& fault) {
  CutPlan plan;
  plan.fault = fault;
  return plan;
}
}  // namespace

CutPlan plan_cuts(const Family& family, const PlanLimits& limits) {
  if (auto fault = fault_of(family); !fault.empty()) return refused(fault);
  Program program(family);
  std::int64_t nodes = 0;
  auto found = search_all(program, program.counts_of(greedy_cuts(family, limits.cuts_max)), limits, nodes);
  auto plan = report(program, found.counts, found.optimal ? Quality::optimal : Quality::best_found, limits);
  plan.nodes = nodes;
  return plan;
}

CutPlan what_if_cut(const Family& family, const std::vector<Step>& proposal, const PlanLimits& limits) {
  if (auto fault = fault_of(family); !fault.empty()) return refused(fault);
  Program program(family);
  std::vector<Violation> bad;
  std::vector<Step> steps;
  for (const auto& step : proposal) {
    if (step.recipe >= family.recipes.size()) {
      bad.push_back(
          {Breach::unknown_recipe, {}, {}, "the family has no recipe " + std::to_string(step.recipe)});
    } else if (step.count < 0 || step.count > pieces_max) {
      bad.push_back({Breach::bad_count,
                     {},
                     step.recipe,
                     family.recipes[step.recipe].name + ": " + std::to_string(step.count) +
                         " is no number of cuts; this line was left out"});
    } else {
      steps.push_back(step);
    }
  }
  auto plan = report(program, program.counts_of(steps), Quality::given, limits);
  plan.violations.insert(plan.violations.begin(), bad.begin(), bad.end());
  return plan;
}

}  // namespace garden::inventory::cutting
