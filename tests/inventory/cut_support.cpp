#include "cut_support.hpp"

#include <algorithm>
#include <limits>
#include <map>

namespace cut_support {
namespace {
constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

std::int64_t quotient_down(std::int64_t a, std::int64_t b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }
std::int64_t quotient_up(std::int64_t a, std::int64_t b) { return -quotient_down(-a, b); }

// The thousandths of a piece that last so many days.
std::int64_t for_days(const Size& size, double days) {
  if (size.sold_m <= 0) return 0;
  auto md = static_cast<std::int64_t>(days * 1000 + .5);
  return quotient_up(md * size.sold_m, 1000LL * size.window_days);
}

std::int64_t needed(const Size& size, bool target) {
  return for_days(size,
                  target ? std::max(size.rule.minimum_days, size.rule.target_days) : size.rule.minimum_days);
}

std::vector<std::int64_t> stocks_after(const Family& family, const std::vector<std::int64_t>& counts) {
  std::vector<std::int64_t> stocks;
  for (const auto& size : family.sizes) stocks.push_back(size.stock_m);
  for (std::size_t r = 0; r < counts.size(); ++r) {
    stocks[family.recipes[r].from] -= 1000 * family.recipes[r].takes * counts[r];
    for (const auto& output : family.recipes[r].outputs)
      stocks[output.size] += 1000 * output.count * counts[r];
  }
  return stocks;
}

struct Pair {
  std::int64_t uncut = 0, loose = 0, splits = 0;
  bool enough = true;
};

// Does the cuts of one pair size with sheets in hand: loose pieces first, then a sheet is split.
Pair walk_pairs(const Family& family, const std::vector<std::int64_t>& counts, std::size_t size) {
  const auto& booked = family.sizes[size];
  auto pieces = std::max<std::int64_t>(0, quotient_down(booked.stock_m, 1000));
  Pair pair;
  pair.loose = booked.loose_pieces ? *booked.loose_pieces : pieces % 2;
  pair.uncut = (pieces - pair.loose) / 2;
  for (std::size_t r = 0; r < counts.size(); ++r) {
    const auto& recipe = family.recipes[r];
    if (recipe.from != size) continue;
    for (std::int64_t i = 0; i < counts[r]; ++i) {
      if (recipe.uncut) {
        pair.uncut -= 1;
      } else {
        for (std::int64_t taken = 0; taken < recipe.takes; ++taken) {
          if (pair.loose == 0) pair.uncut -= 1, pair.loose += 2, pair.splits += 1;
          pair.loose -= 1;
        }
      }
    }
  }
  pair.enough = pair.uncut >= 0;
  return pair;
}

bool brute_level(const Family& family, std::size_t recipe, std::vector<std::int64_t>& counts,
                 std::int64_t& plans, std::optional<std::int64_t> cuts_max, std::vector<std::int64_t>& best) {
  if (recipe == family.recipes.size()) {
    if (--plans < 0) return false;
    if (!plain_allowed(family, counts)) return true;
    auto score = plain_score(family, counts);
    auto cuts = score[score.size() - 4];
    if ((!cuts_max || cuts <= *cuts_max) && (best.empty() || score < best)) best = score;
    return true;
  }
  // The families here list recipes by source, larger sources first: what a source has is known.
  auto source = family.recipes[recipe].from;
  for (counts[recipe] = 0;; ++counts[recipe]) {
    auto stock = stocks_after(family, counts)[source];
    if (counts[recipe] > 0 && stock < std::min<std::int64_t>(0, family.sizes[source].stock_m)) break;
    if (!brute_level(family, recipe + 1, counts, plans, cuts_max, best)) return false;
  }
  counts[recipe] = 0;
  return true;
}
}  // namespace

std::vector<std::int64_t> counts_of(const Family& family, const std::vector<Step>& steps) {
  std::vector<std::int64_t> counts(family.recipes.size());
  for (const auto& step : steps) counts[step.recipe] += step.count;
  return counts;
}

bool plain_allowed(const Family& family, const std::vector<std::int64_t>& counts) {
  auto after = stocks_after(family, counts);
  for (std::size_t i = 0; i < family.sizes.size(); ++i) {
    const auto& size = family.sizes[i];
    auto kept = std::max(size.rule.may_be_emptied ? 0 : needed(size, false), size.rule.reserve_m);
    if (after[i] < size.stock_m && after[i] < kept) return false;
    if (size.booked_in_pairs && !walk_pairs(family, counts, i).enough) return false;
    // In the order of the work every piece is there before it is cut.
    auto pieces = std::max<std::int64_t>(0, quotient_down(size.stock_m, 1000));
    for (std::size_t r = 0; r < counts.size(); ++r) {
      for (const auto& output : family.recipes[r].outputs)
        if (output.size == i) pieces += output.count * counts[r];
      if (family.recipes[r].from == i) pieces -= family.recipes[r].takes * counts[r];
    }
    if (pieces < 0) return false;
  }
  return true;
}

std::vector<std::int64_t> plain_score(const Family& family, const std::vector<std::int64_t>& counts) {
  auto after = stocks_after(family, counts);
  std::int64_t zeros = 0, popular = 0, emptied = 0, cuts = 0, steps = 0, loose_cuts = 0, scarce = 0;
  std::vector<std::int64_t> short_of_minimum, short_of_target;
  for (std::size_t i = 0; i < family.sizes.size(); ++i) {
    const auto& size = family.sizes[i];
    if (size.sold_m > 0 && !size.rule.may_be_emptied) {
      auto cover = quotient_down(after[i] * 1000 * size.window_days, size.sold_m);
      zeros += after[i] <= 0;
      short_of_minimum.push_back(after[i] < needed(size, false) ? -cover : -never);
      short_of_target.push_back(after[i] < needed(size, true) ? -cover : -never);
    }
    std::int64_t taken = 0, needless = 0;
    for (std::size_t r = 0; r < counts.size(); ++r) {
      const auto& recipe = family.recipes[r];
      if (recipe.from != i || counts[r] == 0) continue;
      taken += recipe.takes * counts[r];
      bool helps = false;
      for (const auto& output : recipe.outputs) {
        const auto& target = family.sizes[output.size];
        helps = helps || (target.sold_m * size.window_days > size.sold_m * target.window_days &&
                          target.stock_m < needed(target, true));
      }
      if (!helps) needless += recipe.takes * counts[r];
      cuts += counts[r];
      steps += 1;
      if (size.booked_in_pairs && !recipe.uncut) loose_cuts += counts[r];
    }
    if (taken == 0) continue;
    auto above = [&size](std::int64_t line) {
      return std::max<std::int64_t>(0, quotient_down(size.stock_m - line, 1000));
    };
    if (size.rule.popular)
      popular += std::max<std::int64_t>(0, needless - above(for_days(size, size.rule.free_days)));
    scarce += std::max<std::int64_t>(
        0, taken - above(size.rule.overstock_days > 0 ? for_days(size, size.rule.overstock_days)
                                                      : needed(size, true)));
    if (size.rule.may_be_emptied && size.sold_m > 0 && size.stock_m > 0 && size.stock_m <= 1000 * taken)
      emptied += 1;
    if (size.booked_in_pairs) {
      auto splits = walk_pairs(family, counts, i).splits;
      cuts += splits;
      steps += splits > 0;
    }
  }
  std::sort(short_of_minimum.rbegin(), short_of_minimum.rend());  // negated: the shortest cover first
  std::sort(short_of_target.rbegin(), short_of_target.rend());
  std::vector<std::int64_t> score = {zeros};
  score.insert(score.end(), short_of_minimum.begin(), short_of_minimum.end());
  score.insert(score.end(), short_of_target.begin(), short_of_target.end());
  for (auto key : {popular, emptied, cuts, steps, loose_cuts, scarce}) score.push_back(key);
  return score;
}

std::optional<std::vector<std::int64_t>> brute_force(const Family& family, std::int64_t plans_max,
                                                     std::optional<std::int64_t> cuts_max) {
  std::vector<std::int64_t> counts(family.recipes.size()), best;
  if (!brute_level(family, 0, counts, plans_max, cuts_max, best)) return std::nullopt;
  return best;
}

Family random_family(Dice& dice, std::int64_t most) {
  auto any = [&dice](std::int64_t stock, std::int64_t sold) {
    Count count{dice.upto(stock), dice.chance(15) ? 0 : dice.upto(sold)};
    if (dice.chance(25)) count.stock = 0;
    if (dice.chance(8)) count.stock = -dice.upto(4);
    return count;
  };
  auto kind = dice.upto(9);
  Count a = any(most, most * 2), b = any(most * 2, most * 8), c = any(most * 2, most * 8),
        d = any(most * 3, most * 12);
  auto family = kind < 4 ? maker_o(a, b, c, d) : maker_b(kind < 8, a, b, c, d);
  if (kind == 9) {  // of no maker: odd yields, a source that needs two, an output of several sources
    family.sizes[0].rule.may_be_emptied = true;
    family.recipes = {{"two", 0, 2, false, {{1, 3}, {3, 1}}},
                      {"one", 0, 1, false, {{1, 1}, {2, 1}}},
                      {"three", 1, 3, false, {{2, 5}}},
                      {"rest", 1, 1, false, {{3, 3}}},
                      {"last", 2, 1, false, {{3, 2}}}};
  }
  for (auto& size : family.sizes) {
    if (dice.chance(10)) size.stock_m += dice.upto(999);
    if (dice.chance(10)) size.window_days = static_cast<int>(30 + dice.upto(300));
    if (dice.chance(8)) size.rule.reserve_m = 1000 * dice.upto(3);
    if (dice.chance(10)) size.rule.popular = !size.rule.popular;
    if (dice.chance(10)) size.rule.target_days += 50;
    if (size.booked_in_pairs && dice.chance(20)) {
      auto booked = std::max<std::int64_t>(0, quotient_down(size.stock_m, 1000));
      size.loose_pieces = booked % 2 + 2 * dice.upto(booked / 2);
    }
  }
  return family;
}

std::string described(const Family& family) {
  std::string text = family.name + ":";
  for (const auto& size : family.sizes)
    text += " " + size.name + " " + std::to_string(size.stock_m) + "/" + std::to_string(size.sold_m) + "/" +
            std::to_string(size.window_days) + "d";
  return text;
}

}  // namespace cut_support
