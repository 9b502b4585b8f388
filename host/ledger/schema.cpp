#include "ledger/schema.hpp"

#include <array>

namespace garden::ledger {
namespace {

// In the header of every ledger ("AGld"), so that a shop's database is never taken for one.
constexpr std::int64_t application_id = 0x41476c64;

// The first step, in sections.
constexpr const char* first =
    // What people tell, and the shop's schema cannot say.
    R"sql(
  CREATE TABLE supplier(
    supplier TEXT PRIMARY KEY, title TEXT, lead_time_days INTEGER, lead_sd_days REAL, review_days INTEGER,
    minimum_value INTEGER) STRICT, WITHOUT ROWID;
  CREATE TABLE sku_settings(
    products_id INTEGER PRIMARY KEY, supplier TEXT, lead_time_days INTEGER, lead_sd_days REAL, pack_m INTEGER,
    moq_m INTEGER, cost INTEGER, service_level REAL, family TEXT, size TEXT, thickness TEXT, season TEXT,
    exclude INTEGER, discontinued_on INTEGER) STRICT;
  CREATE TABLE purchase_order(
    line INTEGER PRIMARY KEY, reference TEXT, products_id INTEGER NOT NULL, quantity_m INTEGER NOT NULL,
    ordered_on INTEGER, eta INTEGER) STRICT;
  CREATE INDEX purchase_order_by_product ON purchase_order(products_id);
)sql"

    // A product has a row on a day on which its stock was not what it was on the day looked at before.
    R"sql(
  CREATE TABLE snapshot_day(day INTEGER PRIMARY KEY, taken_us INTEGER NOT NULL) STRICT;
  CREATE TABLE stock_snapshot(
    day INTEGER NOT NULL, products_id INTEGER NOT NULL, available_m INTEGER NOT NULL,
    PRIMARY KEY(products_id, day)) STRICT, WITHOUT ROWID;
  CREATE TABLE product_now(
    products_id INTEGER PRIMARY KEY, model TEXT, name TEXT, manufacturers_id INTEGER, manufacturer TEXT,
    family INTEGER, available_m INTEGER, price INTEGER, cost INTEGER, status INTEGER NOT NULL,
    added TEXT) STRICT;
)sql"

    // `out_N`: days of the N on which nothing was there and nothing was sold, of those days that have a
    // snapshot.
    R"sql(
  CREATE TABLE sales_a(
    day INTEGER NOT NULL, products_id INTEGER NOT NULL, units_m INTEGER NOT NULL, orders_n INTEGER NOT NULL,
    revenue INTEGER, largest_m INTEGER NOT NULL, PRIMARY KEY(day, products_id)) STRICT, WITHOUT ROWID;
  CREATE TABLE sales_b(
    day INTEGER NOT NULL, products_id INTEGER NOT NULL, units_m INTEGER NOT NULL, orders_n INTEGER NOT NULL,
    revenue INTEGER, largest_m INTEGER NOT NULL, PRIMARY KEY(day, products_id)) STRICT, WITHOUT ROWID;
  CREATE VIEW sales_day AS SELECT day, products_id, units_m, orders_n, revenue, largest_m FROM sales_a;
  CREATE TABLE sku_window(
    products_id INTEGER PRIMARY KEY,
    u7 INTEGER NOT NULL, u30 INTEGER NOT NULL, u60 INTEGER NOT NULL, u90 INTEGER NOT NULL,
    u180 INTEGER NOT NULL, u365 INTEGER NOT NULL, u730 INTEGER NOT NULL,
    n7 INTEGER NOT NULL, n30 INTEGER NOT NULL, n60 INTEGER NOT NULL, n90 INTEGER NOT NULL,
    n180 INTEGER NOT NULL, n365 INTEGER NOT NULL, n730 INTEGER NOT NULL,
    r7 INTEGER, r30 INTEGER, r60 INTEGER, r90 INTEGER, r180 INTEGER, r365 INTEGER, r730 INTEGER,
    out_7 INTEGER NOT NULL, out_30 INTEGER NOT NULL, out_60 INTEGER NOT NULL, out_90 INTEGER NOT NULL,
    out_180 INTEGER NOT NULL, out_365 INTEGER NOT NULL, out_730 INTEGER NOT NULL,
    first_day INTEGER, first_365 INTEGER, last_day INTEGER, last_sale INTEGER,
    first_week INTEGER, largest_7 INTEGER, weeks TEXT NOT NULL) STRICT;
)sql"

    // One generation a place. `reaches`..`through`: the days that are complete; `begins`: where it ends when
    // it is built; `changes_seen`: the shop's history of statuses is known up to here.
    R"sql(
  CREATE TABLE generation(
    place TEXT PRIMARY KEY, number INTEGER NOT NULL, definition TEXT NOT NULL, begins INTEGER NOT NULL,
    reaches INTEGER, through INTEGER, changes_seen INTEGER NOT NULL, changes_seen_at TEXT NOT NULL)
    STRICT, WITHOUT ROWID;
  CREATE TABLE day_to_redo(
    place TEXT NOT NULL, day INTEGER NOT NULL, PRIMARY KEY(place, day)) STRICT, WITHOUT ROWID;
  CREATE TABLE mark(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
)sql";

