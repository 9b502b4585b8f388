// Statement: one compiled SQL statement, its parameters and the row it stands on.
//
// For many rows: prepare once, then `run(a, b, c)` a row, inside one Transaction. For reading: bind, then
// `while (step)` and the column accessors. Binding never fails on the spot: what went wrong is remembered and
// returned by the next step() or run(), so that a row of binds needs one check.
// Threads: as the Database it came from, which must outlive it.
#pragma once
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/error.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace garden::sqlite {

enum class Type { null, integer, real, text, blob };

// The bytes of a parameter that is bound as a blob rather than as text.
struct Blob {
  std::string_view bytes;
};
// A text parameter that SQLite does not copy: the bytes must stay until the statement is reset or run again.
struct Borrowed {
  std::string_view text;
};

class Statement {
 public:
  Statement(Statement&&) noexcept = default;
  Statement& operator=(Statement&&) noexcept = default;

  // Parameters count from 1. Text and blobs are copied, unless Borrowed. A statement that stands on a row
  // must be reset() first.
  void bind(int index, std::nullptr_t);
  void bind(int index, std::int64_t value);
  void bind(int index, double value);
  void bind(int index, std::string_view text);
  void bind(int index, Blob blob);
  void bind(int index, Borrowed borrowed);
  template <std::integral T>
  void bind(int index, T value) {
    bind(index, static_cast<std::int64_t>(value));
  }
  void bind(int index, const char* text) { bind(index, std::string_view(text)); }
  void bind(int index, const std::string& text) { bind(index, std::string_view(text)); }
  // Null when there is no value.
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    if (value)
      bind(index, *value);
    else
      bind(index, nullptr);
  }
  int parameter_count() const;
  int parameter_index(const char* name) const;  // of ":name"; 0 when there is none

  // Goes to the next row: true, there is one; false, that was the last (and the statement is reset).
  base::Result<bool> step();
  // Back to before the first row; the parameters stay bound, but for Borrowed text, which becomes null.
  void reset();

  // Binds all parameters in order, runs to the end and resets: one row of a bulk insert.
  template <class... Values>
  base::Result<> run(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
    return finish();
  }

  // Of the current row; columns count from 0. Text and blobs live until the next step(), reset() or run().
  int column_count() const;
  std::string_view column_name(int column) const;
  Type type(int column) const;
  bool is_null(int column) const { return type(column) == Type::null; }
  std::int64_t integer(int column) const;
  std::optional<std::int64_t> integer_or_null(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;
  std::string_view blob(int column) const;

  // The statement for calls that this class does not wrap. Borrowed.
  sqlite3_stmt* handle() const { return statement_.get(); }

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt*) const;
  };
  Statement(sqlite3_stmt* statement, const std::string* path) : statement_(statement), path_(path) {}
  base::Result<> finish();
  void note(int code);

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  const std::string* path_;  // of the Database, for errors
  int bind_failure_ = 0;
  bool borrowing_ = false;
};

}  // namespace garden::sqlite
