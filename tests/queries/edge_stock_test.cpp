// Goal: what is said of stock holds at the edges: never sold, sold on the last day that counts, new,
// oversold, fractions, kits, parents, no price; and a query is narrowed to a category or maker found by
// words. Method: shops of a few rows whose answers are plain to see.
#include <catch2/catch.hpp>

#include "edge_shop.hpp"

using namespace garden;
using namespace garden::queries::testing;
using base::Json;
using Ids = std::vector<std::int64_t>;

TEST_CASE("stock is dead when nobody bought it for as long as asked, and it was there as long") {
  EdgeShop shop;  // 180 days before 2026-06-15 is 2025-12-17
  for (int id : {1, 2, 3, 4, 6, 7, 11}) shop.product(id, std::to_string(id), "10.0000");
  shop.product(5, "50", "10.0000", "2025-12-17 00:00:00");  // 180 days old, not more
  shop.product(8, "-3");
  shop.product(9, "0.5", "NULL");
  shop.product(10, "75000");
  shop.order("2025-12-01 10:00:00", {{2, "1"}});
  shop.order("2025-12-17 00:00:00", {{3, "1"}});
  shop.order("2025-12-16 23:59:59", {{4, "1"}});
  shop.order("2026-06-15 11:00:00", {{6, "0.001"}});
  shop.order("2026-06-01 10:00:00", {{7, "5"}}, 5);  // cancelled
  shop.order("2026-06-01 10:00:00", {{11, "0"}});    // a line of nothing
  auto dead = shop.result("get_dead_stock");
  CHECK(first_column(dead) == Ids{11, 7, 4, 2, 1, 9});
  CHECK(cell_of(dead, 1, "last_sale").is_null());
  CHECK(cell_of(dead, 1, "days_since_sale").is_null());
  CHECK(cell_of(dead, 1, "age_days") == 2357);
  CHECK(cell_of(dead, 2, "last_sale") == "2025-12-01");
  CHECK(cell_of(dead, 2, "days_since_sale") == 196);
  CHECK(cell_of(dead, 4, "days_since_sale") == 181);
  CHECK(cell_of(dead, 7, "last_sale").is_null());
  CHECK(cell_of(dead, 2, "value") == "20.00");
  CHECK(cell_of(dead, 9, "value").is_null());
  CHECK(cell_of(dead, 9, "available") == 0.5);
  CHECK(dead.totals == Json({{"never_sold", 4}, {"total_value", "250.00"}, {"total_cost", nullptr}}));
  CHECK(dead.total_rows == 6);
  CHECK(first_column(shop.result("get_dead_stock", {{"no_sale_days", 190}})) == Ids{11, 7, 2, 1, 9});
  shop.run("UPDATE products SET products_cost = 4 WHERE products_id = 2");
  CHECK(cell_of(shop.result("get_dead_stock"), 2, "cost_value") == "8.00");
}

TEST_CASE("a second language adds names, no rows") {
  EdgeShop shop;
  shop.product(1, "-1");
  shop.product(2, "10");
  shop.order("2026-06-01 10:00:00", {{1, "1"}, {2, "2"}}, 1);
  shop.order("2026-06-02 10:00:00", {{2, "1"}}, 6);
  shop.run(
      "INSERT INTO products_description (products_id, language_id, products_name) VALUES (1, 2, 'Eins'), (2, "
      "2, "
      "'Zwei');"
      "UPDATE products SET products_date_added = '2026-06-01 00:00:00', products_cost = 9.5");
  shop.settings({{"language_id", 2}});
  for (const auto& [query, rows] :
       std::vector<std::pair<std::string, std::size_t>>{{"get_slow_movers", 0},
                                                        {"get_days_of_cover", 2},
                                                        {"get_sell_through", 2},
                                                        {"get_returns_rate", 1},
                                                        {"get_backorders", 1},
                                                        {"get_negative_or_bad_stock", 1},
                                                        {"get_new_products", 2},
                                                        {"get_price_margin_exceptions", 2}}) {
    INFO(query);
    auto result = shop.result(query);
    CHECK(result.rows.size() == rows);
    for (const auto& row : result.rows) CHECK(row[2] == (row[0] == 1 ? "Eins" : "Zwei"));
  }
}

TEST_CASE("what a kit has is the stock of its parts: it is not added to theirs") {
  EdgeShop shop;
  shop.product(1, "10", "5.0000");
  shop.product(2, "10", "9.0000");  // the kit
  shop.run(
      "INSERT INTO categories (categories_id, parent_id) VALUES (2, 0);"
      "UPDATE products SET master_categories_id = 2 WHERE products_id = 2");
  CHECK(shop.result("get_inventory_value").totals["total_retail_value"] == "140.00");
  shop.settings({{"kit_categories", {2}}});
  auto value = shop.result("get_inventory_value");
  CHECK(value.totals["total_retail_value"] == "50.00");
  CHECK(value.totals["total_units"] == 10);
  CHECK(first_column(shop.result("get_dead_stock")) == Ids{1});
  CHECK(first_column(shop.result("get_slow_movers")) == Ids{1});
  CHECK(first_column(shop.result("get_sell_through")) == Ids{1});
}

