// Rows: what a connector streams, handed on row by row.
//
// A table may be large and its reader may want three rows of it, so nothing is gathered here: each batch is
// parsed, its rows go to a sink, and the connector is held back while the sink works. Threads: on the lane of
// the context.
#pragma once
#include <chrono>
#include <cstddef>
#include <expected>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "garden/garden.hpp"
#include "queries/personal.hpp"
#include "queries/sql_text.hpp"

namespace garden::queries {

// Takes a table. Each answers with what is wrong, or with an empty text.
class RowSink {
 public:
  virtual ~RowSink() = default;
  virtual std::string columns(const base::Json& columns) = 0;  // [{name, type}], once, before any row
  virtual std::string row(const base::Json& row) = 0;          // an array, as long as the columns
};

struct ReadRequest {
  std::string connector;  // "connector:shop"
  BoundSql statement;
  std::vector<std::string>
      columns;  // that are declared; a connector that cannot see them without rows uses these
  std::size_t rows_max = 0;
  std::chrono::milliseconds time_max{};
  const Masks* masks = nullptr;  // of the statement's columns, or null: none
  const PersonalData* personal =
      nullptr;  // whose columns never come in, whatever the statement says, or null
};

struct ReadDone {
  bool truncated = false;  // the connector stopped at rows_max
  std::string via;
  std::vector<std::string> warnings;  // of a computed table: what had to be assumed
};

// The same table out of any component that answers `verb` with {"columns"}, {"rows"}..., {"done"}.
Task<std::expected<ReadDone, base::Error>> read_table(Context& context, std::string target, std::string verb,
                                                      std::string request, std::chrono::milliseconds time_max,
                                                      RowSink& sink);

// The border: from here on there is no personal data. Values of masked columns are replaced, those of columns
// that are denied by name become null. Borrows `sink` and what the request points to until the task is over.
// Errors as the connector gives them; internal when what it sends is no table or the sink refuses it. Throws
// only garden::Cancelled.
Task<std::expected<ReadDone, base::Error>> read_rows(Context& context, ReadRequest request, RowSink& sink);

}  // namespace garden::queries
