// The shop an export describes: families, categories, SKUs, and sales spread over the months they fell in.
//
// An export knows less than a shop. Families get their names from what their sizes have in common; a vendor's
// SKU that several sizes share is made distinct by the size; units sold, known as one total, become summary
// orders, one a month, so that queries over sales find them where they look. Everything is exact and depends
// only on the rows. Threads: one owner.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shop_data/import_rows.hpp"
#include "shop_data/shop_writer.hpp"

namespace garden::shop_data {

struct ImportedProduct {
  ExportRow row;
  std::string model;         // distinct in the shop
  int family = -1;           // place in ImportedShop::families, or none
  std::size_t category = 0;  // place in Mapping::categories
};

struct ImportedFamily {
  int parent = 0;  // the number the export gives it
  std::string name;
  std::size_t category = 0;
};

struct ImportedShop {
  std::vector<ImportedProduct> products;  // by id
  std::vector<ImportedFamily> families;   // by parent
  std::vector<ExportRow> headers;         // rows that only head a family, by id
  std::size_t models_changed = 0;         // SKUs that were shared and got a size or number
  std::size_t names_differed = 0;         // families whose sizes are called differently
  std::int64_t sold_m = 0;
};

ImportedShop arrange_shop(std::vector<ExportRow> rows, const Mapping& mapping);

// One summary order: a slice of the time that the export's sales cover.
struct SalesSlice {
  std::int64_t at_s = 0;
};
// Slices of about a month, the oldest first, each dated at noon of its middle day.
std::vector<SalesSlice> sales_slices(std::int64_t as_of_s, int sold_days);
// What of `sold_m` falls into slice `index` of `count`: whole units where the total is whole. The slices of a
// product add up to the total, and no slice is more than one unit from another. `id` moves the odd units, so
// that those of all products do not meet in one month.
std::int64_t slice_units_m(std::int64_t sold_m, int id, std::size_t index, std::size_t count);

struct WrittenShop {
  std::size_t orders = 0, order_lines = 0;
};
WrittenShop write_shop(const ImportedShop& shop, const Mapping& mapping, std::int64_t as_of_s,
                       std::string_view currency, ShopWriter& writer);

}  // namespace garden::shop_data
