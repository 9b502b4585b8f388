// Cursor: one statement on its way, and its rows as JSON in batches.
//
// Throws Failure (INVALID: the statement; DENIED: it would do more than read; DEADLINE) and Cancelled.
// Threads: one thread at a time; every call may block as long as the watch allows.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "connection.hpp"
#include "garden/json.hpp"
#include "garden/json_writer.hpp"

namespace garden::sqlite_connector {

class Cursor {
 public:
  static constexpr std::size_t batch_bytes_max = 64 * 1024;

  // Compiles and binds. `params` is a JSON array of scalars; `connection` is borrowed.
  Cursor(Connection& connection, std::string_view sql, std::string_view params, std::uint64_t rows_max);

  // {"columns": [...]}; reads the first row for the types that the schema does not tell. First, once.
  std::string columns();
  // {"rows": [...]} of at most 64 KB; nothing when there are no more.
  std::optional<std::string> next();

  std::uint64_t row_count() const { return row_count_; }
  bool truncated() const { return truncated_; }  // there is a row after the last one taken
  bool finished() const { return !has_row_; }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  void compile(std::string_view sql);
  void bind(std::string_view params);
  void bind_one(int index, std::string_view value);
  void step();
  std::string type_name(int column) const;
  std::string row_json() const;
  void write_value(json::Writer& out, int column) const;

  Connection& connection_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  std::uint64_t rows_max_;
  std::uint64_t row_count_ = 0;
  int columns_ = 0;
  bool has_row_ = false;  // a row is there that was not handed out yet
  bool truncated_ = false;
};

// {"dialect", "version", "read_only", "tables", "warnings"}
std::string describe_database(Connection& connection);

}  // namespace garden::sqlite_connector
