// Goal: what is said of sales, returns, backorders, records, new products and margins holds at the edges:
// days that are not over, clocks put forward, cancelled and returned orders, fractions, orders without lines,
// leap days, nulls. Method: shops of a few rows whose answers are plain to see.
#include <catch2/catch.hpp>

#include "edge_shop.hpp"

using namespace garden;
using namespace garden::queries::testing;
using base::Json;
using Ids = std::vector<std::int64_t>;

TEST_CASE("a running day is compared with the other one up to the same time") {
  EdgeShop shop;
  shop.moment("America/Los_Angeles", "2026-03-09T19:30:00Z");  // the 9th, 12:30; yesterday had 23 hours
  shop.product(1, "5");
  shop.order("2026-03-09 09:00:00", {{1, "2", "10.0000"}, {1, "0.5", "4.0000"}});
  shop.order("2026-03-09 12:30:00", {});  // no lines: still an order
  shop.order("2026-03-09 10:00:00", {{1, "100"}}, 5);
  shop.order("2026-03-08 12:29:59", {{1, "1", "11.0000"}});
  shop.order("2026-03-08 12:30:00", {{1, "1", "500.0000"}});
  shop.order("2026-03-02 10:00:00", {{1, "4", "11.0000"}});
  auto today = shop.result("get_sales_summary", {{"period", "today"}});
  REQUIRE(today.rows.size() == 1);
  CHECK(cell(today, 0, "orders_count") == 2);
  CHECK(cell(today, 0, "units") == 2.5);
  CHECK(cell(today, 0, "revenue") == "22.00");
  CHECK(cell(today, 0, "average") == 11);
  CHECK(cell(today, 0, "orders_before") == 1);
  CHECK(cell(today, 0, "revenue_change") == 100);
  CHECK(cell(today, 0, "orders_change") == 100);
  CHECK(today.since == "2026-03-09");
  CHECK(today.until == "2026-03-09");
  CHECK(today.totals["total_orders"] == 2);
  CHECK(today.totals["charged"] == "24.69");  // the orders' own totals, 12.345 each
  CHECK(today.totals["compared_until"] == "2026-03-08 12:30:00");
  auto week = shop.result("get_sales_summary", {{"period", "today"}, {"compare", "week_before"}});
  CHECK(cell(week, 0, "revenue_before") == "44.00");
  CHECK(cell(week, 0, "revenue_change") == -50);
  auto yesterday = shop.result("get_sales_summary", {{"period", "yesterday"}});
  CHECK(cell(yesterday, 0, "revenue") == "511.00");
  CHECK(cell(yesterday, 0, "revenue_change").is_null());  // nothing the day before
  CHECK(yesterday.warnings.size() == 1);
  CHECK(shop.result("get_sales_summary", {{"period", "last_year"}}).rows.empty());
}

TEST_CASE("a summary is split by day, category or maker, and an order counts once in all") {
  EdgeShop shop;
  shop.run(
      "INSERT INTO categories (categories_id, parent_id) VALUES (2, 0);"
      "INSERT INTO categories_description VALUES (2, 1, 'Tools')");
  for (int id : {1, 2, 3}) shop.product(id, "5");
  shop.run("UPDATE products SET master_categories_id = 2, manufacturers_id = NULL WHERE products_id = 2");
  shop.order("2026-06-13 23:59:59", {{1, "1"}, {2, "2"}});
  shop.order("2026-06-14 00:00:00", {{1, "1", "NULL"}, {99, "1"}});  // one without price, one that is gone
  shop.order("2026-06-10 12:00:00", {{2, "4"}});
  auto days = shop.result("get_sales_summary", {{"days", 5}, {"by", "day"}});
  CHECK(days.rows.size() == 3);
  CHECK(cell(days, 0, "name") == "2026-06-10");
  CHECK(cell(days, 1, "revenue") == "30.00");
  CHECK(cell(days, 2, "units") == 2);
  CHECK(cell(days, 2, "unpriced") == 1);
  CHECK(cell(days, 0, "revenue_before").is_null());
  CHECK(days.totals["total_orders"] == 3);
  CHECK(days.totals["total_revenue"] == "80.00");
  auto kinds = shop.result("get_sales_summary", {{"days", 2}, {"by", "category"}});
  CHECK(first_column_text(kinds) == "2 1 null");
  CHECK(cell_of(kinds, 2, "units") == 2);
  CHECK(cell_of(kinds, 2, "units_before") == 0);  // the 11th and 12th
  CHECK(cell(kinds, 2, "name") == "no category");
  CHECK(cell_of(kinds, 1, "orders_count") == 2);
  CHECK(kinds.totals["total_orders"] == 2);
  auto makers = shop.result("get_sales_summary", {{"days", 2}, {"by", "manufacturer"}});
  CHECK(cell(makers, 0, "name") == "no maker");
  auto tools = shop.result("get_sales_summary", {{"days", 5}, {"category", "tools"}});
  CHECK(cell(tools, 0, "units") == 6);
  CHECK(tools.totals["total_orders"] == 2);
  CHECK(tools.totals["charged"].is_null());
}

