// Rows of an export as products: each row taken with its text cleaned, or rejected with its line and a
// reason. Threads: one owner.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "shop_data/clean.hpp"
#include "shop_data/csv.hpp"
#include "shop_data/import.hpp"
#include "shop_data/mapping.hpp"

namespace garden::shop_data {

// One row that was taken. Quantities are thousandths of a unit.
struct ExportRow {
  std::size_t line = 0;
  int id = 0;
  int parent = 0;  // 0: stands alone
  std::string name, maker, sku;
  std::optional<Size> size;  // the first in the name
  std::int64_t stock_m = 0, sold_m = 0, ordered_m = 0;
  bool active = true;
};

class RowTaker {
 public:
  // Both borrowed.
  RowTaker(const Mapping& mapping, const Columns& columns) : mapping_(mapping), columns_(columns) {}

  // A row of the file, or a fault of the reader: goes to rows() or to rejected().
  void take(const CsvRow& row);
  void reject(const CsvFault& fault) { rejected_.push_back({fault.line, fault.reason, fault.advice}); }

  std::vector<ExportRow>& rows() { return rows_; }
  std::vector<RejectedRow>& rejected() { return rejected_; }

 private:
  // Each reads one fact; the first that fails notes why and the row is rejected.
  bool read(const CsvRow& row, ExportRow& taken);
  bool read_id(const CsvRow& row, ExportRow& taken);
  bool read_parent(const CsvRow& row, ExportRow& taken);
  bool read_name(const CsvRow& row, ExportRow& taken);
  bool read_quantity(const CsvRow& row, Fact fact, std::string_view meaning, bool may_be_negative,
                     std::int64_t& value_m);
  bool read_status(const CsvRow& row, ExportRow& taken);
  bool fits_header(const CsvRow& row);

  std::string_view field(const CsvRow& row,
                         Fact fact) const;  // trimmed; empty when the mapping has no such fact
  std::string shown(Fact fact) const;       // the column as its file names it
  std::string cleaned(std::string_view text) const;
  bool fail(std::string reason, std::string advice);

  const Mapping& mapping_;
  const Columns& columns_;
  std::vector<ExportRow> rows_;
  std::vector<RejectedRow> rejected_;
  std::unordered_map<int, std::size_t> line_of_id_;
  RejectedRow why_;
};

}  // namespace garden::shop_data
