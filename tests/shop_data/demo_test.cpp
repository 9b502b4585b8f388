// Goal: the demo shop is a shop an analyst can be judged on: consistent, believable, the same for the same
// seed, and with every kind of trouble in it. Method: shops are made in a scratch folder and looked at by
// SQL; what the generator says of itself (DemoTruth) is re-derived by queries that know nothing of it.
#include "shop_data/demo.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <iostream>
#include <map>

#include "scratch.hpp"
#include "shop_data/local_time.hpp"

using namespace garden::shop_data;
using garden::base::Code;
using Plan = DemoTruth::Plan;

namespace {
constexpr auto as_of = "2026-11-22 10:30:00";

DemoOptions options_for(const Scratch& scratch, const std::string& name = "demo.db") {
  DemoOptions options;
  options.path = scratch / name;
  options.as_of = as_of;
  return options;
}

DemoOptions small(const Scratch& scratch, const std::string& name = "demo.db") {
  auto options = options_for(scratch, name);
  options.products = 80;
  options.orders = 600;
  options.days = 120;
  return options;
}

DemoSummary make(const DemoOptions& options) {
  auto made = make_demo_shop(options);
  INFO((made ? "" : made.error().text()));
  REQUIRE(made.has_value());
  return *made;
}

std::string days_ago(int days) { return local_text(*parse_local(as_of) - days * day_s); }
}  // namespace

