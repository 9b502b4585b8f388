// Small help for statements that are run once: bind in order, run, read one value. Threads: as the Database.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "sqlite/database.hpp"

namespace garden::ledger {

template <class... Values>
base::Result<> change(sqlite::Database& database, std::string_view sql, const Values&... values) {
  auto statement = database.prepare(sql);
  if (!statement) return std::unexpected(std::move(statement.error()));
  return statement->run(values...);
}

// Calls `row(statement)` for each row; it answers false to stop.
template <class Row, class... Values>
base::Result<> each_row(sqlite::Database& database, std::string_view sql, Row row, const Values&... values) {
  auto statement = database.prepare(sql);
  if (!statement) return std::unexpected(std::move(statement.error()));
  int index = 0;
  (statement->bind(++index, values), ...);
  for (;;) {
    auto there = statement->step();
    if (!there) return std::unexpected(std::move(there.error()));
    if (!*there || !row(*statement)) return {};
  }
}

// The first column of the first row; nothing for NULL and without a row.
template <class... Values>
base::Result<std::optional<std::int64_t>> one_integer(sqlite::Database& database, std::string_view sql,
                                                      const Values&... values) {
  std::optional<std::int64_t> found;
  auto take = [&found](const sqlite::Statement& row) {
    if (!row.is_null(0)) found = row.integer(0);
    return false;
  };
  auto read = each_row(database, sql, take, values...);
  if (!read) return std::unexpected(std::move(read.error()));
  return found;
}

}  // namespace garden::ledger
