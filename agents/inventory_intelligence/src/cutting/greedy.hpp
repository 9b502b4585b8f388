// The greedy rule: what the first system of this shop did, kept as the mark that a plan must never fall
// under.
//
// Sizes below their target, the shortest cover first; for each the largest source that may be cut, by the
// recipe that gives most of the wanted size, so many times as the shortage needs or the source allows; then
// the next source. One pass, nothing is taken back. It obeys the same constraints as a plan. Threads: pure
// function.
#pragma once
#include <optional>
#include <vector>

#include "cutting/model.hpp"

namespace garden::inventory::cutting {

// The family must be sound (fault_of).
std::vector<Step> greedy_cuts(const Family& family, std::optional<std::int64_t> cuts_max = {});

}  // namespace garden::inventory::cutting
