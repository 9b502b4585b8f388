// Demo shop: a believable art-glass shop for whoever has no shop at hand (`agent-garden db demo`).
//
// An analyst of stock can only be tried on a shop with a past. This makes one by a seeded generator: glass of
// two invented makers in families of sizes, molds, frit, tools and supplies; two years of orders that end at
// `as_of`, with a yearly season, weekdays, promotions and a red that sells before Christmas; popularity with
// a long tail, dead and never-sold stock, oversold products, cancelled and refunded orders, several languages
// and the small disorders of real data (NULL models and makers, entities in names, quantities by the pound).
// Everything in it is invented, people included. The same (seed, as_of, sizes) give the same rows.
//
// The database appears whole or not at all: it is written beside its place and renamed (shop_file.hpp).
// Threads: make_demo_shop is one long blocking call, [any] thread that may block.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "shop_data/progress.hpp"

namespace garden::shop_data {

// Order statuses of the shops made here. 1 to 4 are those every Zen Cart has; 5 and 6 are the shop's own and
// mean that nothing was sold.
enum class OrderStatus : int {
  pending = 1,
  processing = 2,
  delivered = 3,
  update = 4,
  cancelled = 5,
  refunded = 6
};
constexpr bool is_demand(OrderStatus status) { return status < OrderStatus::cancelled; }

// The tables a shop is written in: schema.sql, woocommerce.sql.
enum class ShopTables { zencart, woocommerce };

struct DemoOptions {
  std::filesystem::path path;  // the SQLite file to make
  std::string as_of;           // the shop's last moment, in its own time: "2026-11-22 10:30:00"
  std::uint64_t seed = 1;
  int products = 400;   // about; 60 to 100,000
  int orders = 20'000;  // about, over the whole time; 100 to 5,000,000
  int days = 730;       // of history; 30 to 3,650
  ShopTables tables = ShopTables::zencart;
  bool whole_units = false;  // what is sold by the pound is sold by whole ones; WooCommerce needs that
  bool force = false;        // replace the file even when it is not a demo shop
  bool with_truth = false;   // keep DemoTruth (tests; about 40 bytes an order line)
  Progress progress;
};

// What the generator knows without asking SQL: golden tests compare query results with this.
struct DemoTruth {
  // One order line as it happened.
  struct Sale {
    std::int64_t at_s = 0;  // the order's local time as seconds since 1970-01-01 00:00:00 local
    int order_id = 0;
    OrderStatus status = OrderStatus::delivered;
    std::int64_t quantity_m = 0;  // thousandths of a unit
    std::int64_t price_e4 = 0;    // final price of one unit, 1e-4 of the currency
  };
  // What the generator set out to make of a product; one product has one of these.
  enum class Plan {
    ordinary,
    out_of_stock,  // zero on hand, and it sold in the last weeks
    oversold,      // less than zero on hand
    critical,      // under 14 days of cover at the pace of the last year
    dead,          // stock on hand, the last sale over 200 days ago
    never_sold,    // on sale for over a year, never bought
    overstock,     // more than two years of cover
    fresh,         // added in the last 60 days
    inactive,      // products_status 0
    seasonal       // sells from October to December
  };
  struct Product {
    int id = 0;
    std::optional<std::string> model;  // the SKU; a few products have none
    std::string name_en;               // as stored, entities included
    int manufacturer_id = 0;           // 0: none (NULL in the table)
    bool active = true;
    std::int64_t stock_m = 0;  // thousandths; what products_quantity holds
    std::int64_t price_e4 = 0;
    std::string added;  // products_date_added
    Plan plan = Plan::ordinary;
    std::vector<Sale> sales;  // in order of time, every status

    // Units sold, in thousandths, in orders that count as demand, at_s in [since_s, until_s).
    std::int64_t sold_m(std::int64_t since_s, std::int64_t until_s) const;
    // Local seconds of the last sale that counts as demand, if any.
    std::optional<std::int64_t> last_sale_s() const;
  };
  std::vector<Product> products;  // by id
  std::int64_t as_of_s = 0;

  const Product* find(std::string_view model) const;  // nullptr when no product has it
};

struct DemoSummary {
  std::filesystem::path path;
  std::uint64_t seed = 0;
  std::string as_of;
  int products = 0;
  int customers = 0;
  int orders = 0;
  int order_lines = 0;
  std::string first_order, last_order;     // date_purchased
  std::shared_ptr<const DemoTruth> truth;  // only with_truth; shared by the tests that read it
};

// Errors: Code::invalid (options out of range, a time that is none, a file that is not a demo shop and no
// `force`), Code::unavailable (disk or path), Code::cancelled. After an error the old file is as it was.
base::Result<DemoSummary> make_demo_shop(const DemoOptions& options);

}  // namespace garden::shop_data
