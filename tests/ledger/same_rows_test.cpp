// Goal: a query that has a text for the shop and one for the ledger gives the same rows by both, for every
// value of its parameters that changes them, also after late changes; it says which way it went, and what it
// leaves out while there is no ledger. Method: both ways over one demo shop, results compared as a whole.
#include <catch2/catch.hpp>

#include "base/civil_time.hpp"
#include "ledger_world.hpp"
#include "queries/ledger_way.hpp"
#include "queries/result.hpp"

using namespace garden;
using namespace garden::ledger;
using namespace garden::ledger::testing;
using base::Json;

namespace {

LedgerOptions always() {
  LedgerOptions options;
  options.use = Use::always;
  return options;
}

Json rows_of(const queries::QueryOutcome& outcome) {
  if (!outcome) FAIL(outcome.error().error.text());
  Json json = queries::to_json(*outcome);
  for (const char* different : {"age_s", "ms", "via", "warnings"}) json.erase(different);
  return json;
}

struct Question {
  std::string query;
  Json params;
};

std::vector<Question> questions() {
  std::vector<Question> all;
  for (int days : {30, 90, 365, 45, 1}) {
    all.push_back({"get_zero_inventory_products", {{"days", days}, {"limit", 1000}}});
    all.push_back({"get_sales_velocity", {{"days", days}, {"limit", 1000}}});
    all.push_back({"get_bestsellers", {{"days", days}, {"limit", 500}}});
  }
  all.push_back({"get_zero_inventory_products", {{"only_with_demand", true}, {"limit", 1000}}});
  all.push_back({"get_sales_velocity", {{"only_sold", true}, {"limit", 1000}}});
  for (const char* by : {"orders", "revenue"})
    all.push_back({"get_bestsellers", {{"by", by}, {"limit", 500}}});
  for (int days : {365, 120, 30})
    all.push_back({"get_low_stock_products", {{"days", days}, {"limit", 1000}}});
  all.push_back({"get_low_stock_products", {{"mode", "units"}, {"threshold", 20}, {"limit", 1000}}});
  all.push_back({"get_overstock_products", {{"limit", 1000}}});
  all.push_back({"get_overstock_products", {{"max_cover", 100}, {"limit", 1000}}});
  all.push_back({"get_overstock_products", {{"only_dead", true}, {"limit", 1000}}});
  for (int days : {30, 90, 365, 45}) {
    all.push_back({"get_sell_through", {{"days", days}, {"limit", 1000}}});
    all.push_back({"get_slow_movers", {{"days", days}, {"limit", 1000}}});
    all.push_back({"get_returns_rate", {{"days", days}, {"limit", 1000}}});
    all.push_back({"get_new_products", {{"days", days + 300}, {"limit", 1000}}});
  }
  all.push_back({"get_sell_through", {{"only_sold", true}, {"limit", 1000}}});
  all.push_back({"get_slow_movers", {{"only_sold", true}, {"max_units", 5.5}, {"limit", 1000}}});
  for (int days : {180, 30, 400})
    all.push_back({"get_dead_stock", {{"no_sale_days", days}, {"limit", 1000}}});
  for (const char* query : {"get_sell_through", "get_slow_movers", "get_returns_rate", "get_dead_stock"})
    all.push_back({query, {{"manufacturer", "Tidewell"}, {"limit", 1000}}});
  all.push_back({"get_database_stats", Json::object()});
  for (const char* period : {"days", "today", "yesterday", "this_week", "last_week", "this_month",
                             "last_month", "this_quarter", "this_year", "last_year"})
    for (const char* compare : {"previous", "week_before", "year_before"})
      for (const char* by : {"total", "day"})
        all.push_back(
            {"get_sales_summary", {{"period", period}, {"compare", compare}, {"by", by}, {"limit", 400}}});
  return all;
}

void compare(LedgerWorld& world) {
  for (const auto& [query, params] : questions()) {
    INFO(query << " " << base::to_text(params));
    auto raw = world.ask(query, params, false), fast = world.ask(query, params, true);
    auto expected = rows_of(raw), found = rows_of(fast);
    CHECK(raw->via == "sqlite");
    CHECK(fast->via == "ledger");
    CHECK(!expected["rows"].empty());
    CHECK(expected["rows"].size() == found["rows"].size());
    for (std::size_t i = 0; i < std::min(expected["rows"].size(), found["rows"].size()); ++i)
      if (expected["rows"][i] != found["rows"][i]) {
        FAIL_CHECK("row " << i << " is " << base::to_text(found["rows"][i]) << "\n  but "
                          << base::to_text(expected["rows"][i]));
        break;
      }
    CHECK(base::to_text(found["totals"]) == base::to_text(expected["totals"]));
    CHECK(found == expected);
  }
}

}  // namespace