TEST_CASE("demo: the same seed and moment make the same shop and another seed another one") {
  Scratch scratch;
  auto a = small(scratch, "a.db"), b = small(scratch, "b.db"), c = small(scratch, "c.db");
  c.seed = 2;
  b.with_truth = true;  // what is remembered must not change what is made
  make(a);
  make(b);
  make(c);
  auto first = Reader(a.path).everything();
  CHECK(first.size() > 100'000);
  CHECK(first == Reader(b.path).everything());
  CHECK(first != Reader(c.path).everything());
}

TEST_CASE("demo: the shop has the size and the mix that it promises") {
  Scratch scratch;
  auto started = std::chrono::steady_clock::now();
  auto summary = make(options_for(scratch));
  std::cout << "demo shop: " << summary.products << " products, " << summary.orders << " orders, "
            << summary.order_lines << " lines in "
            << std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count() << " s\n";
  Reader shop(summary.path);
  CHECK(shop.one("PRAGMA integrity_check") == "ok");
  CHECK(shop.number("SELECT COUNT(*) FROM products") == summary.products);
  CHECK(shop.number("SELECT COUNT(*) FROM orders") == summary.orders);
  CHECK(shop.number("SELECT COUNT(*) FROM orders_products") == summary.order_lines);
  CHECK(shop.number("SELECT COUNT(*) FROM customers") == summary.customers);
  CHECK(std::abs(summary.products - 400) <= 8);
  CHECK(std::abs(summary.orders - 20'000) <= 600);
  CHECK(std::abs(summary.order_lines - 50'000) <= 5'000);
  CHECK(shop.one("SELECT MIN(date_purchased) FROM orders") == summary.first_order);
  CHECK(shop.one("SELECT MAX(date_purchased) FROM orders") == summary.last_order);
  CHECK(summary.first_order >= days_ago(730));
  CHECK(summary.first_order < days_ago(728));
  CHECK(summary.last_order <= as_of);
  CHECK(summary.last_order > days_ago(1));
  // A few percent of the orders sold nothing, and the newest are not through yet.
  auto cancelled = shop.number("SELECT COUNT(*) FROM orders WHERE orders_status = 5") * 1000 / summary.orders;
  CHECK((cancelled >= 30 && cancelled <= 41));
  auto refunded = shop.number("SELECT COUNT(*) FROM orders WHERE orders_status = 6") * 1000 / summary.orders;
  CHECK((refunded >= 10 && refunded <= 21));
  CHECK(shop.number("SELECT COUNT(*) FROM orders WHERE orders_status IN (1, 2) AND date_purchased > '" +
                    days_ago(1) + "'") > 10);
  // A long tail: the best tenth of the products sells a good part of all units, though not everything.
  auto units = shop.number("SELECT CAST(SUM(products_quantity) AS INTEGER) FROM orders_products");
  auto best = shop.number(
      "SELECT CAST(SUM(u) AS INTEGER) FROM (SELECT SUM(products_quantity) AS u FROM "
      "orders_products GROUP BY products_id ORDER BY u DESC LIMIT 40)");
  CHECK((best * 100 / units >= 30 && best * 100 / units <= 65));
  CHECK(shop.number(
            "SELECT COUNT(*) FROM orders_products WHERE products_quantity <> ROUND(products_quantity)") > 50);
  CHECK(shop.number("SELECT COUNT(DISTINCT customers_country) FROM orders") == 6);
  CHECK(shop.number("SELECT COUNT(*) FROM orders WHERE currency = 'EUR'") > 1000);
}

TEST_CASE("demo: the numbers of an order agree with each other") {
  Scratch scratch;
  auto summary = make(options_for(scratch));
  Reader shop(summary.path);
  auto none = [&shop](const std::string& what) { return shop.number("SELECT COUNT(*) FROM " + what) == 0; };
  std::string total =
      "(SELECT COALESCE(SUM(CAST(ROUND(1e4 * t.value) AS INTEGER)), 0) FROM orders_total t WHERE "
      "t.orders_id = o.orders_id AND t.class = '";
  std::string lines =
      "(SELECT SUM(CAST(ROUND(1e4 * l.final_price) AS INTEGER) * CAST(ROUND(1e3 * l.products_quantity) "
      "AS INTEGER)) FROM orders_products l WHERE l.orders_id = o.orders_id)";
  CHECK(none("orders o WHERE " + lines + " <> 1000 * " + total + "ot_subtotal')"));
  CHECK(none("orders o WHERE CAST(ROUND(1e4 * o.order_total) AS INTEGER) <> " + total + "ot_total')"));
  CHECK(none("orders o WHERE " + total + "ot_total') <> " + total + "ot_subtotal') + " + total +
             "ot_shipping') + " + total + "ot_tax')"));
  CHECK(none("orders o WHERE NOT EXISTS (SELECT 1 FROM orders_products l WHERE l.orders_id = o.orders_id)"));
  CHECK(none("orders o WHERE orders_status NOT IN (SELECT orders_status_id FROM orders_status)"));
  CHECK(none("orders o WHERE customers_id NOT IN (SELECT customers_id FROM customers)"));
  CHECK(none("orders_products l WHERE products_id NOT IN (SELECT products_id FROM products)"));
  CHECK(none(
      "orders a JOIN orders b ON b.orders_id = a.orders_id + 1 AND b.date_purchased < a.date_purchased"));
  CHECK(none("(SELECT 1 FROM orders_products GROUP BY orders_id, products_id HAVING COUNT(*) > 1)"));
  // The history ends in the order's status, never after the shop's last moment.
  CHECK(
      none("orders o WHERE orders_status <> (SELECT orders_status_id FROM orders_status_history h WHERE "
           "h.orders_id "
           "= o.orders_id ORDER BY orders_status_history_id DESC LIMIT 1)"));
  CHECK(none("orders_status_history WHERE date_added > '" + std::string(as_of) + "'"));
  // Nothing was sold before it was on sale, and what people paid is the price or a promotion's.
  CHECK(
      none("orders_products l JOIN orders o ON o.orders_id = l.orders_id JOIN products p ON p.products_id = "
           "l.products_id WHERE o.date_purchased < p.products_date_added"));
  CHECK(none("orders_products WHERE final_price > products_price OR final_price < 0.79 * products_price"));
}

TEST_CASE("demo: products are stored the way shops store them") {
  Scratch scratch;
  auto summary = make(options_for(scratch));
  Reader shop(summary.path);
  CHECK(shop.number("SELECT COUNT(*) FROM products WHERE typeof(products_quantity) <> 'real'") == 0);
  CHECK(shop.number(
            "SELECT COUNT(*) FROM products WHERE typeof(products_price) NOT IN ('real', 'integer')") == 0);
  CHECK(shop.number("SELECT COUNT(*) FROM orders WHERE typeof(date_purchased) <> 'text' OR "
                    "date_purchased NOT LIKE '____-__-__ __:__:__'") == 0);
  CHECK(shop.rows("SELECT code FROM languages ORDER BY languages_id") ==
        std::vector<std::string>{"en", "de", "fr", "es"});
  for (auto language : {"1", "2", "3", "4"}) {
    auto names =
        shop.number(std::string("SELECT COUNT(*) FROM products_description WHERE language_id = ") + language);
    CHECK((names >= summary.products * 9 / 10 && names <= summary.products));
    CHECK(shop.number(std::string("SELECT COUNT(*) FROM orders_status WHERE language_id = ") + language) ==
          6);
  }
  CHECK(shop.number("SELECT COUNT(*) FROM products_description WHERE products_name LIKE '%&#39%'") > 0);
  CHECK(shop.number("SELECT COUNT(*) FROM products_description WHERE products_name LIKE '%&amp;%'") > 0);
  CHECK(shop.number("SELECT COUNT(*) FROM products_description WHERE products_name LIKE '%ß%'") > 0);
  CHECK(shop.number("SELECT COUNT(*) FROM products WHERE products_model IS NULL") > 0);
  CHECK(shop.number("SELECT COUNT(*) FROM products WHERE manufacturers_id IS NULL") > 0);
  CHECK(shop.number("SELECT COUNT(*) FROM products WHERE products_status = 0") > 0);
  // Families: a category below a category; its products are the sizes of one glass.
  for (const auto& row :
       shop.rows("SELECT c.categories_id, COUNT(*), COUNT(DISTINCT p.manufacturers_id) FROM categories c "
                 "JOIN products p ON p.master_categories_id = c.categories_id WHERE "
                 "c.categories_id > 100 GROUP BY 1")) {
    INFO(row);
    // A product or two were forgotten when categories were given.
    CHECK((row.ends_with("|4|1") || row.ends_with("|3|1")));
  }
  CHECK(shop.number("SELECT COUNT(*) FROM products_description WHERE language_id = 1 AND products_name LIKE "
                    "'Larkmoor%Size 24\"x24\"'") > 30);
  CHECK(shop.number("SELECT COUNT(*) FROM products_description WHERE language_id = 1 AND products_name LIKE "
                    "'Tidewell%Size 17\"x20\"'") > 15);
}

TEST_CASE("demo: people in it are invented and reachable nowhere") {
  Scratch scratch;
  auto summary = make(small(scratch));
  Reader shop(summary.path);
  CHECK(shop.number("SELECT COUNT(*) FROM orders WHERE customers_email_address NOT LIKE '%@mail.example'") ==
        0);
  CHECK(shop.number("SELECT COUNT(*) FROM orders WHERE ip_address NOT LIKE '192.0.2.%'") == 0);
  CHECK(shop.number("SELECT COUNT(*) FROM orders WHERE cc_number IS NOT NULL OR cc_owner IS NOT NULL") == 0);
}

TEST_CASE("demo: what the generator knows is what SQL finds") {
  Scratch scratch;
  auto options = options_for(scratch);
  options.with_truth = true;
  auto summary = make(options);
  REQUIRE(summary.truth);
  const auto& truth = *summary.truth;
  Reader shop(summary.path);
  auto as_of_s = *parse_local(as_of);
  CHECK(truth.as_of_s == as_of_s);
  // The last N whole days, and everything up to as_of.
  auto today_s = as_of_s / day_s * day_s;
  for (int days : {30, 90, 365}) {
    auto since_s = today_s - days * day_s;
    std::map<int, std::int64_t> found;
    for (const auto& row :
         shop.rows("SELECT l.products_id, SUM(CAST(ROUND(1e3 * l.products_quantity) AS INTEGER)) FROM "
                   "orders_products l "
                   "JOIN orders o ON o.orders_id = l.orders_id WHERE o.orders_status IN (1, 2, 3, 4) AND "
                   "o.date_purchased >= '" +
                   local_text(since_s) + "' AND o.date_purchased < '" + local_text(today_s) + "' GROUP BY 1"))
      found[std::stoi(row)] = std::stoll(row.substr(row.find('|') + 1));
    for (const auto& product : truth.products) {
      INFO("product " << product.id << " in " << days << " days");
      CHECK(product.sold_m(since_s, today_s) == found[product.id]);
    }
  }
  for (const auto& product : truth.products) {
    std::string where = " WHERE products_id = " + std::to_string(product.id);
    INFO("product " << product.id);
    CHECK(shop.one("SELECT COALESCE(products_model, '-'), CAST(ROUND(1e3 * products_quantity) AS INTEGER), "
                   "products_status, COALESCE(manufacturers_id, 0), products_date_added, "
                   "CAST(ROUND(1e4 * products_price) AS INTEGER) FROM products" +
                   where) == product.model.value_or("-") + "|" + std::to_string(product.stock_m) + "|" +
                                 (product.active ? "1" : "0") + "|" +
                                 std::to_string(product.manufacturer_id) + "|" + product.added + "|" +
                                 std::to_string(product.price_e4));
    auto last = product.last_sale_s();
    CHECK(shop.one("SELECT MAX(date_purchased) FROM orders JOIN orders_products USING (orders_id)" + where +
                   " AND orders_status < 5") == (last ? local_text(*last) : "NULL"));
  }
}

TEST_CASE("demo: every plan is carried out, and there are some of each") {
  Scratch scratch;
  auto options = options_for(scratch);
  options.with_truth = true;
  for (std::uint64_t seed : {1, 7}) {
    options.seed = seed;
    auto summary = make(options);
    auto as_of_s = summary.truth->as_of_s;
    std::map<Plan, int> count;
    for (const auto& product : summary.truth->products) {
      ++count[product.plan];
      auto year_m = product.sold_m(as_of_s - 365 * day_s, as_of_s + 1);
      auto last_s = product.last_sale_s().value_or(0);
      INFO("product " << product.id << " plan " << static_cast<int>(product.plan) << " stock "
                      << product.stock_m << " year " << year_m);
      switch (product.plan) {
        case Plan::out_of_stock: CHECK((product.stock_m == 0 && last_s >= as_of_s - 28 * day_s)); break;
        case Plan::oversold: CHECK((product.stock_m < 0 && year_m > 0)); break;
        case Plan::critical: CHECK((product.stock_m > 0 && product.stock_m * 365 < year_m * 14)); break;
        case Plan::dead: CHECK((product.stock_m > 0 && last_s > 0 && last_s < as_of_s - 200 * day_s)); break;
        case Plan::never_sold:
          CHECK((last_s == 0 && product.stock_m >= 0 && *parse_local(product.added) < as_of_s - 365 * day_s));
          break;
        case Plan::overstock: CHECK((year_m > 0 && product.stock_m > 2 * year_m)); break;
        case Plan::fresh: CHECK(*parse_local(product.added) >= as_of_s - 60 * day_s); break;
        case Plan::inactive: CHECK((!product.active && last_s < as_of_s - 19 * day_s)); break;
        case Plan::seasonal:
        case Plan::ordinary: CHECK(product.stock_m > 0); break;
      }
      CHECK(product.active == (product.plan != Plan::inactive));
    }
    for (auto plan : {Plan::out_of_stock, Plan::oversold, Plan::critical, Plan::dead, Plan::never_sold,
                      Plan::overstock, Plan::fresh, Plan::inactive, Plan::seasonal}) {
      INFO("plan " << static_cast<int>(plan) << " seed " << seed);
      CHECK(count[plan] >= 3);
      CHECK(count[plan] <= 60);
    }
    CHECK(count[Plan::ordinary] > 200);
  }
}

TEST_CASE("demo: seasons promotions and a red that sells before Christmas can be seen") {
  Scratch scratch;
  auto summary = make(options_for(scratch));
  Reader shop(summary.path);
  auto orders_in = [&shop](const std::string& pattern) {
    return shop.number("SELECT COUNT(*) FROM orders WHERE date_purchased LIKE '" + pattern + "%'");
  };
  CHECK(orders_in("2025-10") > orders_in("2025-06") * 5 / 4);
  CHECK(orders_in("2026-10") > orders_in("2026-06") * 5 / 4);
  CHECK(shop.number("SELECT COUNT(DISTINCT coupon_code) FROM orders WHERE coupon_code <> ''") == 3);
  CHECK(orders_in("2025-11-28") > orders_in("2025-11-21") * 3 / 2);  // the day after Thanksgiving
  std::string red =
      "SELECT CAST(SUM(products_quantity) AS INTEGER) FROM orders_products JOIN orders USING (orders_id) "
      "WHERE products_model LIKE 'LM1011-%' AND date_purchased LIKE ";
  CHECK(shop.number(red + "'2025-11%'") > 10 * shop.number(red + "'2026-05%'"));
  // A bulk order of the last week stands out.
  CHECK(
      shop.number(
          "SELECT COUNT(*) FROM orders_products JOIN orders USING (orders_id) WHERE products_quantity >= 40 "
          "AND date_purchased > '" +
          days_ago(7) + "'") >= 1);
}

TEST_CASE("demo: smaller and larger shops are shops too") {
  Scratch scratch;
  for (auto [products, orders, days] : {std::tuple{60, 100, 30}, {3000, 2000, 400}, {100, 3000, 3650}}) {
    auto options = options_for(scratch);
    options.products = products;
    options.orders = orders;
    options.days = days;
    auto summary = make(options);
    INFO(products << " products");
    CHECK(std::abs(summary.products - products) <= products / 20 + 4);
    CHECK(std::abs(summary.orders - orders) <= orders / 10 + 30);
    Reader shop(summary.path);
    CHECK(
        shop.number("SELECT COUNT(DISTINCT products_name) FROM products_description WHERE language_id = 1") ==
        shop.number("SELECT COUNT(*) FROM products_description WHERE language_id = 1"));
    CHECK(shop.number("SELECT COUNT(DISTINCT products_model) FROM products") >=
          shop.number("SELECT COUNT(products_model) - 1 FROM products"));
  }
}

TEST_CASE("demo: wrong options are refused with what would be right") {
  Scratch scratch;
  auto refused = [](const DemoOptions& options) {
    auto made = make_demo_shop(options);
    return !made && made.error().code == Code::invalid && !made.error().message.empty();
  };
  auto options = small(scratch);
  options.as_of = "tomorrow";
  CHECK(refused(options));
  options = small(scratch);
  options.products = 59;
  CHECK(refused(options));
  options = small(scratch);
  options.orders = 5'000'001;
  CHECK(refused(options));
  options = small(scratch);
  options.days = 29;
  CHECK(refused(options));
  options = small(scratch);
  options.path.clear();
  CHECK(refused(options));
  CHECK(scratch.names().empty());
}