TEST_CASE("returned is what the status of an order says, cancelled is neither sold nor returned") {
  EdgeShop shop;
  for (int id : {1, 2, 3, 4}) shop.product(id, "5");
  shop.order("2026-06-10 10:00:00", {{1, "6"}, {2, "1.5"}, {3, "8"}});
  shop.order("2026-06-10 10:00:00", {{1, "2"}, {2, "0.5", "NULL"}}, 6);
  shop.order("2026-06-11 10:00:00", {{2, "90"}, {3, "9"}}, 5);
  shop.order("2026-06-12 10:00:00", {{4, "3"}}, 6);
  auto returns = shop.result("get_returns_rate", {{"days", 10}});
  CHECK(first_column(returns) == Ids{4, 1, 2});
  CHECK(cell_of(returns, 1, "sold") == 8);
  CHECK(cell_of(returns, 1, "rate") == 25);
  CHECK(cell_of(returns, 1, "refunded") == "20.00");
  CHECK(cell_of(returns, 2, "rate") == 25);
  CHECK(cell_of(returns, 2, "refunded").is_null());
  CHECK(cell_of(returns, 4, "rate") == 100);
  CHECK(
      returns.totals ==
      Json({{"total_sold", 21}, {"total_returned", 5.5}, {"total_rate", 26.2}, {"total_refunded", "50.00"}}));
  CHECK(returns.warnings.size() == 2);
  shop.settings({{"returned_statuses", {5, 6}}});
  CHECK(cell_of(shop.result("get_returns_rate", {{"days", 10}}), 3, "returned") == 9);
  CHECK(shop.result("get_returns_rate", {{"days", 1}}).rows.empty());
}

TEST_CASE("units owed are those of the newest open orders, and the oldest of these waits") {
  EdgeShop shop;
  shop.product(1, "-5");
  shop.product(2, "-1.5");
  shop.product(3, "-4");
  shop.product(4, "-0.0004");  // less than a thousandth: nothing
  shop.product(5, "0");
  shop.run("UPDATE products SET products_status = 0 WHERE products_id = 3");
  shop.order("2026-05-01 10:00:00", {{1, "9"}}, 1);             // served: the newer ones owe all 5
  shop.order("2026-06-01 10:00:00", {{1, "3"}}, 2);             // 2 of its 3
  shop.order("2026-06-02 10:00:00", {{1, "2"}, {1, "1"}}, 1);   // one order, two lines
  shop.order("2026-06-03 10:00:00", {{1, "50"}}, 5);            // cancelled
  shop.order("2026-06-04 10:00:00", {{1, "50"}, {2, "7"}}, 3);  // sent
  shop.order("2026-06-05 10:00:00", {{2, "1"}, {2, "0"}}, 1);   // 1 of the 1.5
  auto owed = shop.result("get_backorders");
  CHECK(first_column(owed) == Ids{1, 2, 3});
  CHECK(cell_of(owed, 1, "backlog") == 5);
  CHECK(cell_of(owed, 1, "orders_count") == 2);
  CHECK(cell_of(owed, 1, "oldest_order") == 2);
  CHECK(cell_of(owed, 1, "waiting_since") == "2026-06-01");
  CHECK(cell_of(owed, 1, "waiting_days") == 14);
  CHECK(cell_of(owed, 1, "unexplained") == 0);
  CHECK(cell_of(owed, 2, "oldest_order") == 6);
  CHECK(cell_of(owed, 2, "unexplained") == 0.5);
  CHECK(cell_of(owed, 3, "oldest_order").is_null());
  CHECK(cell_of(owed, 3, "unexplained") == 4);
  CHECK(cell_of(owed, 3, "remark") == "not on sale");
  CHECK(owed.totals == Json({{"total_backlog", 10.5}, {"total_value", "105.00"}, {"without_order", 2}}));
  shop.settings({{"open_statuses", {3}}});
  CHECK(cell_of(shop.result("get_backorders"), 1, "oldest_order") == 5);
  shop.run("UPDATE products SET products_quantity = 1");
  CHECK(shop.result("get_backorders").summary == "Nothing is owed - no product has less than zero.");
}

