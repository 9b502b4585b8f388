// Goal: the mapping for WooCommerce says of the odd things in such a shop what its queries' tables mean:
// variations, heads, stock that nobody counts, partial and whole refunds, coupons, drafts, costs, brands.
// Method: a shop of hand-made rows in WooCommerce's tables, asked through the mapping that ships.
#include <sqlite3.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "queries/catalogue.hpp"

using namespace garden;

namespace {

const std::string agent_folder = GARDEN_SOURCE_DIR "/agents/inventory_intelligence";

class WooShop {
 public:
  WooShop() : mapping_(load()) {
    sqlite3_open(":memory:", &shop_);
    std::ifstream schema(GARDEN_SOURCE_DIR "/host/shop_data/woocommerce.sql");
    run(std::string(std::istreambuf_iterator<char>(schema), {}));
  }
  WooShop(const WooShop&) = delete;
  ~WooShop() { sqlite3_close(shop_); }

  // All cells of a statement over the vocabulary, rows parted by "; ".
  std::string ask(const std::string& sql) {
    auto mapped = mapping_.over(sql);
    if (!mapped) FAIL(mapped.error().message);
    return run(*mapped);
  }

  void post(int id, const std::string& title, const std::string& more = "'publish', 0, 'product'") {
    run("INSERT INTO wp_posts (ID, post_date, post_modified, post_content, post_excerpt, to_ping, pinged, "
        "post_content_filtered, post_title, post_status, post_parent, post_type) VALUES (" +
        std::to_string(id) + ", '2025-01-02 03:04:05', '2025-02-03 04:05:06', '', '', '', '', '', '" + title +
        "', " + more + ")");
  }
  void stock(int id, const std::string& sku, const std::string& price, const std::string& quantity,
             const std::string& status = "instock") {
    run("INSERT INTO wp_wc_product_meta_lookup (product_id, sku, min_price, stock_quantity, stock_status) "
        "VALUES (" +
        std::to_string(id) + ", " + sku + ", " + price + ", " + quantity + ", '" + status + "')");
  }
  void term(int id, const std::string& name, const std::string& taxonomy, int parent = 0) {
    const auto number = std::to_string(id);
    run("INSERT INTO wp_terms (term_id, name) VALUES (" + number + ", '" + name +
        "'); INSERT INTO wp_term_taxonomy (term_taxonomy_id, term_id, taxonomy, description, parent) VALUES "
        "(" +
        number + ", " + number + ", '" + taxonomy + "', '', " + std::to_string(parent) + ")");
  }
  void tag(int post, int term) {
    run("INSERT INTO wp_term_relationships (object_id, term_taxonomy_id) VALUES (" + std::to_string(post) +
        ", " + std::to_string(term) + ")");
  }
  void order(int id, const std::string& status, const std::string& at = "2026-03-01 23:30:00",
             int parent = 0) {
    const auto number = std::to_string(id), of = std::to_string(parent);
    run("INSERT INTO wp_wc_orders (id, status, type, parent_order_id, total_amount, tax_amount, customer_id, "
        "billing_email, date_created_gmt) VALUES (" +
        number + ", '" + status + "', '" + (parent == 0 ? "shop_order" : "shop_order_refund") + "', " + of +
        ", 30, 0, 7, 'ann@example.com', '2026-03-02 07:30:00'); INSERT INTO wp_wc_order_stats (order_id, "
        "parent_id, "
        "date_created, status, customer_id, total_sales, net_total, shipping_total, tax_total) VALUES (" +
        number + ", " + of + ", '" + at + "', '" + status + "', 7, 30, 24, 6, 0)");
  }
  void line(int item, int order, int product, int variation, int units, double net, double coupon = 0) {
    run("INSERT INTO wp_wc_order_product_lookup (order_item_id, order_id, product_id, variation_id, "
        "date_created, "
        "product_qty, product_net_revenue, coupon_amount) VALUES (" +
        std::to_string(item) + ", " + std::to_string(order) + ", " + std::to_string(product) + ", " +
        std::to_string(variation) + ", '2026-03-01 23:30:00', " + std::to_string(units) + ", " +
        std::to_string(net) + ", " + std::to_string(coupon) +
        "); INSERT INTO wp_woocommerce_order_items (order_item_id, order_item_name, order_item_type, "
        "order_id) VALUES (" +
        std::to_string(item) + ", 'as sold', 'line_item', " + std::to_string(order) + ")");
  }
  void refund_of(int item, int line) {
    run("INSERT INTO wp_woocommerce_order_itemmeta (meta_id, order_item_id, meta_key, meta_value) VALUES (" +
        std::to_string(item) + ", " + std::to_string(item) + ", '_refunded_item_id', '" +
        std::to_string(line) + "')");
  }
  std::string run(const std::string& sql) {
    std::string text;
    auto take = [](void* into, int count, char** cells, char**) {
      auto& all = *static_cast<std::string*>(into);
      for (int i = 0; i < count; ++i)
        all += (i > 0 ? " " : all.empty() ? "" : "; ") + std::string(cells[i] ? cells[i] : "NULL");
      return 0;
    };
    char* message = nullptr;
    sqlite3_exec(shop_, sql.c_str(), take, &text, &message);
    const std::string fault = message ? message : "";
    sqlite3_free(message);
    if (!fault.empty()) FAIL(fault << " in " << sql);
    return text;
  }