TEST_CASE("slow is what sold little in the window, and was there all the time") {
  EdgeShop shop;  // 90 days before is 2026-03-17
  shop.product(1, "10", "1.0000");
  shop.product(2, "8", "5.0000");
  shop.product(3, "8", "5.0000");
  shop.product(4, "8", "5.0000", "2026-03-17 00:00:00");
  shop.product(5, "0", "5.0000");
  shop.product(6, "0.25", "NULL");
  shop.order("2026-04-01 10:00:00", {{2, "1.5"}, {3, "2.001"}, {4, "1"}});
  shop.order("2026-04-02 10:00:00", {{2, "0.5"}, {2, "40"}}, 6);
  shop.order("2026-04-03 10:00:00", {{2, "0.5"}});
  auto slow = shop.result("get_slow_movers");
  CHECK(first_column(slow) == Ids{1, 6, 2});
  CHECK(cell_of(slow, 2, "units_sold") == 2);
  CHECK(cell_of(slow, 2, "cover_days") == 360);
  CHECK(cell_of(slow, 1, "cover_days").is_null());
  CHECK(slow.totals == Json({{"unsold", 2}, {"total_value", "50.00"}}));
  CHECK(first_column(shop.result("get_slow_movers", {{"only_sold", true}})) == Ids{2});
  CHECK(first_column(shop.result("get_slow_movers", {{"max_units", 2.001}, {"only_sold", true}})) ==
        Ids{2, 3});
  CHECK(first_column(shop.result("get_slow_movers", {{"max_units", 0}})) == Ids{1, 6});
}

TEST_CASE("cover is zero without stock, none without sales, and ends on a day of the shop's calendar") {
  EdgeShop shop;
  shop.moment("America/Los_Angeles", "2026-03-08T20:00:00Z");  // the day the clock is put forward
  shop.product(1, "10");
  shop.product(2, "-2");
  shop.product(3, "7");
  shop.product(4, "0.5");
  shop.product(5, "5", "10.0000", "2026-03-01 00:00:00");
  shop.product(6, "0");
  for (int id : {1, 2, 4}) shop.order("2026-03-01 10:00:00", {{id, id == 4 ? "0.25" : "9"}});
  auto cover = shop.result("get_days_of_cover");
  CHECK(first_column(cover) == Ids{2, 1, 4, 3, 5, 6});
  CHECK(cell_of(cover, 1, "cover_days") == 100);
  CHECK(cell_of(cover, 1, "per_day") == 0.1);
  CHECK(cell_of(cover, 1, "sells_out_on") == "2026-06-16");
  CHECK(cell_of(cover, 2, "cover_days") == 0);
  CHECK(cell_of(cover, 2, "sells_out_on").is_null());
  CHECK(cell_of(cover, 2, "reason") == "out of stock");
  CHECK(cell_of(cover, 4, "cover_days") == 180);
  CHECK(cell_of(cover, 3, "reason") == "no sales");
  CHECK(cell_of(cover, 5, "reason") == "new, no sale yet");
  CHECK(cell_of(cover, 6, "reason") == "out of stock, no sales");
  CHECK(cover.totals == Json({{"selling", 3}, {"out_of_stock", 1}}));
  CHECK(first_column(shop.result("get_days_of_cover", {{"below", 100}})) == Ids{2});
  CHECK(first_column(shop.result("get_days_of_cover", {{"below", 100.5}})) == Ids{2, 1});
  CHECK(first_column(shop.result("get_days_of_cover", {{"above", 99}})) == Ids{3, 5, 4, 1});  // longest first
  CHECK(first_column(shop.result("get_days_of_cover", {{"above", 50}, {"below", 150}})) == Ids{1});
}

TEST_CASE("sell-through may be more than all, and is none where nothing was there") {
  EdgeShop shop;
  shop.product(1, "30");
  shop.product(2, "-5");
  shop.product(3, "-10");
  shop.product(4, "0");
  shop.product(5, "0.5");
  shop.order("2026-06-10 10:00:00", {{1, "10"}, {2, "20"}, {3, "10"}, {5, "1.5"}});
  shop.order("2026-06-10 10:00:00", {{1, "500"}}, 5);
  shop.order("2026-06-15 10:00:00", {{1, "70"}});  // today is no part of the window
  auto through = shop.result("get_sell_through");
  CHECK(first_column(through) == Ids{2, 5, 1, 3, 4});
  CHECK(cell_of(through, 2, "sell_through") == 133.3);  // 20 of 15
  CHECK(cell_of(through, 5, "sell_through") == 75);
  CHECK(cell_of(through, 1, "sell_through") == 25);
  CHECK(cell_of(through, 1, "start_qty") == 40);
  CHECK(cell_of(through, 3, "sell_through").is_null());  // 10 sold, nothing was there
  CHECK(cell_of(through, 4, "sell_through").is_null());
  CHECK(through.totals == Json({{"sold_products", 4}, {"sell_through_all", 55.3}}));  // 31.5 of 57
  CHECK(first_column(shop.result("get_sell_through", {{"only_sold", true}, {"limit", 2}})) == Ids{2, 5});
}

