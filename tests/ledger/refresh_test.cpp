// Goal: after a refresh the ledger says what the shop says, on every day: after the first reading, after late
// changes of statuses, after a kill at any moment, when the way of counting changes, and, after a check, when
// something changed without a trace. Method: a real demo shop that the test changes; every day of the ledger
// is compared with a SELECT over the shop written for this test.
#include <catch2/catch.hpp>

#include "base/civil_time.hpp"
#include "ledger_world.hpp"

using namespace garden;
using namespace garden::ledger;
using namespace garden::ledger::testing;

namespace {

// A counted order so many days before the shop's last day.
std::string order_of(LedgerWorld& world, int days_before) {
  auto id = world.shop_number(
      "SELECT max(orders_id) FROM orders WHERE orders_status = 3 AND date_purchased < "
      "datetime('2026-11-22', '-" +
      std::to_string(days_before) + " days')");
  return std::to_string(id);
}

void change_status(LedgerWorld& world, const std::string& order, int status) {
  world.change_shop(
      "UPDATE orders SET orders_status = " + std::to_string(status) + " WHERE orders_id = " + order +
      "; INSERT INTO orders_status_history(orders_status_history_id, orders_id, orders_status_id, "
      "date_added) SELECT max(orders_status_history_id) + 1, " +
      order + ", " + std::to_string(status) + ", '2026-11-22 10:00:00' FROM orders_status_history");
}

}  // namespace

TEST_CASE("the first refresh reads the whole shop") {
  LedgerWorld world;
  CHECK(!world.view().sales);
  auto report = world.refreshed();
  CHECK(report.complete);
  CHECK(report.days_read > 700);
  CHECK(world.wrong_days() == 0);
  CHECK(world.number("SELECT count(*) FROM product_now") ==
        world.shop_number("SELECT count(*) FROM products"));
  auto view = world.view();
  CHECK(view.sales);
  CHECK(view.reaches == 0);
  CHECK(!view.large);
  CHECK(!view.preferred);
}

TEST_CASE("the windows are the days added up") {
  LedgerWorld world;
  world.refreshed();
  const auto today = base::day_number("2026-11-22").value();
  for (auto days : {7, 30, 60, 90, 180, 365, 730}) {
    auto n = std::to_string(days), since = std::to_string(today - days), until = std::to_string(today);
    CHECK(world.number(
              "SELECT count(*) FROM (SELECT products_id, sum(units_m) u, sum(orders_n) n, sum(revenue) r "
              "FROM sales_day WHERE day >= " +
              since + " AND day < " + until +
              " GROUP BY products_id) d JOIN sku_window w USING(products_id) WHERE w.u" + n +
              " <> d.u OR w.n" + n + " <> d.n OR w.r" + n + " IS NOT d.r") == 0);
    CHECK(world.number("SELECT sum(u" + n + ") FROM sku_window") ==
          world.number("SELECT sum(units_m) FROM sales_day WHERE day >= " + since + " AND day < " + until));
  }
  CHECK(world.number(
            "SELECT count(*) FROM sku_window w WHERE last_day IS NOT (SELECT max(day) FROM sales_day d "
            "WHERE d.products_id = w.products_id AND d.day < " +
            std::to_string(today) + ")") == 0);
  // The first week of `weeks` is the last seven days.
  CHECK(
      world.number("SELECT sum(CAST(substr(weeks || ',', 1, instr(weeks || ',', ',') - 1) AS INTEGER)) FROM "
                   "sku_weeks") == world.number("SELECT sum(u7) FROM sku_window"));
  // `months` are those of the calendar, this one so far first; the shop is two years old.
  for (auto [ago, month] : {std::pair(0, "2026-11"), std::pair(1, "2026-10"), std::pair(9, "2026-02"),
                            std::pair(24, "2024-11")}) {
    INFO(month);
    const auto sold =
        "(SELECT sum(units_m) FROM sales_day d WHERE strftime('%Y-%m', d.day * 86400, "
        "'unixepoch') = '" +
        std::string(month) + "' AND d.day < " + std::to_string(today);
    CHECK(world.number(
              "SELECT count(*) FROM sku_weeks w WHERE coalesce(json_extract('[' || months || ']', '$[" +
              std::to_string(ago) + "]'), 0) <> coalesce(" + sold +
              " AND d.products_id = w.products_id), 0)") == 0);
    CHECK(world.number("SELECT " + sold + ")") > 0);
  }
}

TEST_CASE("late changes of statuses are found and only their days are read again") {
  LedgerWorld world;
  world.refreshed();
  for (int days : {3, 40, 41, 200, 600}) change_status(world, order_of(world, days), 5);
  change_status(world,
                std::to_string(world.shop_number("SELECT max(orders_id) FROM orders WHERE orders_status = 5 "
                                                 "AND date_purchased < '2026-06-01'")),
                3);
  CHECK(world.wrong_days() == 6);
  auto report = world.refreshed();
  CHECK(world.wrong_days() == 0);
  CHECK(report.days_changed == 6);
  CHECK(report.days_read == 6 + 2);  // and yesterday and today
  auto quiet = world.refreshed();
  CHECK(quiet.days_changed == 0);
  CHECK(quiet.days_read == 2);
}

