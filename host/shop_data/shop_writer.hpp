// ShopWriter: rows into a new shop database, fast and all in one transaction.
//
// The demo shop and the import differ in where their rows come from, shops in which tables they go to: a row
// here says what happened, a writer knows how its kind of shop stores that (zencart_writer.hpp,
// woocommerce_writer.hpp). Tables first, rows through prepared statements, indexes last, one commit. The
// first failure is kept and later rows are ignored, so that callers look once in a while (failure()) instead
// of after every row; finish() reports it. Amounts are exact integers here (thousandths of a unit, 1e-4 of
// the currency) and become the shop's FLOAT and DECIMAL only in the file. Texts are borrowed for the call.
// Threads: one owner.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "shop_data/demo.hpp"

namespace garden::shop_data {

// Categories from this id on are families: one article in several sizes, whose master category it is.
constexpr int family_category_min = 101;

struct ManufacturerRow {
  int id = 0;
  std::string_view name;
};

struct CategoryRow {
  int id = 0;
  int parent_id = 0;
  int sort_order = 0;
  std::vector<std::string_view> names;  // by language, from 1; empty: no row in that language
};

struct ProductRow {
  int id = 0;
  std::optional<std::string_view> model;
  std::int64_t quantity_m = 0;
  std::optional<std::int64_t> price_e4, cost_e4;
  std::string_view added, modified;
  double weight = 0;
  bool active = true;
  int manufacturer_id = 0;  // 0: NULL
  std::int64_t ordered_m = 0;
  int master_category_id = 0;
  std::span<const int> category_ids;
};

struct DescriptionRow {
  int product_id = 0;
  int language_id = 1;
  std::string_view name, description;
};

struct CustomerRow {
  int id = 0;
  std::string_view first_name, last_name, email, telephone;
};

struct OrderRow {
  int id = 0;
  int customer_id = 0;
  std::string_view name, email, telephone, street, city, postcode, state, country;
  std::string_view payment_method, shipping_method, coupon_code, ip_address;
  std::string_view purchased, modified;
  std::string_view finished;  // empty: NULL, as `modified`
  int status = 1;
  std::string_view currency = "USD";
  double currency_value = 1;
  std::optional<std::int64_t> total_e4, tax_e4;
};

struct LineRow {
  int order_id = 0;
  int product_id = 0;
  std::optional<std::string_view> model;
  std::string_view name;
  std::optional<std::int64_t> price_e4, final_price_e4;
  double tax_percent = 0;
  std::int64_t quantity_m = 1000;
};

struct TotalRow {
  int order_id = 0;
  std::string_view title, text, kind;  // kind: "ot_subtotal", "ot_shipping", "ot_tax", "ot_total"
  std::int64_t value_e4 = 0;
  int sort_order = 0;
};

struct HistoryRow {
  int order_id = 0;
  int status = 1;
  std::string_view at;
  bool notified = false;
  std::string_view comments;
};

class ShopWriter {
 public:
  // Makes the tables in the (empty) file and begins the transaction.
  static base::Result<std::unique_ptr<ShopWriter>> begin(const std::string& file,
                                                         ShopTables tables = ShopTables::zencart);
  virtual ~ShopWriter() = default;

  virtual void add(const ManufacturerRow& row) = 0;
  virtual void add(const CategoryRow& row) = 0;
  virtual void add(const ProductRow& row) = 0;  // and its categories
  virtual void add(const DescriptionRow& row) = 0;
  virtual void add(const CustomerRow& row) = 0;
  virtual void add(const OrderRow& row) = 0;
  virtual void add(const LineRow& row) = 0;
  virtual void add(const TotalRow& row) = 0;
  virtual void add(const HistoryRow& row) = 0;
  virtual void origin(std::string_view name, std::string_view value) = 0;  // garden_shop_origin

  virtual const std::optional<base::Error>& failure() const = 0;
  virtual int lines() const = 0;  // of orders, so far

  // Indexes, statistics, commit. The file is complete afterwards, though not yet safe from a power cut.
  virtual base::Result<> finish() = 0;
};

}  // namespace garden::shop_data
