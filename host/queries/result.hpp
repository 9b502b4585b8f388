// QueryResult: what a named query found, ready to be shown, cited, cached and compared.
//
// Everything an answer needs to be honest travels with the rows: which query with which parameters, at which
// instant, how many rows there are in all, what is assumed, how the values were made. Values are in the form
// of their declared type: whole numbers and quantities as numbers, money as text ("12.50"), a value that does
// not exist as null. Threads: a value; all calls [any].
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "queries/definition.hpp"

namespace garden::queries {

struct ResultColumn {
  std::string name;
  std::string title;
  ColumnType type = ColumnType::text;
  std::string unit;
};

struct QueryResult {
  std::string query;
  std::string title;
  std::string summary;  // one sentence about the rows; may be empty
  std::vector<ResultColumn> columns;
  std::vector<base::Json> rows;              // each an array, one value for each column
  std::optional<std::int64_t> total_rows;    // all that match; empty when not known
  bool truncated = false;                    // there are more than are shown
  base::Json totals = base::Json::object();  // name -> value over all that match
  base::Wall as_of{};                        // when the database was read
  std::int64_t age_s = 0;                    // of a stored result, or of the ledger's sums
  base::Json params = base::Json::object();  // as used, defaults included
  std::string since, until;  // first and last whole day looked at; empty when there is no window
  std::vector<std::string> warnings;
  std::optional<bool> oos_adjusted;  // of a pace: whether days without stock are left out of it
  double ms = 0;                     // the database's time and ours
  std::string via;                   // which way the data came: "sqlite", "direct", "mcp", "ledger"
};

// Why there is no result. `problems` is filled when the parameters were wrong (Code::invalid).
struct QueryError {
  base::Error error;
  std::vector<Problem> problems;
};

// The envelope of `POST /queries/{name}` and of a tool result, and back (for caches).
base::Json to_json(const QueryResult& result);
base::Result<QueryResult> result_from_json(const base::Json& envelope);

}  // namespace garden::queries
