// SQL tables: which tables a statement reads, where it names them, and which of their columns.
//
// A query says in `sources` what it reads, and a shop with other tables gets the query with each of them
// replaced by a SELECT (schema_mapping.hpp). Both need to know where in the text a table is named; that is
// said by the grammar around a word, not by the word: a column, an alias or a CTE may be called the same. The
// walk understands what the checks of sql_text.hpp let through: FROM lists, joins, subqueries, CTEs. What
// names a table in a way that it cannot follow is refused with its place. Threads: pure functions [any].
#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "queries/sql_text.hpp"

namespace garden::queries {

// A table where it stands: FROM `name` alias. All views are into the SQL.
struct TableRead {
  std::string_view name;   // without quotes
  std::string_view alias;  // what its columns are called by; the name where it has none
  bool aliased = false;
  std::size_t offset = 0;  // of the name, quotes included
  std::size_t size = 0;
};

// `alias.column`, where the alias is that of tables only.
struct ColumnRead {
  std::vector<std::string_view> tables;  // one of these: an alias may be used in several SELECTs
  std::string_view column;
  std::size_t offset = 0;  // of the column
};

struct Reads {
  std::vector<TableRead> tables;  // in order of the text; CTEs are none
  std::vector<TableRead> ctes;    // where they are defined: name and offset
  std::vector<ColumnRead> columns;
};

// Errors: a table of a named database (shop.orders), a FROM without a name behind it. A CTE's name means the
// CTE everywhere in the statement, so a query may not call one like a table of its sources.
std::expected<Reads, SqlError> reads_of(const std::vector<Token>& tokens);

// Every table that is read is one of `sources`, and no CTE is called like one of them.
std::expected<void, SqlError> check_sources(const std::vector<Token>& tokens,
                                            const std::vector<std::string>& sources);

// The columns that a SELECT gives: the word after AS, or the column's own name. An error at the first that
// has none, or is called like one before it.
std::expected<std::vector<std::string>, SqlError> columns_given(const std::vector<Token>& tokens);

}  // namespace garden::queries