// What else of a day: its orders, its sums as one row, and what came back. Days are kept in the place of
// their generation, as sales are. `returned_m` is what came back, `uncounted_m` that of it which is no sale.
constexpr const char* second =
    R"sql(
  CREATE TABLE orders_a(
    day INTEGER PRIMARY KEY, date TEXT NOT NULL, orders_all INTEGER NOT NULL, orders_n INTEGER NOT NULL,
    units_m INTEGER NOT NULL, revenue INTEGER, charged INTEGER, unpriced_n INTEGER NOT NULL) STRICT;
  CREATE TABLE orders_b(
    day INTEGER PRIMARY KEY, date TEXT NOT NULL, orders_all INTEGER NOT NULL, orders_n INTEGER NOT NULL,
    units_m INTEGER NOT NULL, revenue INTEGER, charged INTEGER, unpriced_n INTEGER NOT NULL) STRICT;
  CREATE TABLE returns_a(
    day INTEGER NOT NULL, products_id INTEGER NOT NULL, returned_m INTEGER NOT NULL,
    uncounted_m INTEGER NOT NULL, orders_n INTEGER NOT NULL, refunded INTEGER,
    PRIMARY KEY(day, products_id)) STRICT, WITHOUT ROWID;
  CREATE TABLE returns_b(
    day INTEGER NOT NULL, products_id INTEGER NOT NULL, returned_m INTEGER NOT NULL,
    uncounted_m INTEGER NOT NULL, orders_n INTEGER NOT NULL, refunded INTEGER,
    PRIMARY KEY(day, products_id)) STRICT, WITHOUT ROWID;
  CREATE VIEW order_day AS
    SELECT day, date, orders_all, orders_n, units_m, revenue, charged, unpriced_n FROM orders_a;
  CREATE VIEW return_day AS
    SELECT day, products_id, returned_m, uncounted_m, orders_n, refunded FROM returns_a;
  ALTER TABLE product_now ADD COLUMN changed TEXT;
)sql"

    // The one place that says how days without stock are left out of a pace: units are divided by
    // `pace_days`, which is NULL where the product was there on fewer than 7 days, too few to tell.
    // `out_days` is NULL where the stock of none of the days is known. `out_weeks` is like `weeks`.
    R"sql(
  ALTER TABLE sku_window ADD COLUMN out_weeks TEXT NOT NULL DEFAULT '';
  CREATE VIEW day_known AS
    SELECT m.value - s.day AS ago FROM snapshot_day s JOIN mark m ON m.name = 'window_day' WHERE s.day < m.value;
  CREATE VIEW sku_pace AS
    SELECT products_id, 30 AS days, u30 AS units_m, u60 - u30 AS before_m,
      CASE WHEN (SELECT count(*) FROM day_known k WHERE k.ago <= 30) > 0 THEN out_30 END AS out_days,
      CASE WHEN out_30 <= 30 - 7 THEN 30 - out_30 END AS pace_days,
      u30, first_365, last_day FROM sku_window
    UNION ALL SELECT products_id, 60, u60, NULL,
      CASE WHEN (SELECT count(*) FROM day_known k WHERE k.ago <= 60) > 0 THEN out_60 END,
      CASE WHEN out_60 <= 60 - 7 THEN 60 - out_60 END,
      u30, first_365, last_day FROM sku_window
    UNION ALL SELECT products_id, 90, u90, u180 - u90,
      CASE WHEN (SELECT count(*) FROM day_known k WHERE k.ago <= 90) > 0 THEN out_90 END,
      CASE WHEN out_90 <= 90 - 7 THEN 90 - out_90 END,
      u30, first_365, last_day FROM sku_window
    UNION ALL SELECT products_id, 180, u180, NULL,
      CASE WHEN (SELECT count(*) FROM day_known k WHERE k.ago <= 180) > 0 THEN out_180 END,
      CASE WHEN out_180 <= 180 - 7 THEN 180 - out_180 END,
      u30, first_365, last_day FROM sku_window
    UNION ALL SELECT products_id, 365, u365, u730 - u365,
      CASE WHEN (SELECT count(*) FROM day_known k WHERE k.ago <= 365) > 0 THEN out_365 END,
      CASE WHEN out_365 <= 365 - 7 THEN 365 - out_365 END,
      u30, first_365, last_day FROM sku_window;
)sql";

