#include "cutting/bounds.hpp"

#include <algorithm>
#include <cmath>

namespace garden::inventory::cutting {
namespace {
constexpr double rounding = 1e-7;  // what the sums below may be off by; a bound must err on the careful side

// Into how many smallest pieces each size can become at most.
std::vector<double> smallest_pieces(const Program& program) {
  std::vector<double> pieces(program.sizes.size(), 1);
  for (std::size_t i = program.sizes.size(); i-- > 0;)
    for (auto c = program.sizes[i].cuts_begin; c < program.sizes[i].cuts_end; ++c) {
      double made = 0;
      for (const auto& output : program.cuts[c].outputs)
        made += static_cast<double>(output.count) * pieces[output.size];
      pieces[i] = std::max(pieces[i], made / static_cast<double>(program.cuts[c].takes));
    }
  return pieces;
}
}  // namespace

Bounds::Bounds(const Program& program) : sizes_(program.sizes.size()), sets_(std::size_t{1} << sizes_) {
  auto depths = program.cuts.size() + 1;
  worth_.assign(depths * sets_ * sizes_, 0);
  most_.assign(depths, {});
  part_.assign(depths, {});
  steps_.assign(depths * sets_, 0);
  auto own = smallest_pieces(program);
  for (std::size_t depth = 0; depth < depths; ++depth) {
    for (std::size_t set = 1; set < sets_; ++set) fill_worth(program, depth, set, own);
    fill_steps(program, depth);
    std::array<std::int64_t, sizes_max> shared{};
    for (auto c = depth; c < program.cuts.size(); ++c) {
      auto outputs = static_cast<std::int64_t>(program.cuts[c].outputs.size());
      for (const auto& output : program.cuts[c].outputs) {
        most_[depth][output.size] = std::max(most_[depth][output.size], output.count);
        shared[output.size] = std::max(shared[output.size], output.count * outputs);
      }
    }
    for (std::size_t i = 0; i < sizes_; ++i)
      part_[depth][i] = shared[i] > 0 ? 1.0 / static_cast<double>(shared[i]) : 0;
  }
}

void Bounds::fill_steps(const Program& program, std::size_t depth) {
  for (std::size_t set = 1; set < sets_; ++set) {
    auto& fewest = steps_[depth * sets_ + set];
    fewest = 255;  // no open cut makes one of them: hopeless
    for (auto c = depth; c < program.cuts.size(); ++c) {
      auto rest = set;
      for (const auto& output : program.cuts[c].outputs) rest &= ~(std::size_t{1} << output.size);
      if (rest == set || steps_[depth * sets_ + rest] == 255) continue;
      fewest = std::min<std::uint8_t>(fewest, steps_[depth * sets_ + rest] + 1);
    }
  }
}

std::int64_t Bounds::steps_needed(std::size_t depth, const Net& spare) const {
  std::size_t shorts = 0;
  for (std::size_t i = 0; i < sizes_; ++i)
    if (spare[i] < 0) shorts |= std::size_t{1} << i;
  return steps_[depth * sets_ + shorts];
}

void Bounds::fill_worth(const Program& program, std::size_t depth, std::size_t set,
                        const std::vector<double>& own) {
  auto* worth = worth_at(depth, set);
  for (std::size_t i = sizes_; i-- > 0;) {
    worth[i] = (set >> i & 1) != 0 ? own[i] : 0;
    for (auto c = std::max(depth, program.sizes[i].cuts_begin); c < program.sizes[i].cuts_end; ++c) {
      double made = 0;
      for (const auto& output : program.cuts[c].outputs)
        made += static_cast<double>(output.count) * worth[output.size];
      worth[i] = std::max(worth[i], made / static_cast<double>(program.cuts[c].takes));
    }
  }
}

bool Bounds::hopeless(std::size_t depth, const Net& spare) const {
  std::size_t shorts = 0;
  for (std::size_t i = 0; i < sizes_; ++i) {
    if (spare[i] >= 0) continue;
    if (most_[depth][i] == 0) return true;
    shorts |= std::size_t{1} << i;
  }
  for (auto set = shorts; set != 0; set = (set - 1) & shorts) {
    const auto* worth = worth_at(depth, set);
    double balance = 0;
    for (std::size_t i = 0; i < sizes_; ++i)
      if (spare[i] >= 0 || (set >> i & 1) != 0) balance += worth[i] * static_cast<double>(spare[i]);
    if (balance < -rounding) return true;
  }
  return false;
}

std::int64_t Bounds::cuts_needed(std::size_t depth, const Net& spare) const {
  std::int64_t needed = 0;
  double parts = 0;
  for (std::size_t i = 0; i < sizes_; ++i) {
    if (spare[i] >= 0) continue;
    needed = std::max(needed, (-spare[i] + most_[depth][i] - 1) / std::max<std::int64_t>(1, most_[depth][i]));
    parts += part_[depth][i] * static_cast<double>(-spare[i]);
  }
  return std::max(needed, static_cast<std::int64_t>(std::ceil(parts - rounding)));
}

}  // namespace garden::inventory::cutting
