#include "ledger/snapshots.hpp"

#include "ledger/rows.hpp"

namespace garden::ledger {
namespace {

using base::Result;

constexpr const char* stock_before =
    "SELECT available_m FROM stock_snapshot WHERE products_id = ? AND day < ? ORDER BY day DESC LIMIT 1";

}  // namespace

Result<std::int64_t> take_snapshot(sqlite::Database& database, std::int64_t day, base::Wall now) {
  if (auto gone = change(database, "DELETE FROM stock_snapshot WHERE day = ?", day); !gone)
    return std::unexpected(std::move(gone.error()));
  auto added = change(database,
                      "INSERT INTO stock_snapshot(day, products_id, available_m) "
                      "SELECT ?1, p.products_id, p.available_m FROM product_now p WHERE p.available_m "
                      "NOTNULL AND p.available_m IS NOT "
                      "(SELECT s.available_m FROM stock_snapshot s "
                      " WHERE s.products_id = p.products_id AND s.day < ?1 ORDER BY s.day DESC LIMIT 1)",
                      day);
  if (!added) return std::unexpected(std::move(added.error()));
  auto changed = database.changes();
  auto known = change(database,
                      "INSERT INTO snapshot_day(day, taken_us) VALUES(?, ?) "
                      "ON CONFLICT(day) DO UPDATE SET taken_us=excluded.taken_us",
                      day, now.time_since_epoch().count());
  if (!known) return std::unexpected(std::move(known.error()));
  return changed;
}

Result<> put_stock(sqlite::Database& database, std::int64_t day, std::int64_t product,
                   std::int64_t available_m) {
  auto before = one_integer(database, stock_before, product, day);
  if (!before) return std::unexpected(std::move(before.error()));
  auto was = one_integer(database, stock_before, product, day + 1);
  if (!was) return std::unexpected(std::move(was.error()));
  auto after = one_integer(database, "SELECT min(day) FROM snapshot_day WHERE day > ?", day);
  if (!after) return std::unexpected(std::move(after.error()));
  if (*after && *was) {  // the next known day said "as before": it goes on to say what it said
    auto kept = change(database,
                       "INSERT OR IGNORE INTO stock_snapshot(day, products_id, available_m) VALUES(?, ?, ?)",
                       **after, product, **was);
    if (!kept) return kept;
  }
  auto known = change(database, "INSERT OR IGNORE INTO snapshot_day(day, taken_us) VALUES(?, 0)", day);
  if (!known) return known;
  if (*before == available_m)
    return change(database, "DELETE FROM stock_snapshot WHERE day = ? AND products_id = ?", day, product);
  return change(database,
                "INSERT INTO stock_snapshot(day, products_id, available_m) VALUES(?, ?, ?) "
                "ON CONFLICT(products_id, day) DO UPDATE SET available_m=excluded.available_m",
                day, product, available_m);
}

}  // namespace garden::ledger
