// Orders of the demo shop: two years of days, each with its orders, their lines, totals and status history.
//
// Rows go to the writer as they are made; only customers, who may come back, are kept. What was sold of each
// product is summed on the way, because stock is chosen afterwards to fit it (demo_stock.hpp).
// Threads: one owner.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shop_data/demo_calendar.hpp"
#include "shop_data/demo_catalogue.hpp"
#include "shop_data/demo_customers.hpp"
#include "shop_data/shop_writer.hpp"

namespace garden::shop_data {

// What was sold of one product in orders that count, in thousandths of a unit.
struct Sold {
  std::int64_t total_m = 0;
  std::int64_t year_m = 0;     // in the 365 days up to as_of
  std::int64_t quarter_m = 0;  // in the 90 days up to as_of
  std::int64_t last_s = 0;     // 0: never
};

class OrderMaker {
 public:
  // All borrowed, and used until make() returns. `truth` may be null.
  OrderMaker(const DemoOptions& options, std::int64_t as_of_s, const Catalogue& catalogue, ShopWriter& writer,
             DemoTruth* truth);

  // Makes everything from the first day to as_of. Errors: cancelled, or what the writer says.
  base::Result<> make();

  const std::vector<Sold>& sold() const { return sold_; }  // in the order of the catalogue's products
  const CustomerBook& customers() const { return customers_; }
  int orders() const { return last_order_id_ - first_order_id + 1; }
  std::int64_t first_order_s() const { return first_s_; }
  std::int64_t last_order_s() const { return last_s_; }

 private:
  static constexpr int first_order_id = 10001;

  // An order that is not left to chance.
  struct Bulk {
    int days_ago = 0;
    std::size_t product = 0;
    int units = 0;
    bool cancelled = false;
  };
  struct Planned {
    std::int64_t at_s = 0;
    const Bulk* bulk = nullptr;
  };
  struct Line {
    std::size_t product = 0;
    std::int64_t quantity_m = 0, price_e4 = 0, final_price_e4 = 0;
    std::int64_t amount_e4() const { return final_price_e4 * quantity_m / 1000; }
  };

  void plan_bulk_orders();
  void weigh_products(std::int64_t day_start_s);
  std::vector<Planned> plan_day(std::int64_t day_start_s, double mean_orders);
  void make_order(const Planned& planned, const CivilDay& day);
  std::vector<Line> choose_lines(const Customer& customer, const Planned& planned,
                                 const Promotion& promotion);
  std::optional<std::size_t> choose_product(std::int64_t at_s);
  Line make_line(std::size_t product, std::int64_t quantity_m, const Promotion& promotion) const;
  std::int64_t choose_quantity(const CatalogueProduct& product, bool studio);
  OrderStatus choose_status(std::int64_t at_s, const Bulk* bulk);
  void write_totals(int order_id, const Customer& customer, std::int64_t subtotal_e4,
                    std::int64_t shipping_e4, std::int64_t tax_e4);
  std::string write_history(int order_id, std::int64_t at_s, OrderStatus status);
  void remember(const Line& line, int order_id, std::int64_t at_s, OrderStatus status);

  const DemoOptions& options_;
  std::int64_t as_of_s_, first_day_s_;
  const Catalogue& catalogue_;
  ShopWriter& writer_;
  DemoTruth* truth_;
  CustomerBook customers_;
  Random random_;
  std::vector<Bulk> bulk_;
  std::vector<double> cumulative_;  // appeal of the products up to each, at this time
  std::vector<Sold> sold_;
  int last_order_id_ = first_order_id - 1;
  std::int64_t first_s_ = 0, last_s_ = 0;
};

}  // namespace garden::shop_data
