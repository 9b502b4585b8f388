// The shop an export describes: families, categories, SKUs, and sales spread over the months they fell in.
//
// An export knows less than a shop. Families get their names from what their sizes have in common; a vendor's
// SKU that several sizes share is made distinct by the size; units sold, known as one total, become summary
// orders, one for each 30 days, so that queries over sales find them where they look. Everything is exact and
// depends only on the rows. Threads: one owner.
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

// One summary order: the sales of some whole days, counted back from the day of the export.
struct SalesSlice {
  int first_day = 0, end_day = 0;  // days ago: [first_day, end_day)
  std::int64_t at_s = 0;           // its date: noon of the middle day
};
// Slices of 30 days, the oldest first; that one also takes the days that are left over. Windows of 30, 60,
// 90, 180 days and of all days so hold whole slices, and a pace is the same in each of them: a total of a
// year says nothing about trends, and none must appear.
std::vector<SalesSlice> sales_slices(std::int64_t as_of_s, int sold_days);
// What of `sold_m` thousandths falls into the slice, days being alike. All slices add up to `sold_m`; what
// does not divide is in the oldest, so that no later window shows more than its share.
std::int64_t slice_units_m(std::int64_t sold_m, const SalesSlice& slice, int sold_days);

struct WrittenShop {
  std::size_t orders = 0, order_lines = 0;
};
WrittenShop write_shop(const ImportedShop& shop, const Mapping& mapping, std::int64_t as_of_s,
                       std::string_view currency, ShopWriter& writer);

}  // namespace garden::shop_data
