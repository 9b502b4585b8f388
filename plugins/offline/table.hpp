// Table: a tool's result as rows and columns, whatever its exact form.
//
// A named query's result names its columns, their types and units (abi_llm.h). Other tools may answer with a
// list of objects, one object or plain text; where that can be read as a table it is, so that one way of
// writing serves all.
//
// Threads: plain values; a Table points into the Value it was read from.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "value.hpp"

namespace garden::offline {

enum class ColumnRole {
  name,     // of a product, customer, category
  code,     // SKU or model
  order,    // an order's number
  id,       // a number that only machines need
  amount,   // adding it up means something: units, revenue, order totals
  measure,  // a number that must not be added up: price, days of cover, percentage
  other
};
struct Column {
  std::string name;   // "units_sold"
  std::string title;  // "Units sold"
  std::string type;   // "integer", "quantity", "money", "revenue", "number", "text", "date", "datetime" or ""
  std::string unit;
  ColumnRole role = ColumnRole::other;  // set by read_table
};

// What the name and type of a column say it is for.
ColumnRole role_of(const Column& column);

struct Table {
  std::string query, title, summary, formula, as_of;
  std::vector<Column> columns;
  std::vector<std::vector<const Value*>> rows;  // each as long as `columns`
  std::optional<std::uint64_t> total_rows;      // all that match
  bool truncated = false;
  std::int64_t age_s = 0;
  const Value* params = nullptr;  // object; never null in a table that was read
  const Value* totals = nullptr;  // object: sums over all that match; never null likewise
  std::vector<std::string> warnings;
  bool is_table = false;  // false: the content could not be read as one
};

// At most 5,000 rows and 60 columns are looked at. `content` must outlive the table.
Table read_table(const Value& content);

// A cell as it is shown: numbers without useless zeros (money keeps two digits), null as a dash.
std::string show(const Value& cell, const Column& column);

// "units_sold" -> "Units sold".
std::string humanised(std::string_view name);

}  // namespace garden::offline
