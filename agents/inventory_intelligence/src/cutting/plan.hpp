// The cut plan of a family: which recipes to do how often, proved best or the best that was found.
//
// plan_cuts searches all counts of all recipes by branch and bound (decisions and proofs: search.hpp,
// aims.hpp) for the best Score (score.hpp) under the constraints of the shop's domain page, section 3: pieces
// are conserved; a source does not fall below its own minimum (one that may be emptied: not below zero); a
// recipe for an uncut sheet takes an uncut sheet, never two loose halves; larger sizes only become smaller
// ones. Pieces made by one step may be cut by a later one. what_if_cut does a person's proposal instead, and
// says what it would break. Deterministic for the same family as long as the node limit, not the clock, ends
// a search. Threads: pure functions; the clock is called on the caller's thread.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cutting/score.hpp"

namespace garden::inventory::cutting {

struct PlanLimits {
  std::int64_t nodes_max = 1'500'000;  // of the search; the bound that keeps a plan reproducible
  std::int64_t time_ms_max = 200;
  std::function<std::int64_t()> now_ms;  // any steady clock; without one the nodes alone bound the search
  std::optional<std::int64_t> cuts_max;  // what the warehouse can do; all splits count
};

enum class Quality {
  optimal,     // no plan within the constraints has a better score
  best_found,  // the search was ended by a limit; never worse than the greedy rule (greedy.hpp)
  given,       // a person's proposal
  refused,     // the family has a fault
};

enum class Why {
  off_zero,        // the size was at or below zero, and is not any more
  to_minimum,      // it was below its minimum, and is not any more
  toward_minimum,  // it was below its minimum, and still is
  to_target,
  toward_target,
  cut_on,     // made to be cut again by a later line
  byproduct,  // comes along
  split,      // an uncut sheet made into two loose pieces; no count changes
};

// One size over one line.
struct LineSize {
  std::size_t size = 0;
  std::int64_t pieces = 0;  // taken or made by the line
  std::int64_t before_m = 0, after_m = 0;
  std::optional<double> before_days, after_days;  // cover_days (cover.hpp)
  Why why = Why::byproduct;                       // of an output, by what the whole plan does for it
};

// A line of the work order. Lines are in the order of the work: what is made is there before it is cut.
struct WorkLine {
  std::optional<std::size_t> recipe;  // none: a split of uncut sheets of `source`
  std::int64_t count = 0;             // cuts
  LineSize source;
  std::vector<LineSize> made;
};

// One size over the whole plan.
struct SizeOutcome {
  std::size_t size = 0;
  std::int64_t before_m = 0, after_m = 0, made = 0, taken = 0;
  std::optional<double> before_days, after_days;
  // Of a size booked in pairs, where the count alone cannot tell them apart.
  std::optional<std::int64_t> uncut_before, uncut_after, loose_before, loose_after;
};

enum class Breach {
  unknown_recipe,
  bad_count,      // negative, or more than there can be
  not_enough,     // more pieces than there are, those the plan makes included
  no_uncut,       // more uncut sheets than there are
  below_minimum,  // a source falls below its own minimum or reserve
  popular,        // a popular size cut down without need: a warning, not forbidden
  too_many_cuts,  // more than cuts_max
};

struct Violation {
  Breach breach;
  std::optional<std::size_t> size;    // of Family::sizes
  std::optional<std::size_t> recipe;  // of Family::recipes
  std::string text;                   // one sentence with the numbers
};

struct CutPlan {
  Quality quality = Quality::refused;
  std::string fault;        // why it was refused
  std::vector<Step> steps;  // counts above zero, in the order of the work
  std::vector<WorkLine> lines;
  std::vector<SizeOutcome> sizes;     // in the family's order
  std::vector<Violation> violations;  // of plan_cuts: none but Breach::popular
  std::vector<std::string> notes;     // what a reader would ask next, a sentence each
  Score before, after;
  std::int64_t nodes = 0;  // of the search
  // Price times the pieces by which shortages to target shrink: for ranking families. None if a price is
  // unknown.
  std::optional<std::int64_t> relieved_e4;
};

CutPlan plan_cuts(const Family& family, const PlanLimits& limits = {});
// Counts of one recipe are added up. A proposal that cannot be done is still counted through, and says so.
CutPlan what_if_cut(const Family& family, const std::vector<Step>& proposal, const PlanLimits& limits = {});

}  // namespace garden::inventory::cutting
