// Parts that a query's file and an agent's settings have in common, and the place of a fault inside SQL.
// Threads: pure functions [any].
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "config/document.hpp"
#include "queries/parameters.hpp"
#include "queries/sql_text.hpp"

namespace garden::queries {

// [a-z][a-z0-9_]*, at most 64: a name that no database has to quote.
bool is_sql_name(std::string_view name);

// The object `value` (name -> declaration, of the schema's shape) as parameters; what is wrong is appended.
std::vector<Parameter> parameters_of(const config::Document& document, const base::Json& value,
                                     const std::string& pointer, config::Problems& problems);

// Whether a column name fits one of the patterns ("cc_*", "customers_telephone"); case does not matter.
bool is_personal(std::string_view name, const std::vector<std::string>& patterns);

// Facts that several queries have in common: `facts: {use: NAME}` is the file facts/NAME.sql beside the
// query's.
std::filesystem::path shared_facts_file(const std::filesystem::path& query_file, const std::string& name);
// The whole file; empty if it cannot be read.
std::optional<std::string> read_text(const std::filesystem::path& file);

// A fault inside the file that is this text.
config::Problem problem_in_file(const std::filesystem::path& file, std::string_view text,
                                const SqlError& error);

// A fault inside the text at `pointer`, with its own line and column where the text is a block (`|`).
config::Problem problem_in_text(const config::Document& document, std::string_view pointer,
                                std::string_view text, const SqlError& error);

}  // namespace garden::queries
