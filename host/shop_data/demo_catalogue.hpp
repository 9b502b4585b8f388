// Catalogue of the demo shop: what it sells, how well, and what is wrong with some of it.
//
// Two invented makers of glass, as different as real ones: Larkmoor (COE96, sheets of 24x24 that are cut into
// 12x12, 6x12 and 6x6) and Tidewell (COE90, half sheets of 17x20 that are cut into 10x10, 5x10 and 5x5),
// their frit and stringers, and molds, tools and supplies of others. `appeal` is how well a product sells
// next to the others, with a long tail. Threads: one owner.
#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "shop_data/demo.hpp"

namespace garden::shop_data {

struct CatalogueProduct {
  int id = 0;
  std::optional<std::string> model;
  std::array<std::string, 4> names;  // by language id - 1; empty: not translated
  int manufacturer_id = 0;
  std::vector<int> category_ids;  // the master category first; none for a product somebody forgot
  std::int64_t price_e4 = 0;
  std::optional<std::int64_t> cost_e4;
  double weight = 0;       // pounds
  bool by_weight = false;  // sold in fractions; the price is a multiple of 0.20
  double usual_units = 1;  // in one order line, on average
  double appeal = 0;
  double trend = 0;  // -0.8 (fading) to 0.8 (rising) over the shop's history
  bool active = true;
  std::int64_t added_s = 0;
  std::int64_t sells_until_s = std::numeric_limits<std::int64_t>::max();
  DemoTruth::Plan plan = DemoTruth::Plan::ordinary;
  std::int64_t stock_m = 0;  // set by set_stock (demo_stock.hpp)

  const std::string& name(std::size_t language) const;  // in that language, or in the first there is
};

struct CatalogueCategory {
  int id = 0;
  int parent_id = 0;
  std::array<std::string, 4> names;
};

struct Catalogue {
  std::vector<std::pair<int, std::string>> makers;
  std::vector<CatalogueCategory> categories;
  std::vector<CatalogueProduct> products;  // in order of id
};

Catalogue make_catalogue(std::uint64_t seed, int products, int history_days, std::int64_t as_of_s);

}  // namespace garden::shop_data
