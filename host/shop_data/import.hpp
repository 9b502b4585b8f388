// Import: a shop's inventory export (CSV) becomes a shop database that every named query can read
// (`agent-garden db import FILE.csv`).
//
// Exports differ in their columns and in their disorder, so a mapping in YAML says what each column means and
// how its text is cleaned; the mappings of config/import are built in and chosen by the header. A row that
// cannot be taken is reported with its line, the reason and what to do about it, and the others go on: an
// export of a real shop always has a few. What an export does not hold is never invented: prices stay NULL,
// and units sold, known only as one total a year, are spread over twelve clearly marked orders. The import
// writes that down as `assumptions` in the store YAML beside the database, where every answer finds it.
//
// Nothing is half imported: database and YAML are written beside their places in one transaction and renamed
// when both are whole. Threads: import_inventory is one blocking call, [any] thread that may block.
#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "shop_data/progress.hpp"

namespace garden::shop_data {

struct ImportOptions {
  std::filesystem::path file;        // the export
  std::filesystem::path database;    // the SQLite file to make, such as var/oceanside.db
  std::filesystem::path store_yaml;  // empty: the database's name with .yaml
  std::filesystem::path mapping;     // empty: the built-in mapping that fits the header
  std::string as_of;                 // the moment of the export in the shop's time: "2025-10-31 18:00:00"
  std::string timezone = "UTC";      // the shop's, for the store YAML
  std::string currency = "USD";
  bool strict = false;  // one bad row fails the whole import
  bool force = false;   // replace files that no import wrote, or that were edited since
  Progress progress;
};

// A row that was not taken, and what to do about it.
struct RejectedRow {
  std::size_t line = 0;  // where the row begins in the file, from 1
  std::string reason;    // "\"Purchased\" is \"n/a\", not a number"
  std::string advice;    // "write the units sold in the last 12 months, or 0"
};

struct ImportReport {
  std::string mapping;        // its name
  std::size_t rows_read = 0;  // without the header and empty lines
  std::size_t rows_taken = 0;
  std::vector<RejectedRow> rejected;  // in the order of the file
  std::vector<std::string> notes;  // columns ignored, families and parents, names changed: one sentence each
  std::size_t products = 0;
  std::size_t products_inactive = 0;
  std::size_t families = 0;  // products that come in sizes or grains, as categories
  std::size_t parents = 0;   // rows that only head a family: not products
  std::size_t orders = 0;    // the summary orders, and their lines
  std::size_t order_lines = 0;
  std::string units_sold;  // "10257", the sum of the last twelve months, exact
  std::string as_of;
  std::vector<std::string> assumptions;  // as written into the store YAML
  std::filesystem::path database, store_yaml;
};

// Errors: Code::invalid (file, mapping or options wrong; no row could be taken; a bad row and `strict`; a
// place that holds something else and no `force`), Code::not_found (no such file), Code::unavailable (disk),
// Code::cancelled. After an error database and YAML are as they were. A mapping's faults are all in the one
// message, a line each, as file:line:column.
base::Result<ImportReport> import_inventory(const ImportOptions& options);

}  // namespace garden::shop_data