TEST_CASE("the shop and the ledger give the same rows") {
  LedgerWorld world(always());
  world.refreshed();
  compare(world);
}

TEST_CASE("and so they do after late changes of statuses") {
  LedgerWorld world(always());
  world.refreshed();
  world.change_shop(
      "CREATE TEMP TABLE late AS SELECT orders_id FROM orders WHERE orders_id % 97 = 0 AND orders_status = 3;"
      "UPDATE orders SET orders_status = 5 WHERE orders_id IN (SELECT orders_id FROM late);"
      "INSERT INTO orders_status_history(orders_status_history_id, orders_id, orders_status_id, date_added) "
      "SELECT (SELECT max(orders_status_history_id) FROM orders_status_history) + orders_id, orders_id, 5, "
      "'2026-11-22 10:00:00' FROM late;"
      "UPDATE products SET products_quantity = products_quantity + 3 WHERE products_id % 5 = 0");
  world.refreshed();
  CHECK(world.wrong_days() == 0);
  compare(world);
}

TEST_CASE("a small shop is asked itself until the ledger knows more") {
  LedgerWorld world;
  RefreshOrder keep;
  keep.snapshot = true;
  world.refreshed();
  CHECK(world.ask("get_bestsellers")->via == "sqlite");
  auto unknown = world.ask("get_sales_velocity");
  CHECK(unknown->via == "sqlite");
  REQUIRE(!unknown->warnings.empty());
  CHECK(unknown->warnings.back().find("not known") != std::string::npos);
  world.refreshed(keep);
  CHECK(world.ask("get_bestsellers")->via == "sqlite");
  CHECK(world.ask("get_sales_velocity")->via == "ledger");
}

TEST_CASE("days without stock are left out of the pace") {
  LedgerWorld world;
  world.refreshed();
  auto product = world.number("SELECT products_id FROM sku_window WHERE u30 > 0 ORDER BY u30 DESC LIMIT 1");
  // It was out for the last 20 days, but for those on which it sold.
  auto put = [&](int days_before, std::int64_t stock) {
    auto done = world.ledger().write([&](sqlite::Database& database) {
      return database.run(
          "INSERT OR REPLACE INTO snapshot_day(day, taken_us) VALUES(" +
          std::to_string(base::day_number("2026-11-22").value() - days_before) +
          ", 0); INSERT OR REPLACE INTO stock_snapshot(day, products_id, available_m) VALUES(" +
          std::to_string(base::day_number("2026-11-22").value() - days_before) + ", " +
          std::to_string(product) + ", " + std::to_string(stock) + ")");
    });
    REQUIRE(done);
  };
  for (int days = 40; days > 20; --days) put(days, 5000);
  for (int days = 20; days > 0; --days) put(days, 0);
  world.ledger().write([](sqlite::Database& database) { return set_mark(database, mark::windows_stale, 1); });
  world.refreshed();
  auto sold_days = world.number(
      "SELECT count(*) FROM sales_day WHERE units_m > 0 AND products_id = " + std::to_string(product) +
      " AND day >= " + std::to_string(base::day_number("2026-11-22").value() - 20) + " AND day < " +
      std::to_string(base::day_number("2026-11-22").value()));
  auto result = world.ask("get_sales_velocity", {{"days", 90}, {"limit", 1000}});
  REQUIRE(result);
  CHECK(result->via == "ledger");
  CHECK(std::ranges::none_of(result->warnings,
                             [](const auto& one) { return one.find("not known") != one.npos; }));
  auto row = std::ranges::find_if(result->rows, [&](const Json& one) { return one[0] == product; });
  REQUIRE(row != result->rows.end());
  auto raw = world.ask("get_sales_velocity", {{"days", 90}, {"limit", 1000}}, false);
  auto plain = std::ranges::find_if(raw->rows, [&](const Json& one) { return one[0] == product; });
  auto out = 20 - sold_days;
  CHECK((*row)[10] == out);
  auto pace = (*plain)[3].get<double>() / static_cast<double>(90 - out);
  CHECK((*row)[4].get<double>() == Approx(pace).margin(0.006));
  CHECK(result->oos_adjusted == true);
  CHECK(raw->oos_adjusted == false);
  auto of_product = [product](const queries::QueryOutcome& outcome, const char* column) {
    REQUIRE(outcome);
    auto place = std::ranges::find(outcome->columns, column, &queries::ResultColumn::name);
    auto found = std::ranges::find_if(outcome->rows, [&](const Json& one) { return one[0] == product; });
    REQUIRE(found != outcome->rows.end());
    return (*found)[static_cast<std::size_t>(place - outcome->columns.begin())];
  };
  auto cover = world.ask("get_days_of_cover", {{"days", 90}, {"limit", 1000}});
  CHECK(of_product(cover, "out_days") == out);
  CHECK(of_product(cover, "per_day").get<double>() == Approx(pace).margin(0.006));
  auto low = world.ask("get_low_stock_products", {{"mode", "units"}, {"threshold", 100000}, {"limit", 1000}});
  CHECK(of_product(low, "out_days") == out);
  CHECK(of_product(low, "basis_days") == 365 - out);
  auto other_window = world.ask("get_days_of_cover", {{"days", 45}, {"limit", 1000}});
  CHECK(other_window->oos_adjusted == false);
}

