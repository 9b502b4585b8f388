// Goal: what people know of products, suppliers and orders goes in as CSV and comes out as it went in; a row
// that cannot be taken is named with its line and its reason, and stock of past days fits between the days
// that are known. Method: a ledger in memory with three products.
#include <catch2/catch.hpp>

#include "base/civil_time.hpp"
#include "ledger/own_tables.hpp"
#include "ledger/schema.hpp"
#include "ledger/snapshots.hpp"

using namespace garden;
using namespace garden::ledger;
using base::Code;

namespace {

sqlite::Database three_products() {
  auto database = sqlite::Database::open(":memory:").value();
  REQUIRE(sqlite::bring_up_to_date(database, ledger_file()));
  REQUIRE(
      database.run("INSERT INTO product_now(products_id, model, name, available_m, status) VALUES"
                   "(1, 'RED-6', 'Red, 6 inch', 5000, 1), (2, 'BLUE-6', 'Blue', 0, 1), "
                   "(3, 'TWICE', 'One', 0, 1), (4, 'TWICE', 'Other', 0, 1)"));
  return database;
}

std::string exported(sqlite::Database& database, const std::string& table) {
  std::string text;
  auto done = export_table(database, table, [&text](std::string_view line) { text += line; });
  REQUIRE(done);
  return text;
}

}  // namespace

TEST_CASE("settings of products go in by sku and come out as they went in") {
  auto database = three_products();
  auto report = import_table(database, "sku_settings",
                             "sku;lead_time_days;pack;cost;exclude;discontinued_on;supplier\r\n"
                             "red-6;42;2.5;12.3456;yes;2026-12-31;\"Glass, Inc.\"\r\n"
                             "BLUE-6;;5;;;;\r\n");
  REQUIRE(report);
  CHECK(report->rows_taken == 2);
  CHECK(report->refused.empty());
  CHECK(database.integer("SELECT pack_m FROM sku_settings WHERE products_id = 1") == 2500);
  CHECK(database.integer("SELECT cost FROM sku_settings WHERE products_id = 1") == 123456);
  auto text = exported(database, "sku_settings");
  CHECK(text ==
        "products_id,sku,supplier,lead_time_days,lead_sd_days,pack,moq,cost,service_level,family,size,"
        "thickness,"
        "season,exclude,discontinued_on\r\n"
        "1,RED-6,\"Glass, Inc.\",42,,2.5,,12.3456,,,,,,yes,2026-12-31\r\n"
        "2,BLUE-6,,,,5,,,,,,,,,\r\n");
  auto again = three_products();
  REQUIRE(import_table(again, "sku_settings", text, {.strict = true}));
  CHECK(exported(again, "sku_settings") == text);
}

TEST_CASE("a second import changes only the columns it has") {
  auto database = three_products();
  REQUIRE(import_table(database, "sku_settings", "products_id,lead_time_days,pack\n1,42,5\n2,30,1\n"));
  REQUIRE(import_table(database, "sku_settings", "products_id,pack\n1,10\n"));
  CHECK(exported(database, "sku_settings").find("1,RED-6,,42,,10") != std::string::npos);
  CHECK(database.integer("SELECT count(*) FROM sku_settings") == 2);
  REQUIRE(import_table(database, "sku_settings", "products_id,pack\n1,10\n", {.replace = true}));
  CHECK(database.integer("SELECT count(*) FROM sku_settings") == 1);
  CHECK(database.integer("SELECT count(*) FROM sku_settings WHERE lead_time_days IS NULL") == 1);
}

