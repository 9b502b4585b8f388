#include "sqlite/statement.hpp"

#include <sqlite3.h>

#include <utility>

#include "sqlite/failure.hpp"

namespace garden::sqlite {

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void Statement::note(int code) {
  if (code != SQLITE_OK && bind_failure_ == SQLITE_OK) bind_failure_ = code;
}
void Statement::bind(int index, std::nullptr_t) { note(sqlite3_bind_null(handle(), index)); }
void Statement::bind(int index, std::int64_t value) { note(sqlite3_bind_int64(handle(), index, value)); }
void Statement::bind(int index, double value) { note(sqlite3_bind_double(handle(), index, value)); }
void Statement::bind(int index, std::string_view text) {
  // A null pointer would bind NULL; an empty text is not NULL.
  note(sqlite3_bind_text64(handle(), index, text.data() != nullptr ? text.data() : "", text.size(),
                           SQLITE_TRANSIENT, SQLITE_UTF8));
}
void Statement::bind(int index, Blob blob) {
  note(sqlite3_bind_blob64(handle(), index, blob.bytes.data() != nullptr ? blob.bytes.data() : "",
                           blob.bytes.size(), SQLITE_TRANSIENT));
}
void Statement::bind(int index, Borrowed borrowed) {
  borrowing_ = true;
  note(sqlite3_bind_text64(handle(), index, borrowed.text.data() != nullptr ? borrowed.text.data() : "",
                           borrowed.text.size(), SQLITE_STATIC, SQLITE_UTF8));
}
int Statement::parameter_count() const { return sqlite3_bind_parameter_count(handle()); }
int Statement::parameter_index(const char* name) const {
  return sqlite3_bind_parameter_index(handle(), name);
}

base::Result<bool> Statement::step() {
  int code = bind_failure_ != SQLITE_OK ? bind_failure_ : sqlite3_step(handle());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    reset();
    return false;
  }
  auto error = failure(code, sqlite3_db_handle(handle()), *path_);
  reset();
  return std::unexpected(std::move(error));
}

void Statement::reset() {
  sqlite3_reset(handle());
  bind_failure_ = SQLITE_OK;
  if (std::exchange(borrowing_, false)) sqlite3_clear_bindings(handle());
}

base::Result<> Statement::finish() {
  for (;;) {
    auto row = step();
    if (!row) return std::unexpected(std::move(row.error()));
    if (!*row) return {};
  }
}

int Statement::column_count() const { return sqlite3_column_count(handle()); }
std::string_view Statement::column_name(int column) const {
  const char* name = sqlite3_column_name(handle(), column);
  return name != nullptr ? name : "";
}
Type Statement::type(int column) const {
  switch (sqlite3_column_type(handle(), column)) {
    case SQLITE_INTEGER: return Type::integer;
    case SQLITE_FLOAT: return Type::real;
    case SQLITE_TEXT: return Type::text;
    case SQLITE_BLOB: return Type::blob;
    default: return Type::null;
  }
}
std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle(), column); }
std::optional<std::int64_t> Statement::integer_or_null(int column) const {
  return is_null(column) ? std::nullopt : std::optional(integer(column));
}
double Statement::real(int column) const { return sqlite3_column_double(handle(), column); }
std::string_view Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(handle(), column));
  auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle(), column));
  return bytes != nullptr ? std::string_view(bytes, size) : std::string_view();
}
std::string_view Statement::blob(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle(), column));
  auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle(), column));
  return bytes != nullptr ? std::string_view(bytes, size) : std::string_view();
}

}  // namespace garden::sqlite
