// Definition: a named business query, as its YAML file declares it.
//
// A number in an answer is worth what its definition is worth. So a query is a document first: what it
// answers, by which formula, from which tables, in which unit, with which reservations; then one portable
// SELECT (`facts`) that yields exact integers, whose declared column types tell the host how to show them.
// A file is checked as a whole when it is loaded, SQL included; every error has file:line:column.
// Threads: loading [any]; a loaded Definition never changes.
#pragma once
#include <chrono>
#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "config/problem.hpp"
#include "queries/parameters.hpp"
#include "queries/personal.hpp"

namespace garden::queries {

class SchemaMapping;  // schema_mapping.hpp

// What the SQL yields and what the reader sees. Exact values are integers in SQL (docs: domain rules).
enum class ColumnType {
  integer,   // -> number, or text beyond 2^53
  quantity,  // thousandths -> number with at most 3 decimals
  money,     // 1e-4 of the currency -> text with 2 decimals
  revenue,   // 1e-7 of the currency (money x quantity) -> text with 2 decimals
  number,    // a ratio, as double -> number with `decimals`
  text,
  date,      // -> "YYYY-MM-DD"
  datetime,  // -> "YYYY-MM-DD HH:MM:SS", the shop's local time
  age,       // a date -> whole days from it to today, shown as an integer
  day_ahead  // days from today -> that date, shown as a date
};
enum class Rounding { nearest, up };  // up: a quantity to order never falls short

struct Column {
  std::string name;  // the SQL's column name
  std::string title;
  std::string description;
  ColumnType type = ColumnType::text;
  std::string unit;   // "pieces", "days", "USD"; "currency" stands for the store's
  int decimals = 1;   // of a number
  bool html = false;  // a text that is stored as HTML: entities are decoded for the reader
  Rounding rounding = Rounding::nearest;
};

// Finding things by words: SQL cannot compare text alike everywhere, so the host reads (id, texts...) rows
// and matches them itself, without regard to case and accents; the ids found are bound as `:found`.
struct Search {
  std::string sql;        // first column an integer id, the others texts to look in
  std::string parameter;  // the text parameter that is looked for
  std::string
      key;  // the column of `facts` that holds the id: rows come in the order of the match; may be empty
  std::size_t found_max = 50;
};

// What any query of an agent may be narrowed by, such as a category: a search that is made only when it is
// asked for. It adds a text parameter of its name, NULL when not given, and :NAME_found, the ids.
struct Filter {
  std::string name;  // "category"
  std::string description;
  std::string sql;  // as of a search
};

// What of the product's own tables (host/ledger) a computing step is given beside the facts.
struct LedgerTable {
  std::string name;     // the member of the step's `tables`
  std::string sql;      // over the ledger's tables
  std::string assumed;  // said with the result while there is no row; may be empty
};

// Something the reader must know when the rows look a certain way.
struct WarningRule {
  enum class When { always, empty, any_null, all_null, any_negative } when = When::always;
  std::string column;  // of the last three
  std::string say;     // {count} is the number of rows concerned, {rows} of rows shown
};

struct Chart {
  std::string kind;  // "bar", "line"
  std::string x, y;  // columns
};

struct Definition {
  std::string name;  // "get_bestsellers"
  std::string title;
  std::string description;           // what it answers and when to use it; models read this
  std::string formula;               // in words and symbols; shown with the result
  std::vector<std::string> sources;  // tables
  std::vector<std::string> caveats;
  std::vector<std::string> examples;  // questions it answers
  std::vector<Parameter> parameters;  // `limit` is one of them, made from `rows`
  std::string facts;                  // the SQL, over the shop's own tables (schema_mapping.hpp)
  std::string compute;       // a step of the agent's library between `facts` and the result; or empty
  std::string ledger_facts;  // the same rows from the ledger's sums; or empty
  // One row of the shop, in time for `ledger_facts`, which see its column x as :live_x; or empty.
  std::string ledger_live;
  std::map<std::string, std::vector<std::string>> ledger_when;  // parameter -> values they can answer for
  bool whole_history = false;       // they need every day since the shop's first order
  bool stock_history = false;       // the ledger's facts know days out of stock: better for small shops too
  std::vector<LedgerTable> tables;  // for `compute`
  std::optional<Search> search;
  std::vector<Filter> filters;
  std::vector<Column> columns;
  std::vector<Column> totals;  // over all rows that match, not only those shown; the same in every row
  std::string
      summary;  // one sentence about the rows, with placeholders: {rows}, {total}, {days}, {sum:c}, {first:c}
  std::string summary_empty;
  std::vector<WarningRule> warnings;
  std::optional<Chart> chart;
  std::size_t rows_default = base::limits::query_rows_default;
  std::size_t rows_max = base::limits::query_rows_max;
  std::chrono::milliseconds time_max = base::limits::query_time_default;
  Masks masks;            // of the columns of `facts`
  bool windowed = false;  // the result says which days it looked at: uses :since and :until, or :period_since
  std::string file;       // where it came from
};

struct DefinitionRules {
  std::vector<Parameter> settings;        // of the agent: names that SQL may use beside the parameters
  std::vector<Filter> filters;            // that a query may list
  PersonalData personal;                  // columns that no query may name, or only show masked
  const SchemaMapping* schema = nullptr;  // of a shop with other tables; borrowed while loading
};

// All that is wrong with the file, or the definition.
std::expected<Definition, config::Problems> load_definition(const std::filesystem::path& file,
                                                            const DefinitionRules& rules);

std::string_view name_of(ColumnType type);
// What a reader is shown: an age is an integer, a day ahead is a date.
ColumnType shown_type(ColumnType type);

}  // namespace garden::queries