TEST_CASE("the value of stock is what is there, each product once, and what is not known is counted") {
  EdgeShop shop;
  shop.run(
      "INSERT INTO categories (categories_id, parent_id) VALUES (2, 1), (3, 2), (8, 9), (9, 8);"
      "INSERT INTO categories_description VALUES (2, 1, 'Sheets'), (3, 1, 'Thin sheets'), (3, 2, 'Platten')");
  for (int id = 1; id <= 9; ++id) shop.product(id, "10", "5.0000");
  shop.run(
      "UPDATE products SET master_categories_id = 3 WHERE products_id IN (1, 2);"
      "UPDATE products SET master_categories_id = 77, manufacturers_id = NULL WHERE products_id = 3;"
      "UPDATE products SET products_price = NULL WHERE products_id = 4;"
      "UPDATE products SET products_quantity = -50 WHERE products_id = 5;"
      "UPDATE products SET products_quantity = 80000 WHERE products_id = 6;"
      "UPDATE products SET products_status = 0, products_quantity = 0.25 WHERE products_id = 7;"
      "UPDATE products SET products_cost = 2.5 WHERE products_id IN (1, 3);"
      "UPDATE products SET master_categories_id = 8 WHERE products_id = 9;"  // two that are each other's
                                                                             // parent
      "INSERT INTO products_to_categories VALUES (1, 3), (1, 2), (1, 1)");
  auto value = shop.result("get_inventory_value");
  CHECK(value.totals == Json({{"total_products", 7},
                              {"total_units", 60.25},
                              {"total_cost_value", "50.00"},
                              {"total_retail_value", "251.25"},
                              {"total_unpriced", 1},
                              {"total_uncosted", 5},
                              {"inactive_value", "1.25"}}));
  CHECK(first_column_text(value) == "3 1 8 null");
  CHECK(cell_of(value, 3, "name") == "Thin sheets");
  CHECK(cell_of(value, 3, "retail_value") == "100.00");
  CHECK(cell_of(value, 3, "cost_value") == "25.00");
  CHECK(cell_of(value, 3, "share_pct") == 39.8);
  CHECK(cell_of(value, 1, "unpriced") == 1);
  auto tops = shop.result("get_inventory_value", {{"by", "top_category"}});
  CHECK(first_column_text(tops) == "1 null");
  CHECK(cell_of(tops, 1, "retail_value") == "151.25");
  auto makers = shop.result("get_inventory_value", {{"by", "manufacturer"}, {"only_active", true}});
  CHECK(first_column_text(makers) == "null null");
  CHECK(cell(makers, 0, "name") == "Maker");
  CHECK(cell(makers, 1, "name") == "no maker");
  CHECK(makers.totals["inactive_value"] == "0.00");
  shop.settings({{"language_id", 2}});
  CHECK(cell_of(shop.result("get_inventory_value"), 3, "name") == "Platten");
}

TEST_CASE("a query is narrowed to a category with all below it, and to a maker, by words") {
  EdgeShop shop;
  shop.run(
      "INSERT INTO manufacturers (manufacturers_id, manufacturers_name) VALUES (2, 'Lark &amp; Moor');"
      "INSERT INTO categories (categories_id, parent_id) VALUES (2, 1), (3, 0), (4, 0);"
      "INSERT INTO categories_description VALUES (2, 1, 'Frit'), (3, 1, 'Tools'), (4, 1, 'Glass tools')");
  for (int id = 1; id <= 4; ++id) shop.product(id, "10");
  shop.run(
      "UPDATE products SET master_categories_id = 2 WHERE products_id = 2;"
      "UPDATE products SET master_categories_id = 3, manufacturers_id = 2 WHERE products_id IN (3, 4);"
      "INSERT INTO products_to_categories VALUES (4, 2)");
  auto ids = [&](const Json& params) { return first_column(shop.result("get_dead_stock", params)); };
  CHECK(ids({{"category", "glass"}}) ==
        Ids{1, 2, 4});  // and not "Glass tools", since one is called so exactly
  CHECK(ids({{"category", "FRIT"}}) == Ids{2, 4});
  CHECK(ids({{"manufacturer", "lark & moor"}}) == Ids{3, 4});
  CHECK(ids({{"category", "glass"}, {"manufacturer", "moor"}}) == Ids{4});
  CHECK(ids({{"category", nullptr}}) == Ids{1, 2, 3, 4});
  auto several = shop.result("get_dead_stock", {{"category", "tool"}});
  CHECK(first_column(several) == Ids{3, 4});
  REQUIRE(!several.warnings.empty());
  CHECK(several.warnings[0] == "category \"tool\" matches 2 names, all of which are meant");
  auto none = shop.result("get_dead_stock", {{"manufacturer", "Makr"}});
  CHECK(none.rows.empty());
  CHECK(none.total_rows == 0);
  REQUIRE(!none.warnings.empty());
  CHECK(none.warnings[0] == "no manufacturer matches \"Makr\"; the nearest is \"Maker\"");
  CHECK(none.params["manufacturer"] == "Makr");
}
