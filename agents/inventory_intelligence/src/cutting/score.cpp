#include "cutting/score.hpp"

#include <algorithm>

#include "cutting/program.hpp"

namespace garden::inventory::cutting {

std::strong_ordering compare_covers(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    if (a[i] != b[i]) return b[i] <=> a[i];  // the longer cover is better, and better is less
  return a.size() <=> b.size();
}

std::strong_ordering compare(const Score& a, const Score& b) {
  if (a.sizes_at_zero != b.sizes_at_zero) return a.sizes_at_zero <=> b.sizes_at_zero;
  if (auto order = compare_covers(a.below_minimum_md, b.below_minimum_md); order != 0) return order;
  if (auto order = compare_covers(a.below_target_md, b.below_target_md); order != 0) return order;
  return a.labour <=> b.labour;
}

Score score_of(const Family& family, const std::vector<Step>& steps) {
  Program program(family);
  return program.score_of(program.counts_of(steps));
}

}  // namespace garden::inventory::cutting
