#include "cutting/program.hpp"

#include <algorithm>

#include "cutting/cover.hpp"

namespace garden::inventory::cutting {
namespace {
std::int64_t whole_pieces(std::int64_t quantity_m) {
  return std::max<std::int64_t>(0, divide_down(quantity_m, 1000));
}

// Sources before what they make; among equals the order of the family.
std::vector<std::size_t> working_order(const Family& family) {
  std::vector<std::size_t> order;
  std::vector<bool> placed(family.sizes.size());
  while (order.size() < family.sizes.size()) {
    for (std::size_t size = 0; size < family.sizes.size(); ++size) {
      bool waits = placed[size];
      for (const auto& recipe : family.recipes)
        for (const auto& output : recipe.outputs) waits |= output.size == size && !placed[recipe.from];
      if (waits) continue;
      placed[size] = true;
      order.push_back(size);
      break;
    }
  }
  return order;
}

ProgramSize program_size(const Size& size, std::size_t place) {
  ProgramSize made;
  made.place = place;
  made.aimed = has_demand(size) && !size.rule.may_be_emptied;
  made.floor_net = divide_up(floor_m(size) - size.stock_m, 1000);
  made.own_pieces = whole_pieces(size.stock_m);
  made.spare_pieces = whole_pieces(size.stock_m - overstock_m(size));
  made.free_pieces = size.rule.popular
                         ? whole_pieces(size.stock_m - stock_for_days_m(size, size.rule.free_days))
                         : std::numeric_limits<std::int64_t>::max();
  if (size.booked_in_pairs) {
    made.loose = size.loose_pieces.value_or(made.own_pieces % 2);
    made.uncut = (made.own_pieces - made.loose) / 2;
  }
  return made;
}

// No output sells faster than the source and is below its target.
bool needless(const Family& family, const Recipe& recipe) {
  return std::none_of(recipe.outputs.begin(), recipe.outputs.end(), [&](const RecipeOutput& output) {
    const auto& size = family.sizes[output.size];
    return sells_faster(size, family.sizes[recipe.from]) && size.stock_m < target_m(size);
  });
}
}  // namespace

Program::Program(const Family& sound_family) : family(&sound_family) {
  auto order = working_order(*family);
  std::vector<std::size_t> index_of(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    index_of[order[i]] = i;
    sizes.push_back(program_size(family->sizes[order[i]], order[i]));
    sizes[i].cuts_begin = cuts.size();
    for (std::size_t r = 0; r < family->recipes.size(); ++r) {
      const auto& recipe = family->recipes[r];
      if (recipe.from != order[i]) continue;
      bool pairs = family->sizes[order[i]].booked_in_pairs;
      cuts.push_back({r, i, recipe.takes, recipe.uncut, pairs && !recipe.uncut, needless(*family, recipe),
                      recipe.outputs});
    }
    sizes[i].cuts_end = cuts.size();
  }
  for (auto& cut : cuts)
    for (auto& output : cut.outputs) output.size = index_of[output.size];
}

Net Program::net_of(const Counts& counts) const {
  Net net{};
  for (std::size_t c = 0; c < cuts.size(); ++c) {
    net[cuts[c].from] -= cuts[c].takes * counts[c];
    for (const auto& output : cuts[c].outputs) net[output.size] += output.count * counts[c];
  }
  return net;
}

std::int64_t Program::net_for(std::size_t index, std::int64_t stock_m) const {
  return divide_up(stock_m - size(index).stock_m, 1000);
}

std::int64_t Program::splits(std::size_t index, const Counts& counts) const {
  std::int64_t loose = 0;
  for (auto c = sizes[index].cuts_begin; c < sizes[index].cuts_end; ++c)
    if (cuts[c].loose) loose += cuts[c].takes * counts[c];
  return std::max<std::int64_t>(0, divide_up(loose - sizes[index].loose, 2));
}

std::int64_t Program::uncut_left(std::size_t index, const Counts& counts) const {
  auto left = sizes[index].uncut - splits(index, counts);
  for (auto c = sizes[index].cuts_begin; c < sizes[index].cuts_end; ++c)
    if (cuts[c].uncut) left -= counts[c];
  return left;
}

std::int64_t Program::taken(std::size_t index, const Counts& counts) const {
  std::int64_t pieces = 0;
  for (auto c = sizes[index].cuts_begin; c < sizes[index].cuts_end; ++c) pieces += cuts[c].takes * counts[c];
  return pieces;
}

Labour Program::labour_of(std::size_t index, const Counts& counts) const {
  const auto& own = sizes[index];
  Labour labour;
  std::int64_t pieces = 0, needless_pieces = 0;
  for (auto c = own.cuts_begin; c < own.cuts_end; ++c) {
    if (counts[c] == 0) continue;
    pieces += cuts[c].takes * counts[c];
    if (cuts[c].needless) needless_pieces += cuts[c].takes * counts[c];
    labour.cuts += counts[c];
    labour.distinct_steps += 1;
    if (cuts[c].loose) labour.loose_cuts += counts[c];
  }
  if (pieces == 0) return labour;
  labour.popular_pieces = std::max<std::int64_t>(0, needless_pieces - own.free_pieces);
  const auto& stocked = size(index);
  if (has_demand(stocked) && stocked.stock_m > 0 && stocked.stock_m - 1000 * pieces <= 0)
    labour.emptied_sizes = stocked.rule.may_be_emptied ? 1 : 0;
  labour.scarce_pieces = std::max<std::int64_t>(0, pieces - own.spare_pieces);
  if (stocked.booked_in_pairs) {
    auto split = splits(index, counts);
    labour.cuts += split;
    labour.distinct_steps += split > 0 ? 1 : 0;
  }
  return labour;
}

Labour Program::labour_of(const Counts& counts) const {
  Labour labour;
  for (std::size_t i = 0; i < sizes.size(); ++i) labour = labour + labour_of(i, counts);
  return labour;
}

Score Program::score_of(const Counts& counts) const {
  Score score;
  auto net = net_of(counts);
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (!sizes[i].aimed) continue;
    auto stock = stock_after_m(i, net[i]);
    if (stock <= 0) ++score.sizes_at_zero;
    if (stock < minimum_m(size(i))) score.below_minimum_md.push_back(cover_md(size(i), stock));
    if (stock < target_m(size(i))) score.below_target_md.push_back(cover_md(size(i), stock));
  }
  std::sort(score.below_minimum_md.begin(), score.below_minimum_md.end());
  std::sort(score.below_target_md.begin(), score.below_target_md.end());
  score.labour = labour_of(counts);
  return score;
}