TEST_CASE("records that cannot be right are listed by issue; a fraction is none") {
  EdgeShop shop;
  for (int id = 1; id <= 9; ++id) shop.product(id, "0.7");
  shop.run(
      "UPDATE products SET products_quantity = -1 WHERE products_id = 1;"
      "UPDATE products SET products_model = 'M-3' WHERE products_id IN (2, 9);"
      "UPDATE products SET products_model = 'm-3', products_price = 0 WHERE products_id = 4;"
      "UPDATE products SET products_model = '', products_price = NULL WHERE products_id = 5;"
      "UPDATE products SET products_model = NULL WHERE products_id = 6;"
      "UPDATE products SET master_categories_id = 0 WHERE products_id IN (6, 7);"
      "INSERT INTO products_to_categories VALUES (7, 1);"
      "UPDATE products_description SET products_name = '' WHERE products_id = 8;"
      "INSERT INTO products_description (products_id, language_id, products_name) VALUES (1, 2, 'x');"
      "UPDATE products SET products_status = 0 WHERE products_id = 9");
  shop.product(10, "75000", "0");  // a parent has no price of its own
  auto bad = shop.result("get_negative_or_bad_stock");
  auto issues = [](const queries::QueryResult& result) {
    std::string all;
    for (std::size_t i = 0; i < result.rows.size(); ++i)
      all += base::to_text(result.rows[i][0]) + cell(result, i, "issue").get<std::string>() + " ";
    return all;
  };
  CHECK(issues(bad) ==
        "1negative 2duplicate_model 3duplicate_model 5no_model 6no_model 4no_price 5no_price "
        "6no_category 8no_name ");
  CHECK(cell_of(bad, 2, "other_id") == 3);
  CHECK(cell_of(bad, 3, "other_id") == 2);
  CHECK(bad.totals == Json({{"negative", 1},
                            {"unknown_stock", 0},
                            {"duplicate_models", 2},
                            {"without_model", 2},
                            {"without_price", 2},
                            {"without_category", 1},
                            {"without_name", 1}}));
  CHECK(issues(shop.result("get_negative_or_bad_stock",
                           {{"issue", "duplicate_model"}, {"only_active", false}})) ==
        "2duplicate_model 3duplicate_model 9duplicate_model ");
  CHECK(issues(shop.result("get_negative_or_bad_stock", {{"issue", "no_price"}})) == "4no_price 5no_price ");
  CHECK(shop.result("get_negative_or_bad_stock", {{"issue", "unknown"}}).rows.empty());
}

