// From counts to what people read: lines, sizes, violations and notes of a plan. Threads: pure function.
#pragma once
#include "cutting/plan.hpp"
#include "cutting/program.hpp"

namespace garden::inventory::cutting {

CutPlan report(const Program& program, const Counts& counts, Quality quality, const PlanLimits& limits);

}  // namespace garden::inventory::cutting