TEST_CASE("a large shop without a ledger is left out of a context, not scanned") {
  LedgerOptions options;
  options.large_lines = 1000;
  LedgerWorld world(options);
  world.calls_left = 8;  // the size, the products, two slices of days
  CHECK(!world.refresh());
  world.calls_left = -1;
  world.reopen();
  world.environment.spare_shop = true;
  auto spared = world.ask("get_overstock_products");
  REQUIRE(!spared);
  CHECK(spared.error().error.code == base::Code::unavailable);
  CHECK(spared.error().error.message.find("of sales") != std::string::npos);
  world.environment.spare_shop = false;
  auto scanned = world.ask("get_overstock_products");
  REQUIRE(scanned);
  CHECK(scanned->via == "sqlite");
  CHECK(std::ranges::any_of(scanned->warnings,
                            [](const auto& one) { return one.find("because") != one.npos; }));
  world.refreshed();
  world.environment.spare_shop = true;
  CHECK(world.ask("get_overstock_products")->via == "ledger");
}

TEST_CASE("days before those that are kept are counted, and asked of the shop") {
  auto options = always();
  options.days = 400;
  LedgerWorld world(options);
  world.refreshed();
  CHECK(world.number("SELECT min(day) FROM sales_day") == base::day_number("2026-11-22").value() - 400);
  auto stats = world.ask("get_database_stats"), counted = world.ask("get_database_stats", {}, false);
  CHECK(stats->via == "ledger");
  CHECK(rows_of(stats) == rows_of(counted));
  CHECK(world.ask("get_dead_stock")->via == "sqlite");
}

TEST_CASE("what only the shop can say is asked there") {
  LedgerWorld world(always());
  world.refreshed();
  CHECK(world.ask("get_sales_summary", {{"by", "category"}})->via == "sqlite");
  CHECK(world.ask("get_sell_through", {{"category", "Clearance"}})->via == "sqlite");
}

TEST_CASE("orders that were deleted are no longer counted after a check") {
  LedgerWorld world(always());
  world.refreshed();
  world.change_shop(
      "DELETE FROM orders WHERE orders_id IN (SELECT orders_id FROM orders WHERE orders_status = 5 AND "
      "date_purchased < '2026-11-01' ORDER BY orders_id DESC LIMIT 3)");
  auto counted = world.ask("get_database_stats", {}, false);
  world.refreshed();
  CHECK(rows_of(world.ask("get_database_stats")) != rows_of(counted));
  RefreshOrder check;
  check.check = true;
  CHECK(world.refreshed(check).days_wrong > 0);
  CHECK(rows_of(world.ask("get_database_stats")) == rows_of(counted));
}

TEST_CASE("a question asks the ledger for as many days as it looks back") {
  Json days{{"days", 30}};
  CHECK(queries::days_needed("SELECT w.u365 FROM sku_window w", {}) == 365);
  CHECK(queries::days_needed("SELECT CASE WHEN :days = 30 THEN w.u30 ELSE w.u365 END FROM sku_window w",
                             days) == 30);
  CHECK(queries::days_needed("SELECT s.day FROM sales_day s WHERE s.day >= :day_before", days) == 60);
  CHECK(queries::days_needed("SELECT s.day FROM sales_day s WHERE s.day >= :day_since_180", days) == 180);
  CHECK(queries::days_needed("SELECT l.weeks FROM sku_weeks l", {}) == 365);
  CHECK(queries::days_needed("SELECT l.months FROM sku_weeks l", {}) == 762);
}