 private:
  static queries::SchemaMapping load() {
    auto loaded =
        queries::Catalogue::load(agent_folder, {}, {agent_folder + "/schemas/woocommerce.yaml", ""});
    if (!loaded) throw std::runtime_error(config::text_of(loaded.error()));
    return *loaded->schema();
  }

  queries::SchemaMapping mapping_;
  sqlite3* shop_ = nullptr;
};

}  // namespace

TEST_CASE("woocommerce: products are simple ones and variations, never the head of variations") {
  WooShop shop;
  shop.post(10, "Simple");
  shop.stock(10, "'S-1'", "12.5", "4");
  shop.post(20, "Head");
  shop.stock(20, "'H'", "1", "NULL");
  shop.post(21, "Head - small", "'publish', 20, 'product_variation'");
  shop.stock(21, "''", "1", "-2");
  shop.post(22, "Head - large", "'private', 20, 'product_variation'");
  shop.stock(22, "NULL", "2", "2.5");
  shop.post(30, "Draft", "'draft', 0, 'product'");
  shop.stock(30, "'D'", "3", "1");
  shop.post(31, "Variation of a hidden head", "'publish', 32, 'product_variation'");
  shop.stock(31, "'V'", "3", "1");
  shop.post(32, "Hidden head", "'private', 0, 'product'");
  shop.post(33, "Bin", "'trash', 0, 'product'");
  shop.stock(33, "'T'", "3", "1");
  shop.post(34, "A page", "'publish', 0, 'page'");
  CHECK(
      shop.ask(
          "SELECT p.products_id, p.products_model, p.products_quantity, p.products_price, p.products_status "
          "FROM products p ORDER BY p.products_id") ==
      "10 S-1 4.0 12.5 1; 21 NULL -2.0 1 1; 22 NULL 2.5 2 0; 30 D 1.0 3 0; 31 V 1.0 3 0");
  CHECK(shop.ask("SELECT d.products_name FROM products_description d WHERE d.products_id = 21 AND "
                 "d.language_id = 1") == "Head - small");
}

TEST_CASE("woocommerce: stock that nobody counts is not known, unless it is marked as out") {
  WooShop shop;
  shop.post(10, "Not counted");
  shop.stock(10, "'A'", "1", "NULL");
  shop.post(11, "Marked as out");
  shop.stock(11, "'B'", "1", "NULL", "outofstock");
  CHECK(shop.ask("SELECT p.products_id, p.products_quantity FROM products p ORDER BY p.products_id") ==
        "10 NULL; 11 0.0");
}

TEST_CASE("woocommerce: brand, main category and cost, a variation's from its head") {
  WooShop shop;
  shop.term(1, "Glass", "product_cat");
  shop.term(5, "Sheets", "product_cat", 1);
  shop.term(4, "Rods", "product_cat", 1);
  shop.term(8, "Sale", "product_cat");
  shop.term(90, "Maker", "product_brand");
  shop.term(91, "Other", "product_brand");
  shop.post(20, "Head");
  shop.post(21, "Head - small", "'publish', 20, 'product_variation'");
  shop.stock(21, "'A'", "1", "1");
  shop.post(22, "Head - large", "'publish', 20, 'product_variation'");
  shop.stock(22, "'B'", "1", "1");
  shop.post(30, "Bare");
  shop.stock(30, "'C'", "1", "1");
  for (int term : {8, 5, 4, 1, 91, 90}) shop.tag(20, term);
  shop.run(
      "INSERT INTO wp_postmeta VALUES (1, 20, '_cogs_total_value', '7.25'), (2, 22, '_cogs_total_value', "
      "'8.5'), "
      "(3, 22, '_price', '99')");
  CHECK(
      shop.ask(
          "SELECT p.products_id, p.manufacturers_id, p.master_categories_id, p.products_cost FROM products p "
          "ORDER BY p.products_id") == "21 90 4 7.25; 22 90 4 8.5; 30 NULL 0 NULL");
  CHECK(shop.ask("SELECT m.manufacturers_name FROM manufacturers m ORDER BY m.manufacturers_id") ==
        "Maker; Other");
  CHECK(shop.ask("SELECT x.categories_id FROM products_to_categories x WHERE x.products_id = 22 ORDER BY "
                 "x.categories_id") == "1; 4; 5; 8");
  CHECK(shop.ask("SELECT c.categories_id, c.parent_id FROM categories c ORDER BY c.categories_id") ==
        "1 0; 4 1; 5 1; 8 0");
}

