#include "cutting/prices.hpp"

#include <algorithm>
#include <limits>

namespace garden::inventory::cutting {

Prices::Prices(const Program& program, std::vector<double> costs)
    : program_(program), costs_(std::move(costs)), made_((program.cuts.size() + 1) << program.sizes.size()) {}

double Prices::least_cost(std::size_t depth, const Net& spare) {
  unsigned shorts = 0;
  for (std::size_t i = 0; i < program_.sizes.size(); ++i)
    if (spare[i] < 0) shorts |= 1U << i;
  if (shorts == 0) return 0;
  auto& known = made_[(depth << program_.sizes.size()) + shorts];
  if (!known.made) {
    known.made = true;
    make(depth, shorts, known.prices);
  }
  double least = 0;
  for (const auto& price : known.prices) {
    double value = 0;
    for (std::size_t i = 0; i < program_.sizes.size(); ++i) value -= price[i] * static_cast<double>(spare[i]);
    least = std::max(least, value);
  }
  return least;
}

void Prices::make(std::size_t depth, unsigned shorts, std::vector<Price>& prices) const {
  unsigned sources = 0;
  for (auto c = depth; c < program_.cuts.size(); ++c) sources |= 1U << program_.cuts[c].from;
  sources &= ~shorts;
  for (unsigned plentiful = sources;; plentiful = (plentiful - 1) & sources) {
    auto made = price(depth, shorts, plentiful);
    if (holds(depth, made) && std::find(prices.begin(), prices.end(), made) == prices.end())
      prices.push_back(made);
    if (plentiful == 0) return;
  }
}

double Prices::value_made(std::size_t cut, const Price& price) const {
  double value = 0;
  for (const auto& output : program_.cuts[cut].outputs)
    value += static_cast<double>(output.count) * price[output.size];
  return value;
}

Prices::Price Prices::price(std::size_t depth, unsigned shorts, unsigned plentiful) const {
  constexpr double none = std::numeric_limits<double>::max();
  // What one piece may be worth at most so that a cut's outputs together are worth no more than the cut
  // costs: by the plentiful sources, which must hold, and by all, for sizes that no plentiful source makes.
  Price by_plentiful, by_any;
  by_plentiful.fill(none);
  by_any.fill(none);
  for (auto c = depth; c < program_.cuts.size(); ++c) {
    double outputs = 0;
    for (const auto& output : program_.cuts[c].outputs) outputs += (shorts >> output.size & 1U) != 0 ? 1 : 0;
    for (const auto& output : program_.cuts[c].outputs) {
      double most = costs_[c] / (static_cast<double>(output.count) * std::max(outputs, 1.0));
      by_any[output.size] = std::min(by_any[output.size], most);
      if ((plentiful >> program_.cuts[c].from & 1U) != 0)
        by_plentiful[output.size] = std::min(by_plentiful[output.size], most);
    }
  }
  Price price{};
  for (std::size_t i = program_.sizes.size(); i-- > 0;) {
    if ((plentiful >> i & 1U) != 0) continue;
    if ((shorts >> i & 1U) != 0 && by_any[i] < none)
      price[i] = by_plentiful[i] < none ? by_plentiful[i] : by_any[i];
    for (auto c = std::max(depth, program_.sizes[i].cuts_begin); c < program_.sizes[i].cuts_end; ++c)
      price[i] = std::max(price[i],
                          (value_made(c, price) - costs_[c]) / static_cast<double>(program_.cuts[c].takes));
  }
  return price;
}

bool Prices::holds(std::size_t depth, const Price& price) const {
  for (auto c = depth; c < program_.cuts.size(); ++c) {
    auto taken = static_cast<double>(program_.cuts[c].takes) * price[program_.cuts[c].from];
    if (value_made(c, price) - taken > costs_[c] + 1e-9) return false;
  }
  return true;
}

}  // namespace garden::inventory::cutting
