#include "cutting/greedy.hpp"

#include <algorithm>

#include "cutting/cover.hpp"
#include "cutting/program.hpp"

namespace garden::inventory::cutting {
namespace {
// How often the cut may be done on top of the counts without breaking a constraint.
std::int64_t allowed_times(const Program& program, std::size_t cut, Counts counts, std::int64_t wanted,
                           std::optional<std::int64_t> cuts_max) {
  auto fits = [&](std::int64_t times) {
    auto tried = counts;
    tried[cut] += times;
    return program.allowed(tried) && (!cuts_max || program.labour_of(tried).cuts <= *cuts_max);
  };
  std::int64_t low = 0, high = wanted;
  while (low < high) {  // cuts only take from their source, so what fits fits in smaller numbers
    auto middle = high - (high - low) / 2;
    if (fits(middle)) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

// What one cut gives of the size.
std::int64_t yield(const ProgramCut& cut, std::size_t size) {
  for (const auto& output : cut.outputs)
    if (output.size == size) return output.count;
  return 0;
}

void fill(const Program& program, std::size_t wanted, Counts& counts, std::optional<std::int64_t> cuts_max) {
  for (std::size_t source = 0; source < wanted; ++source) {
    const auto& own = program.sizes[source];
    std::size_t best = own.cuts_end;
    for (auto c = own.cuts_begin; c < own.cuts_end; ++c)
      if (yield(program.cuts[c], wanted) > (best == own.cuts_end ? 0 : yield(program.cuts[best], wanted)))
        best = c;
    if (best == own.cuts_end) continue;
    auto missing = program.net_for(wanted, target_m(program.size(wanted))) - program.net_of(counts)[wanted];
    if (missing <= 0) return;
    auto times = divide_up(missing, yield(program.cuts[best], wanted));
    counts[best] += allowed_times(program, best, counts, times, cuts_max);
  }
}
}  // namespace

std::vector<Step> greedy_cuts(const Family& family, std::optional<std::int64_t> cuts_max) {
  Program program(family);
  std::vector<std::size_t> needy;
  for (std::size_t i = 0; i < program.sizes.size(); ++i)
    if (program.sizes[i].aimed && program.size(i).stock_m < target_m(program.size(i))) needy.push_back(i);
  std::stable_sort(needy.begin(), needy.end(), [&](std::size_t a, std::size_t b) {
    return cover_md(program.size(a), program.size(a).stock_m) <
           cover_md(program.size(b), program.size(b).stock_m);
  });
  Counts counts{};
  for (auto size : needy) fill(program, size, counts, cuts_max);
  return program.steps_of(counts);
}

}  // namespace garden::inventory::cutting
