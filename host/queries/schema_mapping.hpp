// SchemaMapping: a shop whose tables are others, seen as the tables that the queries know.
//
// Queries are written once, in the tables their `sources` name: the agent's vocabulary. A mapping is a YAML
// file that gives, for each of these tables, a SELECT over the tables the shop really has. A statement then
// reads that SELECT, in parentheses, where it named the table; its meaning, its columns and its checks stay
// as they are, and what the shop calls things is known in one file. A derived table rather than a CTE:
// databases merge it into the query around it (SQLite would store a CTE that is read twice), and a shop may
// have a table of the same name as the vocabulary's.
//
// The mapping's SQL is checked like a query's: it reads only, portably, without personal data; and a query
// that needs a table or a column which the mapping does not give is refused when it is loaded, at its place.
// Threads: load [any]; a loaded mapping never changes.
#pragma once
#include <expected>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "config/document.hpp"
#include "config/problem.hpp"
#include "queries/personal.hpp"
#include "queries/sql_tables.hpp"

namespace garden::queries {

class SchemaMapping {
 public:
  // `prefix` stands for {prefix} in the file's SQL: letters, digits, underscores; empty: the file's own.
  // No column about people may be named in it, not even one that is shown masked: it would get another name.
  static std::expected<SchemaMapping, config::Problems> load(const std::filesystem::path& file,
                                                             std::string_view prefix,
                                                             const PersonalData& personal);

  const std::string& title() const { return title_; }
  const std::string& file() const { return file_; }
  // Values for settings of the agent, which the store's own beat; an object.
  const base::Json& settings() const { return settings_; }
  // Queries that make no sense in such a shop.
  const std::vector<std::string>& without() const { return without_; }
  // What every answer from such a shop must say.
  const std::vector<std::string>& assumptions() const { return assumptions_; }
  // Instead of the agent's own examples, if any.
  const std::vector<std::string>& questions() const { return questions_; }
  // A fault of what settings() or without() say; the pointer is that of the file: "/settings/language_id".
  config::Problem problem(std::string_view pointer, std::string message, std::string advice = {}) const;

  // The statement over the shop's own tables. Errors, with the offset in `sql`: SQL that cannot be read, a
  // table or a column that is not given, a statement that becomes longer than one may be.
  std::expected<std::string, SqlError> over(std::string_view sql) const;

 private:
  struct Table {
    std::string select;  // squeezed, with the prefix
    std::vector<std::string> columns;
  };
  class Reader;
  std::expected<void, SqlError> check_columns(const Reads& reads) const;

  std::string title_, file_;
  base::Json settings_ = base::Json::object();
  std::vector<std::string> without_, assumptions_, questions_;
  std::map<std::string, Table, std::less<>> tables_;
  std::shared_ptr<const config::Document> document_;  // for problems found later; shared with copies
};

}  // namespace garden::queries
