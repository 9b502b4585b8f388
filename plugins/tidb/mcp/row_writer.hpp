// RowWriter: rows that came as JSON objects, as the arrays that a connector emits.
//
// The first row names the columns, in the order in which the database gave them; every other row must have
// the same. Threads: a plain value.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "garden/json_writer.hpp"

namespace garden::tidb {

class RowWriter {
 public:
  // exact_integers: numbers beyond 2^53 are what the database holds; else they were rounded on the way, and a
  // row with one is refused.
  explicit RowWriter(bool exact_integers) : exact_integers_(exact_integers) {}

  // {"columns": [...]} as the first row has them, or as they are `expected` where there is no row.
  std::string columns(const std::vector<std::string_view>& rows, const std::vector<std::string>& expected);

  // {"rows": [...]} of rows [from, ...), at most `bytes_max`; `from` moves on. Throws Failure(INVALID): a row
  // that is larger; UNIMPLEMENTED: one that does not have the columns, or a rounded number.
  std::string batch(const std::vector<std::string_view>& rows, std::size_t& from, std::size_t rows_end,
                    std::size_t bytes_max);

 private:
  void write_row(json::Writer& out, std::string_view row) const;
  void write_value(json::Writer& out, std::string_view value) const;

  bool exact_integers_;
  std::vector<std::string> names_;
};

}  // namespace garden::tidb