bool Program::allowed(const Counts& counts) const {
  auto net = net_of(counts);
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (net[i] < sizes[i].floor_net) return false;
    if (size(i).booked_in_pairs && uncut_left(i, counts) < 0) return false;
  }
  return true;
}

Counts Program::counts_of(const std::vector<Step>& steps) const {
  Counts counts{};
  for (const auto& step : steps)
    for (std::size_t c = 0; c < cuts.size(); ++c)
      if (cuts[c].place == step.recipe)
        counts[c] = std::clamp<std::int64_t>(counts[c] + step.count, 0, pieces_max);
  return counts;
}

std::vector<Step> Program::steps_of(const Counts& counts) const {
  std::vector<Step> steps;
  for (std::size_t c = 0; c < cuts.size(); ++c)
    if (counts[c] > 0) steps.push_back({cuts[c].place, counts[c]});
  return steps;
}

Labour operator+(const Labour& a, const Labour& b) {
  return {a.popular_pieces + b.popular_pieces,
          a.emptied_sizes + b.emptied_sizes,
          a.cuts + b.cuts,
          a.distinct_steps + b.distinct_steps,
          a.loose_cuts + b.loose_cuts,
          a.scarce_pieces + b.scarce_pieces};
}

}  // namespace garden::inventory::cutting
