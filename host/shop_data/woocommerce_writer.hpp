// WooCommerceWriter: a shop in the tables of woocommerce.sql.
//
// WooCommerce stores less than a row here says, and other things. A product that comes in sizes becomes a
// variable product (its family) with a variation for each size, where the sizes have brand and categories in
// common, because there these belong to the head; other products stay simple. Names are those of the first
// language there is. Quantities of order lines are whole: the generator is asked for that (DemoOptions). An
// order that was refunded gets its refund, an order of its own with negative lines. Statuses 1 to 6 are
// pending, processing, completed, on hold, cancelled, refunded. Makers and categories are terms of one table,
// so no two of them may have the same id. Times are kept as local and as GMT.
//
// The lines, totals and history of an order come before its OrderRow, which ends it. Threads: one owner.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/civil_time.hpp"
#include "shop_data/shop_writer.hpp"
#include "shop_data/table_writer.hpp"

namespace garden::shop_data {

class WooCommerceWriter final : public ShopWriter {
 public:
  static base::Result<WooCommerceWriter> begin(const std::string& file);

  void add(const ManufacturerRow& row) override;
  void add(const CategoryRow& row) override;
  void add(const ProductRow& row) override;
  void add(const DescriptionRow& row) override;
  void add(const CustomerRow& row) override;
  void add(const OrderRow& row) override;
  void add(const LineRow& row) override;
  void add(const TotalRow& row) override;
  void add(const HistoryRow& row) override;
  void origin(std::string_view name, std::string_view value) override;

  const std::optional<base::Error>& failure() const override { return tables_.failure(); }
  int lines() const override { return lines_; }
  base::Result<> finish() override;

 private:
  // What is kept of a product until all are there, and it is known which are sizes of one.
  struct Product {
    int id = 0;
    std::string model, name, added, modified;
    int language_id = 0;  // of the name; 0: none yet
    std::int64_t quantity_m = 0, ordered_m = 0;
    std::optional<std::int64_t> price_e4, cost_e4;
    bool active = true;
    int manufacturer_id = 0, family_id = 0;
    std::vector<int> category_ids;
  };
  struct Line {
    int product_id = 0;
    std::string name;
    std::int64_t quantity_m = 0, price_e4 = 0, final_price_e4 = 0;
  };
  struct Note {
    std::string at, text;
  };
  struct Money {
    std::int64_t subtotal_e4 = 0, shipping_e4 = 0, tax_e4 = 0, total_e4 = 0;
  };

  WooCommerceWriter(TableWriter tables, base::TimeZone zone)
      : tables_(std::move(tables)), zone_(std::move(zone)) {}

  std::string gmt(std::string_view local) const;
  void add_term(int id, std::string_view name, std::string_view taxonomy, int parent);
  void add_meta(int post_id, std::string_view key, const std::string& value);
  void add_post(int id, std::string_view title, std::string_view type, std::string_view status, int parent,
                std::string_view added, std::string_view modified);
  void add_terms(int post_id, const Product& product, bool variable);
  void write_products();
  void write_family(int family_id, const std::vector<const Product*>& sizes);
  void write_product(const Product& product, int parent);
  void write_order(const OrderRow& row, std::string_view kind, int id, int sign);
  void write_line(const Line& line, int id, int order_id, const OrderRow& row, int sign);
  void write_address(const OrderRow& row);
  void write_refund(const OrderRow& row);

  TableWriter tables_;
  base::TimeZone zone_;
  std::map<int, std::string> family_names_;  // of categories
  std::map<int, Product> products_;
  std::vector<Line> order_lines_;  // of the order that is being added
  std::vector<int> item_ids_;      // of its lines
  std::vector<Note> notes_;
  Money totals_;
  int lines_ = 0, item_meta_id_ = 0, meta_id_ = 0, note_id_ = 0, address_id_ = 0;
};

}  // namespace garden::shop_data
