#include "shop_data/demo_stock.hpp"

#include <algorithm>
#include <cmath>

#include "shop_data/local_time.hpp"
#include "shop_data/random.hpp"

namespace garden::shop_data {
namespace {
using Plan = DemoTruth::Plan;

constexpr std::int64_t unit_m = 1000;

// Stock that lasts `days` at the pace of the last year: whole units, or quarters of a pound; never nothing.
std::int64_t stock_for(const CatalogueProduct& product, const Sold& sold, double days) {
  std::int64_t step = product.by_weight ? unit_m / 4 : unit_m;
  double wanted = static_cast<double>(sold.year_m) * days / 365;
  return std::max<std::int64_t>(1, std::llround(wanted / static_cast<double>(step))) * step;
}

// Days of cover of a product in no trouble: some are short, most are well, some are long.
double ordinary_cover(Random& random) {
  struct Band {
    double share, low, high;
  };
  static constexpr Band bands[] = {{.09, 15, 27},  {.16, 29, 55},   {.20, 57, 90},
                                   {.30, 92, 145}, {.19, 147, 360}, {1, 370, 690}};
  double dice = random.unit();
  for (const auto& band : bands) {
    if (dice < band.share) return random.between(band.low, band.high);
    dice -= band.share;
  }
  return 120;
}

Plan choose_plan(const CatalogueProduct& product, const Sold& sold, std::int64_t as_of_s, Random& random) {
  double dice = random.unit();
  bool recent = sold.last_s >= as_of_s - 28 * day_s;
  if (dice < .03 && sold.quarter_m > 0 && !product.by_weight) return Plan::oversold;
  if (dice < .07 && recent) return Plan::out_of_stock;
  if (dice < .12 && sold.year_m >= 40 * unit_m && !product.by_weight) return Plan::critical;
  if (dice > .9 && sold.year_m > 0 && sold.year_m < 200 * unit_m) return Plan::overstock;
  return Plan::ordinary;
}

std::int64_t choose_stock(const CatalogueProduct& product, const Sold& sold, Random& random) {
  auto whole = [&random](int low, int high) { return random.whole(low, high) * unit_m; };
  switch (product.plan) {
    case Plan::out_of_stock: return 0;
    case Plan::oversold: return -whole(1, 6);
    case Plan::critical:
      return std::max<std::int64_t>(unit_m, static_cast<std::int64_t>(static_cast<double>(sold.year_m) *
                                                                      random.between(2, 12.5) / 365) /
                                                unit_m * unit_m);
    case Plan::overstock: return stock_for(product, sold, random.between(760, 1700)) + 2 * unit_m;
    case Plan::dead: return whole(3, 32);
    case Plan::never_sold: return random.chance(.3) ? 0 : whole(2, 14);
    case Plan::fresh: return whole(6, 40);
    case Plan::inactive: return random.chance(.6) ? 0 : whole(-1, 6);
    case Plan::seasonal: return stock_for(product, sold, random.between(12, 40));
    case Plan::ordinary: break;
  }
  if (sold.year_m == 0) return whole(1, 6);
  // Nobody lets a best seller lie for a year.
  double cover = ordinary_cover(random);
  return stock_for(product, sold, sold.year_m > 500 * unit_m ? std::min(cover, 150.0) : cover);
}
}  // namespace

void set_stock(Catalogue& catalogue, const std::vector<Sold>& sold, std::uint64_t seed,
               std::int64_t as_of_s) {
  Random random(seed, "stock");
  for (std::size_t i = 0; i < catalogue.products.size(); ++i) {
    auto& product = catalogue.products[i];
    if (product.plan == Plan::dead && sold[i].total_m == 0) product.plan = Plan::ordinary;
    if (product.plan == Plan::ordinary) product.plan = choose_plan(product, sold[i], as_of_s, random);
    product.stock_m = choose_stock(product, sold[i], random);
  }
}

}  // namespace garden::shop_data