TEST_CASE(
    "a new product is measured by the whole days it was there, and against older ones of its category") {
  EdgeShop shop;
  shop.moment("UTC", "2024-03-10T12:00:00Z");  // a leap year
  shop.product(1, "5", "10.0000", "2024-02-28 09:00:00");
  shop.product(2, "5", "10.0000", "2024-03-10 09:00:00");
  shop.product(3, "5", "10.0000", "2023-12-31 23:59:59");
  shop.product(4, "5");
  shop.product(5, "5");
  shop.product(6, "5", "10.0000", "2024-02-01 00:00:00");
  shop.run(
      "UPDATE products SET master_categories_id = 7 WHERE products_id = 6;"
      "UPDATE products SET products_status = 0 WHERE products_id = 5");
  shop.order("2024-03-01 10:00:00", {{1, "5.5"}, {4, "21"}, {5, "100"}});
  shop.order("2024-03-10 10:00:00", {{1, "50"}, {2, "3"}});  // today: no whole day
  auto fresh = shop.result("get_new_products", {{"days", 70}});
  CHECK(first_column(fresh) == Ids{2, 1, 6, 3});
  CHECK(cell_of(fresh, 1, "on_sale_days") == 11);
  CHECK(cell_of(fresh, 1, "units_sold") == 5.5);
  CHECK(cell_of(fresh, 1, "per_day") == 0.5);
  CHECK(cell_of(fresh, 1, "first_sale") == "2024-03-01");
  CHECK(cell_of(fresh, 1, "peers_per_day") == 0.3);  // 21 in 70 days of the one active product that is older
  CHECK(cell_of(fresh, 2, "on_sale_days") == 0);
  CHECK(cell_of(fresh, 2, "per_day").is_null());
  CHECK(cell_of(fresh, 3, "on_sale_days") == 70);
  CHECK(cell_of(fresh, 6, "on_sale_days") == 38);
  CHECK(cell_of(fresh, 6, "peers_per_day").is_null());
  CHECK(fresh.totals == Json({{"sold_products", 1}, {"total_units", 5.5}}));
  CHECK(first_column(shop.result("get_new_products", {{"days", 69}})) == Ids{2, 1, 6});
  CHECK(first_column(shop.result("get_new_products", {{"days", 1}})) == Ids{2});
}

TEST_CASE("a margin is judged by the price and by what was paid, where the cost is known") {
  EdgeShop shop;
  for (int id = 1; id <= 8; ++id) shop.product(id, "5", "10.0000");
  shop.run(
      "UPDATE products SET products_cost = 8 WHERE products_id IN (1, 6);"  // 20 %: in line
      "UPDATE products SET products_cost = 8.0001 WHERE products_id = 2;"
      "UPDATE products SET products_cost = 12.5 WHERE products_id = 3;"
      "UPDATE products SET products_cost = 1, products_price = NULL WHERE products_id = 4;"
      "UPDATE products SET products_cost = 5 WHERE products_id IN (5, 8);"
      "UPDATE products SET products_status = 0 WHERE products_id = 8");
  shop.order("2026-06-01 10:00:00",
             {{5, "1", "6.0000"}, {5, "3", "6.2000"}, {1, "2", "10.0000"}, {1, "9", "NULL"}});
  shop.order("2026-06-01 10:00:00", {{6, "1", "0.0000"}});
  shop.order("2026-06-01 10:00:00", {{1, "9", "1.0000"}}, 5);
  auto odd = shop.result("get_price_margin_exceptions");
  CHECK(first_column(odd) == Ids{4, 3, 2, 6, 5});
  CHECK(cell_of(odd, 4, "reason") == "no price");
  CHECK(cell_of(odd, 4, "margin").is_null());
  CHECK(cell_of(odd, 3, "reason") == "priced below cost");
  CHECK(cell_of(odd, 3, "margin") == -25);
  CHECK(cell_of(odd, 2, "reason") == "margin too low");
  CHECK(cell_of(odd, 5, "reason") == "sold with too low a margin");
  CHECK(cell_of(odd, 5, "paid_price") == 6.15);
  CHECK(cell_of(odd, 5, "margin") == 50);
  CHECK(cell_of(odd, 5, "paid_margin") == 18.7);
  CHECK(cell_of(odd, 6, "paid_price") == 0);
  CHECK(cell_of(odd, 6, "paid_margin").is_null());
  CHECK(odd.totals == Json({{"below_cost", 1}, {"sold_low", 2}, {"uncosted", 1}}));
}
