#include "cutting/model.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace garden::inventory::cutting {
namespace {
bool bad_days(double days) { return !std::isfinite(days) || days < 0 || days > 10.0 * window_days_max; }

bool bad_quantity(std::int64_t quantity_m) {
  return quantity_m > quantity_m_max || quantity_m < -quantity_m_max;
}

std::string fault_of_size(const Size& size) {
  const auto& rule = size.rule;
  std::string where = "size " + size.name + ": ";
  if (bad_quantity(size.stock_m) || bad_quantity(size.sold_m) || bad_quantity(rule.reserve_m))
    return where + "a quantity is beyond a million pieces";
  if (size.window_days < 1 || size.window_days > window_days_max)
    return where + "the window of its sales must be 1 to " + std::to_string(window_days_max) + " days";
  for (double days : {rule.minimum_days, rule.target_days, rule.overstock_days, rule.free_days})
    if (bad_days(days)) return where + "a cover of its rule is negative or beyond all use";
  if (rule.reserve_m < 0) return where + "its reserve is below zero";
  if (size.price_e4.value_or(0) < 0 || size.price_e4.value_or(0) > price_e4_max)
    return where + "its price is below zero or beyond all use";
  if (!size.loose_pieces) return {};
  if (!size.booked_in_pairs) return where + "loose pieces are known only of a size booked in pairs";
  auto booked = std::max<std::int64_t>(size.stock_m / 1000, 0);
  if (*size.loose_pieces < 0 || *size.loose_pieces > booked || (booked - *size.loose_pieces) % 2 != 0)
    return where + "its loose pieces must leave an even number of the " + std::to_string(booked) + " booked";
  return {};
}

std::string fault_of_recipe(const Family& family, const Recipe& recipe) {
  std::string where = "recipe " + recipe.name + ": ";
  if (recipe.from >= family.sizes.size()) return where + "its source is no size of the family";
  if (recipe.takes < 1 || recipe.takes > 1000) return where + "it must take 1 to 1000 pieces";
  if (recipe.outputs.empty()) return where + "it makes nothing";
  if (recipe.uncut && (recipe.takes != 2 || !family.sizes[recipe.from].booked_in_pairs))
    return where + "an uncut sheet is two pieces of a size booked in pairs";
  std::array<bool, sizes_max> seen{};
  for (const auto& output : recipe.outputs) {
    if (output.size >= family.sizes.size()) return where + "an output is no size of the family";
    if (output.count < 1 || output.count > 1000) return where + "it must make 1 to 1000 pieces of a size";
    if (seen[output.size]) return where + "it names an output twice";
    if (family.sizes[output.size].booked_in_pairs)
      return where + "a size booked in pairs is bought, not made";
    seen[output.size] = true;
  }
  return {};
}

// A size is settled when nothing unsettled makes it; a circle never settles.
bool makes_itself(const Family& family) {
  std::array<bool, sizes_max> settled{};
  for (std::size_t round = 0; round < family.sizes.size(); ++round) {
    bool found = false;
    for (std::size_t size = 0; size < family.sizes.size() && !found; ++size) {
      if (settled[size]) continue;
      found = std::none_of(family.recipes.begin(), family.recipes.end(), [&](const Recipe& recipe) {
        return !settled[recipe.from] && std::any_of(recipe.outputs.begin(), recipe.outputs.end(),
                                                    [&](const auto& output) { return output.size == size; });
      });
      settled[size] = found;
    }
    if (!found) return true;
  }
  return false;
}
}  // namespace

std::string fault_of(const Family& family) {
  if (family.sizes.empty()) return "the family has no size";
  if (family.sizes.size() > sizes_max)
    return "the family has more than " + std::to_string(sizes_max) + " sizes";
  if (family.recipes.size() > recipes_max)
    return "the family has more than " + std::to_string(recipes_max) + " recipes";
  for (const auto& size : family.sizes)
    if (auto fault = fault_of_size(size); !fault.empty()) return fault;
  for (const auto& recipe : family.recipes)
    if (auto fault = fault_of_recipe(family, recipe); !fault.empty()) return fault;
  if (makes_itself(family)) return "a size is made from itself by its recipes: sheets only become smaller";
  return {};
}

}  // namespace garden::inventory::cutting