TEST_CASE("windows follow late changes at once") {
  LedgerWorld world;
  world.refreshed();
  auto order = order_of(world, 40);
  auto before = world.number("SELECT sum(u90) FROM sku_window");
  auto units = world.shop_number(
      "SELECT sum(CAST(round(1000 * products_quantity) AS INTEGER)) FROM orders_products "
      "WHERE orders_id = " +
      order);
  change_status(world, order, 5);
  auto report = world.refreshed();
  CHECK(!report.windows_made);
  CHECK(world.number("SELECT sum(u90) FROM sku_window") == before - units);
}

TEST_CASE("a cap leaves days to redo, which the next refresh does") {
  LedgerWorld world;
  world.refreshed();
  for (int days : {30, 60, 90, 120}) change_status(world, order_of(world, days), 5);
  RefreshOrder capped;
  capped.redo_max = 1;
  world.refreshed(capped);
  CHECK(world.wrong_days() == 3);
  CHECK(world.number("SELECT count(*) FROM day_to_redo") == 3);
  world.refreshed();
  CHECK(world.wrong_days() == 0);
  CHECK(world.number("SELECT count(*) FROM day_to_redo") == 0);
}

TEST_CASE("a refresh that is cut off anywhere goes on where it was") {
  LedgerWorld world;
  bool done = false;
  for (int allowed = 1; !done; allowed += 3) {
    world.calls_left = allowed;
    auto report = world.refresh();
    done = report.has_value() && report->complete;
    world.reopen();  // what a new process finds
    auto reaches = world.number("SELECT coalesce(min(reaches), 0) FROM generation");
    if (reaches != 0)
      CHECK(world.number("SELECT count(*) FROM sales_day WHERE day < " + std::to_string(reaches)) == 0);
  }
  world.calls_left = -1;
  CHECK(world.refreshed().days_changed == 0);
  CHECK(world.wrong_days() == 0);
}

TEST_CASE("another way of counting is built beside and takes over") {
  LedgerWorld world;
  world.refreshed();
  auto before = world.number("SELECT sum(units_m) FROM sales_day");
  world.environment.settings["counted_statuses"] = {3};
  auto view = world.view();
  CHECK(!view.sales);  // what is there is counted otherwise
  auto report = world.refreshed();
  CHECK(report.complete);
  CHECK(report.windows_made);
  CHECK(world.view().sales);
  CHECK(world.number("SELECT count(*) FROM generation") == 1);
  CHECK(world.number("SELECT sum(units_m) FROM sales_day") < before);
  CHECK(world.number("SELECT (SELECT count(*) FROM sales_a) * (SELECT count(*) FROM sales_b)") == 0);
  world.environment.settings["counted_statuses"] = {1, 2, 3, 4};
  world.refreshed();
  CHECK(world.wrong_days() == 0);
}

TEST_CASE("a rebuild keeps the sums in use until it is done") {
  LedgerWorld world;
  world.refreshed();
  RefreshOrder rebuild;
  rebuild.rebuild = true;
  world.calls_left = 8;
  CHECK(!world.refresh(rebuild));
  world.calls_left = -1;
  world.reopen();
  CHECK(world.number("SELECT count(*) FROM generation") == 2);
  CHECK(world.view().sales);
  CHECK(world.wrong_days() == 0);
  CHECK(world.refreshed().complete);  // goes on with it
  CHECK(world.number("SELECT count(*) FROM generation") == 1);
  CHECK(world.wrong_days() == 0);
}

TEST_CASE("a check finds what left no trace in the shop") {
  LedgerWorld world;
  RefreshOrder check;
  check.check = true;
  world.refreshed(check);
  world.change_shop("DELETE FROM orders WHERE orders_id = " + order_of(world, 20));
  world.change_shop(
      "UPDATE orders_products SET products_quantity = products_quantity + 1 WHERE orders_id = " +
      order_of(world, 50));
  CHECK(world.refreshed().days_changed == 0);
  CHECK(world.wrong_days() == 2);
  auto report = world.refreshed(check);
  CHECK(report.days_wrong == 2);
  CHECK(world.wrong_days() == 0);
}

TEST_CASE("the next day is read when it comes") {
  LedgerWorld world;
  world.refreshed();
  world.change_shop("UPDATE orders SET date_purchased = '2026-11-24 09:00:00' WHERE orders_id = " +
                    order_of(world, 10));
  RefreshOrder check;
  check.check = true;
  world.refreshed(check);
  world.set_time("2026-11-25T08:00:00Z");
  CHECK(!world.view().sales);
  auto report = world.refreshed();
  CHECK(report.windows_made);
  CHECK(report.days_read == 4);  // 22, which had not been over, 23, 24 and today
  CHECK(world.view().sales);
  CHECK(world.wrong_days() == 0);
}

TEST_CASE("stock is read again when it is asked for, and kept by the day") {
  LedgerWorld world;
  world.refreshed();
  const auto product = std::to_string(world.number("SELECT min(products_id) FROM product_now"));
  world.change_shop("UPDATE products SET products_quantity = 777 WHERE products_id = " + product);
  world.set_time("2026-11-22T10:35:00Z");
  (void)world.view();
  CHECK(world.number("SELECT available_m FROM product_now WHERE products_id = " + product) == 777'000);
  RefreshOrder keep;
  keep.daily = true;
  auto report = world.refreshed(keep);
  CHECK(report.stock_changed == world.number("SELECT count(*) FROM product_now"));
  CHECK(!world.refreshed(keep).stock_changed);  // once a day
  world.set_time("2026-11-23T00:10:00Z");
  world.change_shop("UPDATE products SET products_quantity = 5 WHERE products_id = " + product);
  CHECK(world.refreshed(keep).stock_changed == 1);
  CHECK(world.view().stock_history);
}