// Lists leave the windows for a table of their own: most questions read sums of all products and no list, and
// the lists are four fifths of the bytes. `months`, units_m of the shop's calendar months, begins with this
// month so far. `sku_paces` has a product's windows side by side: it joins by key, where the rows of
// `sku_pace` have to be collected first. All windows are made anew.
constexpr const char* third = R"sql(
  DROP VIEW sku_pace;
  DELETE FROM sku_window;
  ALTER TABLE sku_window DROP COLUMN weeks;
  ALTER TABLE sku_window DROP COLUMN out_weeks;
  CREATE TABLE sku_weeks(
    products_id INTEGER PRIMARY KEY, weeks TEXT NOT NULL, out_weeks TEXT NOT NULL, months TEXT NOT NULL) STRICT;
  CREATE VIEW sku_paces AS
    SELECT products_id, u30, u60, u90, u180, u365, u730, first_365, last_day,
      CASE WHEN (SELECT count(*) FROM day_known k WHERE k.ago <= 30) > 0 THEN out_30 END AS out_days_30,
      CASE WHEN (SELECT count(*) FROM day_known k WHERE k.ago <= 60) > 0 THEN out_60 END AS out_days_60,
      CASE WHEN (SELECT count(*) FROM day_known k WHERE k.ago <= 90) > 0 THEN out_90 END AS out_days_90,
      CASE WHEN (SELECT count(*) FROM day_known k WHERE k.ago <= 180) > 0 THEN out_180 END AS out_days_180,
      CASE WHEN (SELECT count(*) FROM day_known k WHERE k.ago <= 365) > 0 THEN out_365 END AS out_days_365,
      CASE WHEN out_30 <= 30 - 7 THEN 30 - out_30 END AS pace_days_30,
      CASE WHEN out_60 <= 60 - 7 THEN 60 - out_60 END AS pace_days_60,
      CASE WHEN out_90 <= 90 - 7 THEN 90 - out_90 END AS pace_days_90,
      CASE WHEN out_180 <= 180 - 7 THEN 180 - out_180 END AS pace_days_180,
      CASE WHEN out_365 <= 365 - 7 THEN 365 - out_365 END AS pace_days_365
    FROM sku_window;
  CREATE VIEW sku_pace AS
    SELECT products_id, 30 AS days, u30 AS units_m, u60 - u30 AS before_m, out_days_30 AS out_days,
      pace_days_30 AS pace_days, u30, first_365, last_day FROM sku_paces
    UNION ALL SELECT products_id, 60, u60, NULL, out_days_60, pace_days_60, u30, first_365, last_day FROM sku_paces
    UNION ALL SELECT products_id, 90, u90, u180 - u90, out_days_90, pace_days_90, u30, first_365, last_day
      FROM sku_paces
    UNION ALL SELECT products_id, 180, u180, NULL, out_days_180, pace_days_180, u30, first_365, last_day
      FROM sku_paces
    UNION ALL SELECT products_id, 365, u365, u730 - u365, out_days_365, pace_days_365, u30, first_365, last_day
      FROM sku_paces;
  UPDATE mark SET value = 0 WHERE name = 'window_day';
)sql";

constexpr std::array migrations{first, second, third};

}  // namespace

sqlite::OwnedFile ledger_file() {
  return {.name = "ledger", .application_id = application_id, .migrations = migrations};
}

}  // namespace garden::ledger
