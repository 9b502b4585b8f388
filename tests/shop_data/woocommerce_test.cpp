// Goal: the demo shop in WooCommerce's tables is the same shop as in Zen Cart's, stored as WooCommerce stores
// it. Method: both are made from one seed and looked at by SQL over their own tables; that queries say the
// same of both is tests/tidb/other_tables_test.cpp.
#include <catch2/catch.hpp>

#include "scratch.hpp"
#include "shop_data/demo.hpp"
#include "shop_data/shop_file.hpp"

using namespace garden::shop_data;
using garden::base::Code;

namespace {

DemoOptions small(const Scratch& scratch, const std::string& name, ShopTables tables) {
  DemoOptions options;
  options.path = scratch / name;
  options.as_of = "2026-11-22 10:30:00";
  options.products = 120;
  options.orders = 1'500;
  options.days = 200;
  options.tables = tables;
  options.whole_units = true;
  return options;
}

void make(const DemoOptions& options) {
  auto made = make_demo_shop(options);
  INFO((made ? "" : made.error().text()));
  REQUIRE(made.has_value());
}

}  // namespace

TEST_CASE("woocommerce: products, orders and lines are those of the same shop elsewhere") {
  Scratch scratch;
  make(small(scratch, "z.db", ShopTables::zencart));
  make(small(scratch, "w.db", ShopTables::woocommerce));
  Reader zencart(scratch / "z.db"), woocommerce(scratch / "w.db");
  CHECK(woocommerce.rows(
            "SELECT o.id, s.date_created, o.customer_id FROM wp_wc_orders o JOIN wp_wc_order_stats s "
            "ON s.order_id = o.id WHERE o.type = 'shop_order' ORDER BY o.id") ==
        zencart.rows("SELECT orders_id, date_purchased, customers_id FROM orders ORDER BY orders_id"));
  CHECK(woocommerce.rows(
            "SELECT order_item_id, order_id, CASE WHEN variation_id > 0 THEN variation_id ELSE product_id "
            "END, 1.0 * product_qty, ROUND(product_net_revenue, 2) FROM wp_wc_order_product_lookup "
            "WHERE product_qty > 0 ORDER BY 1") ==
        zencart.rows("SELECT orders_products_id, orders_id, products_id, products_quantity, "
                     "ROUND(1.0 * final_price * products_quantity, 2) FROM orders_products ORDER BY 1"));
  CHECK(zencart.number("SELECT COUNT(*) FROM orders_products WHERE products_quantity <> "
                       "CAST(products_quantity AS INTEGER)") == 0);
  CHECK(shop_origin(scratch / "w.db")->kind == "demo");
}

TEST_CASE("woocommerce: sizes are variations of a head, and a refund is an order of its own") {
  Scratch scratch;
  make(small(scratch, "w.db", ShopTables::woocommerce));
  Reader shop(scratch / "w.db");
  CHECK(shop.number("SELECT COUNT(*) FROM wp_posts WHERE post_type = 'product_variation'") > 50);
  CHECK(
      shop.number(
          "SELECT COUNT(*) FROM wp_posts v WHERE v.post_type = 'product_variation' AND NOT EXISTS (SELECT 1 "
          "FROM wp_posts h WHERE h.ID = v.post_parent AND h.post_type = 'product')") == 0);
  CHECK(
      shop.number(
          "SELECT COUNT(*) FROM wp_wc_product_meta_lookup m JOIN wp_posts h ON h.ID = m.product_id WHERE "
          "m.stock_quantity IS NOT NULL AND EXISTS (SELECT 1 FROM wp_posts v WHERE v.post_parent = h.ID)") ==
      0);
  CHECK(
      shop.number(
          "SELECT COUNT(*) FROM wp_wc_order_product_lookup l JOIN wp_posts v ON v.ID = l.variation_id WHERE "
          "v.post_parent <> l.product_id") == 0);
  CHECK(shop.number("SELECT COUNT(*) FROM wp_wc_order_product_lookup WHERE variation_id > 0") > 100);
  const auto refunded = shop.number("SELECT COUNT(*) FROM wp_wc_orders WHERE status = 'wc-refunded'");
  CHECK(refunded > 0);
  CHECK(shop.number("SELECT COUNT(*) FROM wp_wc_orders WHERE type = 'shop_order_refund'") == refunded);
  // What a refund takes back is what was sold.
  CHECK(
      shop.number(
          "SELECT COUNT(*) FROM wp_woocommerce_order_itemmeta m "
          "JOIN wp_wc_order_product_lookup r ON r.order_item_id = m.order_item_id "
          "JOIN wp_wc_order_product_lookup l ON l.order_item_id = CAST(m.meta_value AS INTEGER) "
          "WHERE m.meta_key = '_refunded_item_id' AND (r.product_qty <> 0 - l.product_qty OR r.product_id <> "
          "l.product_id)") == 0);
  // California's time is seven or eight hours behind.
  CHECK(shop.number("SELECT COUNT(*) FROM wp_wc_order_stats WHERE CAST(ROUND((julianday(date_created_gmt) - "
                    "julianday(date_created)) * 24) AS INTEGER) NOT IN (7, 8)") == 0);
  CHECK(shop.number("SELECT COUNT(*) FROM wp_wc_orders WHERE billing_email NOT LIKE '%@mail.example' AND "
                    "billing_email <> ''") == 0);
}

TEST_CASE("woocommerce: fractions of a unit are not asked of it, and the same seed makes the same shop") {
  Scratch scratch;
  auto options = small(scratch, "a.db", ShopTables::woocommerce);
  make(options);
  make(small(scratch, "b.db", ShopTables::woocommerce));
  CHECK(Reader(scratch / "a.db").everything() == Reader(scratch / "b.db").everything());
  options.whole_units = false;
  auto refused = make_demo_shop(options);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Code::invalid);
}