TEST_CASE(
    "woocommerce: orders have the shop's own time and their status as a number; drafts and refunds are "
    "none") {
  WooShop shop;
  int id = 100;
  for (const char* status :
       {"wc-pending", "wc-processing", "wc-completed", "wc-on-hold", "wc-cancelled", "wc-refunded",
        "wc-failed", "wc-at-the-kiln", "wc-checkout-draft", "trash", "auto-draft"})
    shop.order(++id, status);
  shop.order(200, "wc-completed", "2026-03-05 10:00:00", 103);
  shop.run(
      "INSERT INTO wp_woocommerce_order_items VALUES (1, 'Parcel', 'shipping', 103), (2, 'Express', "
      "'shipping', "
      "103)");
  shop.run(
      "INSERT INTO wp_wc_order_addresses (id, order_id, address_type, country, state) VALUES (1, 103, "
      "'billing', "
      "'US', 'CA'), (2, 103, 'shipping', 'CA', NULL)");
  CHECK(shop.ask("SELECT o.orders_id, o.orders_status FROM orders o ORDER BY o.orders_id") ==
        "101 1; 102 2; 103 3; 104 4; 105 5; 106 6; 107 7; 108 0");
  CHECK(shop.ask("SELECT o.date_purchased, o.billing_country, o.billing_state, o.shipping_method, "
                 "o.order_total FROM "
                 "orders o WHERE o.orders_id = 103") == "2026-03-01 23:30:00 US CA Parcel 30");
  CHECK(shop.ask("SELECT s.orders_status_name FROM orders_status s ORDER BY s.orders_status_id") ==
        "Other; Pending payment; Processing; Completed; On hold; Cancelled; Refunded; Failed");
  CHECK(shop.ask("SELECT t.class, t.value FROM orders_total t WHERE t.orders_id = 103 ORDER BY t.class") ==
        "ot_shipping 6.0; ot_subtotal 24.0; ot_total 30.0");
}

TEST_CASE(
    "woocommerce: units are less what was refunded of a line, but not of an order refunded as a whole") {
  WooShop shop;
  shop.order(1, "wc-completed");
  shop.line(11, 1, 20, 21, 5, 40.0, 10.0);  // a variation, with a coupon
  shop.line(12, 1, 30, 0, 2, 7.0);
  shop.line(13, 1, 30, 0, 3, 10.5);  // the same product once more
  shop.order(2, "wc-refunded");
  shop.line(14, 2, 30, 0, 1, 3.5);
  shop.order(301, "wc-completed", "2026-03-09 10:00:00", 1);
  shop.line(31, 301, 20, 21, -2, -16.0);
  shop.refund_of(31, 11);
  shop.line(32, 301, 30, 0, -3, -10.5);
  shop.refund_of(32, 13);
  shop.order(302, "wc-completed", "2026-03-09 10:00:00", 1);  // and again, and money without goods
  shop.line(33, 302, 20, 21, -1, -8.0);
  shop.refund_of(33, 11);
  shop.line(34, 302, 30, 0, 0, -1.0);
  shop.refund_of(34, 12);
  shop.order(303, "wc-completed", "2026-03-09 10:00:00", 2);
  shop.line(35, 303, 30, 0, -1, -3.5);
  shop.refund_of(35, 14);
  CHECK(
      shop.ask("SELECT l.orders_products_id, l.orders_id, l.products_id, l.products_quantity, l.final_price, "
               "l.products_price FROM orders_products l ORDER BY l.orders_products_id") ==
      "11 1 21 2 8.0 10.0; 12 1 30 2 3.5 3.5; 13 1 30 0 3.5 3.5; 14 2 30 1 3.5 3.5");
}

TEST_CASE("woocommerce: the history of an order is its notes") {
  WooShop shop;
  shop.run(
      "INSERT INTO wp_comments (comment_ID, comment_post_ID, comment_author, comment_date, comment_content, "
      "comment_type) VALUES (5, 1, 'WooCommerce', '2026-03-02 08:00:00', 'changed', 'order_note'), (6, 1, "
      "'Ann', "
      "'2026-03-03 08:00:00', 'Nice glass', 'review')");
  CHECK(
      shop.ask("SELECT h.orders_status_history_id, h.orders_id, h.date_added FROM orders_status_history h") ==
      "5 1 2026-03-02 08:00:00");
}
