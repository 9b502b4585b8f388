#include "ledger/book.hpp"

#include "ledger/rows.hpp"

namespace garden::ledger {
namespace {
using base::Result;

constexpr const char* columns =
    "place, number, definition, begins, reaches, through, changes_seen, changes_seen_at";

Result<std::optional<Generation>> generation_at(sqlite::Database& database, std::int64_t place) {
  std::optional<Generation> found;
  auto take = [&found](const sqlite::Statement& row) {
    found = Generation{std::string(row.text(0)), row.integer(1),          std::string(row.text(2)),
                       row.integer(3),           row.integer_or_null(4),  row.integer_or_null(5),
                       row.integer(6),           std::string(row.text(7))};
    return false;
  };
  auto read = each_row(database, "SELECT " + std::string(columns) + " FROM generation WHERE place = ?", take,
                       place == 2 ? "b" : "a");
  if (!read) return std::unexpected(std::move(read.error()));
  return found;
}

Result<std::int64_t> active_place(sqlite::Database& database) {
  auto place = get_mark(database, mark::active);
  if (!place) return std::unexpected(std::move(place.error()));
  return place->value_or(1);
}

}  // namespace

Result<std::optional<std::int64_t>> get_mark(sqlite::Database& database, const char* name) {
  return one_integer(database, "SELECT value FROM mark WHERE name = ?", name);
}
Result<> set_mark(sqlite::Database& database, const char* name, std::int64_t value) {
  return change(
      database,
      "INSERT INTO mark(name, value) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value=excluded.value", name,
      value);
}

Result<std::optional<Generation>> active_generation(sqlite::Database& database) {
  auto place = active_place(database);
  if (!place) return std::unexpected(std::move(place.error()));
  return generation_at(database, *place);
}
Result<std::optional<Generation>> other_generation(sqlite::Database& database) {
  auto place = active_place(database);
  if (!place) return std::unexpected(std::move(place.error()));
  return generation_at(database, 3 - *place);
}

Result<Generation> begin_generation(sqlite::Database& database, Generation asked) {
  auto transaction = sqlite::Transaction::begin(database);
  if (!transaction) return std::unexpected(std::move(transaction.error()));
  auto place = active_place(database);
  if (!place) return std::unexpected(std::move(place.error()));
  auto active = generation_at(database, *place);
  if (!active) return std::unexpected(std::move(active.error()));
  auto number = get_mark(database, mark::next_number);
  if (!number) return std::unexpected(std::move(number.error()));
  asked.place = (*active ? 3 - *place : *place) == 2 ? "b" : "a";
  asked.number = number->value_or(1);
  if (auto gone = drop_generation(database, asked); !gone) return std::unexpected(std::move(gone.error()));
  auto begun = change(
      database,
      "INSERT INTO generation(place, number, definition, begins, changes_seen, changes_seen_at) "
      "VALUES(?, ?, ?, ?, ?, ?)",
      asked.place, asked.number, asked.definition, asked.begins, asked.changes_seen, asked.changes_seen_at);
  if (begun) begun = set_mark(database, mark::next_number, asked.number + 1);
  if (begun) begun = transaction->commit();
  if (!begun) return std::unexpected(std::move(begun.error()));
  return asked;
}

Result<> save_generation(sqlite::Database& database, const Generation& generation) {
  auto statement = database.prepare(
      "UPDATE generation SET begins = ?, reaches = ?, through = ?, changes_seen = ?, changes_seen_at = ? "
      "WHERE place = ? AND number = ?");
  if (!statement) return std::unexpected(std::move(statement.error()));
  statement->bind(1, generation.begins);
  statement->bind(2, generation.reaches);
  statement->bind(3, generation.through);
  statement->bind(4, generation.changes_seen);
  statement->bind(5, generation.changes_seen_at);
  statement->bind(6, generation.place);
  statement->bind(7, generation.number);
  if (auto stepped = statement->step(); !stepped) return std::unexpected(std::move(stepped.error()));
  if (database.changes() == 1) return {};
  return base::fail(base::Code::conflict, "these sums have been replaced meanwhile", database.path());
}

Result<> use_generation(sqlite::Database& database, const Generation& generation) {
  auto before = active_generation(database);
  if (!before) return std::unexpected(std::move(before.error()));
  auto done = database.run(
      "DROP VIEW sales_day; CREATE VIEW sales_day AS SELECT day, products_id, units_m, "
      "orders_n, revenue, largest_m FROM " +
      generation.table() +
      "; DROP VIEW order_day; CREATE VIEW order_day AS SELECT day, date, orders_all, orders_n, units_m, "
      "revenue, charged, unpriced_n FROM " +
      generation.orders_table() +
      "; DROP VIEW return_day; CREATE VIEW return_day AS SELECT day, products_id, returned_m, uncounted_m, "
      "orders_n, refunded FROM " +
      generation.returns_table());
  if (done) done = set_mark(database, mark::active, generation.place == "b" ? 2 : 1);
  if (done && *before && (*before)->place != generation.place) done = drop_generation(database, **before);
  return done;
}

Result<> drop_generation(sqlite::Database& database, const Generation& generation) {
  auto done = database.run("DROP INDEX IF EXISTS " + generation.table() + "_by_product; DELETE FROM " +
                           generation.table() + "; DELETE FROM " + generation.orders_table() +
                           "; DELETE FROM " + generation.returns_table());
  if (done) done = change(database, "DELETE FROM day_to_redo WHERE place = ?", generation.place);
  if (done) done = change(database, "DELETE FROM generation WHERE place = ?", generation.place);
  return done;
}

Result<std::vector<std::int64_t>> days_to_redo(sqlite::Database& database, const std::string& place) {
  std::vector<std::int64_t> days;
  auto take = [&days](const sqlite::Statement& row) { return days.push_back(row.integer(0)), true; };
  auto read =
      each_row(database, "SELECT day FROM day_to_redo WHERE place = ? ORDER BY day DESC", take, place);
  if (!read) return std::unexpected(std::move(read.error()));
  return days;
}

Result<> redo_days(sqlite::Database& database, const std::string& place,
                   const std::vector<std::int64_t>& days) {
  auto statement = database.prepare("INSERT OR IGNORE INTO day_to_redo(place, day) VALUES(?, ?)");
  if (!statement) return std::unexpected(std::move(statement.error()));
  for (auto day : days)
    if (auto added = statement->run(place, day); !added) return added;
  return {};
}

}  // namespace garden::ledger
