// The ledger's own tables as people see them: CSV in, CSV out.
//
// What the shop's database cannot say (lead times, packs, open orders, stock of past days) comes from
// spreadsheets. In a file quantities are units ("2.5"), money is in the store's currency ("12.50"), days are
// "2026-11-22"; a product is named by `products_id` or by `sku`, its model. A row that cannot be taken is
// reported with its line and the others are taken, unless `strict`. All or nothing in the file: one
// transaction. sku_settings and supplier are changed row by row, by their key; purchase_order is what is open
// now, so an import replaces it. Threads: as the Database.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "sqlite/database.hpp"

namespace garden::ledger {

enum class Kind { id, text, whole, quantity, money, number, day, flag };

struct TableColumn {
  std::string name;  // of the table
  std::string word;  // of the file: without the unit's suffix
  Kind kind = Kind::text;
  bool required = false;
};

struct TableShape {
  std::string name;
  std::vector<TableColumn> columns;
  std::string key;        // the column by which a row is replaced; empty: an import replaces all rows
  bool imported = false;  // else it is only exported
};

// Those that can be exported; the first four can be imported.
const std::vector<TableShape>& own_tables();
base::Result<const TableShape*> own_table(std::string_view name);  // invalid names those that there are

struct ImportOptions {
  bool strict = false;   // take nothing if a row cannot be taken
  bool replace = false;  // what is not in the file goes
};
struct RefusedRow {
  std::size_t line = 0;
  std::string reason;
};
struct ImportReport {
  std::size_t rows_read = 0, rows_taken = 0;
  std::vector<RefusedRow> refused;
};

// `text` is the whole file. Codes: invalid (no such table, a header that does not fit; with `strict` a row).
base::Result<ImportReport> import_table(sqlite::Database& database, std::string_view table,
                                        std::string_view text, const ImportOptions& options = {});

// Hands the CSV on in pieces. The first row is the header.
template <class Write>
base::Result<> export_table(sqlite::Database& database, std::string_view table, Write write);

// One row a step, for the above.
class TableExport {
 public:
  static base::Result<TableExport> begin(sqlite::Database& database, std::string_view table);
  std::string header() const;
  // The next line, with its end; empty: that was all.
  base::Result<std::string> next();

 private:
  TableExport(const TableShape& shape, sqlite::Statement rows) : shape_(&shape), rows_(std::move(rows)) {}
  const TableShape* shape_;
  sqlite::Statement rows_;
};

template <class Write>
base::Result<> export_table(sqlite::Database& database, std::string_view table, Write write) {
  auto rows = TableExport::begin(database, table);
  if (!rows) return std::unexpected(std::move(rows.error()));
  write(rows->header());
  for (;;) {
    auto line = rows->next();
    if (!line) return std::unexpected(std::move(line.error()));
    if (line->empty()) return {};
    write(*line);
  }
}

}  // namespace garden::ledger
