// Values: parameters from JSON to what the protocol binds, and a row's columns to JSON, exactly.
//
// Doubles hold neither a DECIMAL nor every BIGINT, and a 4-byte FLOAT asked for as text loses digits. So each
// column is fetched in the form that loses nothing: integers as 64 bits, FLOAT and DOUBLE in their own width
// (and written with the fewest digits that give the same number), DECIMAL as its text, dates in their parts.
// Threads: one at a time.
#pragma once
#include <mysql.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "direct/connection.hpp"
#include "garden/json_writer.hpp"

namespace garden::tidb {

// The values of one statement's `?`, kept until it has been executed.
class Parameters {
 public:
  // `json`: an array of scalars. Throws Failure: INVALID.
  explicit Parameters(std::string_view json);
  // Throws Failure: INVALID when their number is wrong; DatabaseFailure.
  void bind(Connection& connection, MYSQL_STMT* statement);

 private:
  struct Value {
    enum_field_types type = MYSQL_TYPE_NULL;
    std::int64_t whole = 0;
    double number = 0;
    std::string text;
    unsigned long length = 0;
  };
  std::vector<Value> values_;
  std::vector<MYSQL_BIND> binds_;
};

// The columns of a statement that has been executed, and the row that was fetched last.
class Columns {
 public:
  explicit Columns(MYSQL_STMT* statement);

  std::string json() const;  // {"columns": [...]}
  // Where the next rows go. Throws DatabaseFailure.
  void bind(Connection& connection, MYSQL_STMT* statement);
  // The row as a JSON array. Throws Failure: INVALID when a value is larger than a batch.
  std::string row(Connection& connection, MYSQL_STMT* statement);

 private:
  enum class Kind { whole, single, real, decimal, text, blob, bits, moment, time, nothing };
  struct Column {
    std::string name;
    Kind kind = Kind::text;
    bool is_unsigned = false;
    unsigned digits = 0;  // of a moment's fraction of a second
    bool date_only = false;
    std::int64_t whole = 0;
    float single = 0;
    double real = 0;
    MYSQL_TIME moment{};
    std::string text;          // room for what has no fixed size
    unsigned long length = 0;  // of the value, also if there was no room
    my_bool is_null = 0, error = 0;
  };
  static Column describe(const MYSQL_FIELD& field);
  static std::string_view type_name(Kind kind);
  static void write(json::Writer& out, const Column& column);
  // Fetches again what had no room.
  void make_room(Connection& connection, MYSQL_STMT* statement, unsigned index);

  std::vector<Column> columns_;
  std::vector<MYSQL_BIND> binds_;
};

}  // namespace garden::tidb