TEST_CASE("an import of open orders replaces them") {
  auto database = three_products();
  REQUIRE(import_table(database, "purchase_order",
                       "reference,sku,quantity,eta\nPO-1,RED-6,100,2026-12-01\nPO-1,RED-6,50,2027-01-01\n"));
  CHECK(database.integer("SELECT sum(quantity_m) FROM purchase_order") == 150'000);
  REQUIRE(import_table(database, "purchase_order", "sku,quantity\nBLUE-6,7\n"));
  CHECK(database.integer("SELECT count(*) FROM purchase_order") == 1);
}

TEST_CASE("rows that cannot be taken are named, or keep the file from being taken") {
  auto database = three_products();
  const std::string text =
      "sku,pack,lead_time_days,discontinued_on\n"
      "RED-6,five,1,\n"
      "GREEN,5,1,\n"
      "TWICE,5,1,\n"
      "RED-6,5,-1,\n"
      "RED-6,5,1,2026-02-30\n"
      "RED-6,1.2345,1,\n"
      "BLUE-6,5,1,\n";
  auto report = import_table(database, "sku_settings", text);
  REQUIRE(report);
  CHECK(report->rows_read == 7);
  CHECK(report->rows_taken == 1);
  REQUIRE(report->refused.size() == 6);
  CHECK(report->refused[0].line == 2);
  CHECK(report->refused[0].reason.find("pack") == 0);
  CHECK(report->refused[1].reason.find("no product") != std::string::npos);
  CHECK(report->refused[2].reason.find("several") != std::string::npos);
  auto strict = import_table(database, "sku_settings", "sku,pack\nRED-6,1\nGREEN,5\n", {.strict = true});
  REQUIRE(!strict);
  CHECK(strict.error().code == Code::invalid);
  CHECK(database.integer("SELECT count(*) FROM sku_settings") == 1);
}

TEST_CASE("a table or a header that does not fit is refused with what would") {
  auto database = three_products();
  for (const auto& [table, text] : {std::pair{"sku_setings", "sku,pack\n"},
                                    {"sales_day", "day\n"},
                                    {"sku_settings", "sku,colour\n"},
                                    {"sku_settings", "pack\n1\n"},
                                    {"purchase_order", "sku,eta\n"},
                                    {"supplier", ""}}) {
    auto report = import_table(database, table, text);
    REQUIRE(!report);
    CHECK(report.error().code == Code::invalid);
  }
  CHECK(import_table(database, "sku_setings", "").error().message.find("sku_settings") != std::string::npos);
}

TEST_CASE("stock of a past day fits between the days that are known") {
  auto database = three_products();
  const auto day = base::day_number("2026-11-20").value();
  REQUIRE(take_snapshot(database, day, {}).value() == 4);  // red has 5
  REQUIRE(take_snapshot(database, day + 2, {}).value() == 0);
  REQUIRE(database.run("UPDATE product_now SET available_m = 3000 WHERE products_id = 1"));
  REQUIRE(take_snapshot(database, day + 3, {}).value() == 1);
  REQUIRE(take_snapshot(database, day + 3, {}).value() == 1);  // again, the same
  REQUIRE(import_table(database, "stock_snapshot",
                       "day,sku,available\n2026-11-21,RED-6,0\n2026-11-19,RED-6,8\n"));
  auto stock_on = [&](std::int64_t on) {
    return database
        .integer("SELECT available_m FROM stock_snapshot WHERE products_id = 1 AND day <= " +
                 std::to_string(on) + " ORDER BY day DESC LIMIT 1")
        .value();
  };
  CHECK(stock_on(day - 1) == 8000);
  CHECK(stock_on(day) == 5000);
  CHECK(stock_on(day + 1) == 0);
  CHECK(stock_on(day + 2) == 5000);
  CHECK(stock_on(day + 3) == 3000);
  CHECK(database.integer("SELECT count(*) FROM snapshot_day") == 5);
}

TEST_CASE("a file of another program and one of a newer version are left alone") {
  auto other = sqlite::Database::open(":memory:").value();
  REQUIRE(other.run("CREATE TABLE t(a)"));
  CHECK(sqlite::bring_up_to_date(other, ledger_file()).error().code == Code::invalid);
  auto newer = three_products();
  REQUIRE(newer.run("PRAGMA user_version=1000"));
  auto refused = sqlite::bring_up_to_date(newer, ledger_file());
  REQUIRE(!refused);
  CHECK(refused.error().message.find("newer") != std::string::npos);
}
