#include "cursor.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "garden/ascii.hpp"
#include "garden/base64.hpp"

namespace garden::sqlite_connector {
namespace {

std::string upper(const char* text) { return to_upper(std::string_view(text ? text : "")); }

// Column types of schemas are free text in SQLite ("decimal(15,4)", "DATETIME"); the words in them decide.
std::string_view type_of_declaration(const std::string& declared) {
  auto has = [&](std::string_view word) { return declared.find(word) != std::string::npos; };
  if (has("DATE") || has("TIME")) return "datetime";
  if (has("INT")) return "integer";
  if (has("CHAR") || has("CLOB") || has("TEXT") || has("ENUM")) return "text";
  if (has("BLOB")) return "blob";
  if (has("REAL") || has("FLOA") || has("DOUB")) return "number";
  if (has("DEC") || has("NUM")) return "decimal";
  return "unknown";
}

std::string_view type_of_value(int type) {
  switch (type) {
    case SQLITE_INTEGER: return "integer";
    case SQLITE_FLOAT: return "number";
    case SQLITE_TEXT: return "text";
    case SQLITE_BLOB: return "blob";
    default: return "unknown";
  }
}

std::string_view text_of(const unsigned char* text, int size) {
  return text ? std::string_view(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size))
              : std::string_view();
}

}  // namespace

Cursor::Cursor(Connection& connection, std::string_view sql, std::string_view params, std::uint64_t rows_max)
    : connection_(connection), rows_max_(rows_max) {
  compile(sql);
  bind(params);
  columns_ = sqlite3_column_count(statement_.get());
  if (columns_ == 0) throw Failure(GARDEN_DENIED, "only a statement that returns rows may be run");
  step();
}

void Cursor::compile(std::string_view sql) {
  const char* rest = nullptr;
  sqlite3_stmt* made = nullptr;
  connection_.take_refusal();
  // No virtual tables: they are code of the library that a schema can name.
  int code = sqlite3_prepare_v3(connection_.handle(), sql.data(), static_cast<int>(sql.size()),
                                SQLITE_PREPARE_NO_VTAB, &made, &rest);
  statement_.reset(made);
  if (code != SQLITE_OK) connection_.fail(code);
  if (!made) throw Failure(GARDEN_INVALID, "there is no statement");
  // What follows must be blank or a comment: compiling it must give nothing.
  auto left = sql.substr(static_cast<std::size_t>(rest - sql.data()));
  sqlite3_stmt* second = nullptr;
  code = sqlite3_prepare_v3(connection_.handle(), left.data(), static_cast<int>(left.size()), 0, &second,
                            nullptr);
  sqlite3_finalize(second);
  connection_.take_refusal();
  if (second || code != SQLITE_OK) throw Failure(GARDEN_INVALID, "only one statement may be run at a time");
  if (!sqlite3_stmt_readonly(made)) throw Failure(GARDEN_DENIED, "only reading is allowed here");
}

void Cursor::bind(std::string_view params) {
  int expected = sqlite3_bind_parameter_count(statement_.get());
  for (int i = 1; i <= expected; ++i)
    if (sqlite3_bind_parameter_name(statement_.get(), i))
      throw Failure(GARDEN_INVALID, "parameters must be plain `?`, without names and numbers");
  int given = 0;
  json::each(params, [&](std::string_view value) {
    if (++given <= expected) bind_one(given, value);
  });
  if (given != expected)
    throw Failure(GARDEN_INVALID, "the statement has " + std::to_string(expected) + " parameters, but " +
                                      std::to_string(given) + " values were given");
}

void Cursor::bind_one(int index, std::string_view value) {
  auto* statement = statement_.get();
  int code = SQLITE_OK;
  switch (json::type_of(value)) {
    case json::Type::null: code = sqlite3_bind_null(statement, index); break;
    case json::Type::boolean: code = sqlite3_bind_int(statement, index, value == "true" ? 1 : 0); break;
    case json::Type::string: {
      auto text = json::text(value);
      code = sqlite3_bind_text64(statement, index, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
      break;
    }
    case json::Type::number:
      if (auto whole = json::integer(value)) {
        code = sqlite3_bind_int64(statement, index, *whole);
        break;
      }
      if (auto number = json::number(value); number && value.find_first_of(".eE") != std::string_view::npos) {
        code = sqlite3_bind_double(statement, index, *number);
        break;
      }
      throw Failure(GARDEN_INVALID, "parameter " + std::to_string(index) + " is a number that does not fit");
    default:
      throw Failure(GARDEN_INVALID,
                    "parameter " + std::to_string(index) + " must be a text, a number, true, false or null");
  }
  if (code != SQLITE_OK) connection_.fail(code);
}

void Cursor::step() {
  int code = sqlite3_step(statement_.get());
  if (code != SQLITE_ROW && code != SQLITE_DONE) connection_.fail(code);
  has_row_ = code == SQLITE_ROW;
  if (has_row_ && row_count_ == rows_max_) {
    truncated_ = true;
    has_row_ = false;
  }
}

std::string Cursor::type_name(int column) const {
  auto declared = type_of_declaration(upper(sqlite3_column_decltype(statement_.get(), column)));
  if (declared != "unknown" || !has_row_) return std::string(declared);
  return std::string(type_of_value(sqlite3_column_type(statement_.get(), column)));
}

std::string Cursor::columns() {
  json::Writer out;
  out.object().key("columns").array();
  for (int i = 0; i < columns_; ++i)
    out.object().field("name", sqlite3_column_name(statement_.get(), i)).field("type", type_name(i)).end();
  out.end().end();
  return out.take();
}

void Cursor::write_value(json::Writer& out, int column) const {
  auto* statement = statement_.get();
  auto declared = type_of_declaration(upper(sqlite3_column_decltype(statement, column)));
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER: {
      auto value = sqlite3_column_int64(statement, column);
      declared == "decimal" ? out.value(std::to_string(value)) : out.exact(value);
      break;
    }
    case SQLITE_FLOAT: {
      auto value = sqlite3_column_double(statement, column);
      if (declared != "decimal") {
        out.value(value);
        break;
      }
      json::Writer text;
      text.value(value);
      text.text() == "null" ? out.value(nullptr) : out.value(text.text());
      break;
    }
    case SQLITE_TEXT: {
      const auto* text = sqlite3_column_text(statement, column);
      out.value(text_of(text, sqlite3_column_bytes(statement, column)));
      break;
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const unsigned char*>(sqlite3_column_blob(statement, column));
      out.object().field("base64", base64(text_of(bytes, sqlite3_column_bytes(statement, column)))).end();
      break;
    }
    default: out.value(nullptr);
  }
}

std::string Cursor::row_json() const {
  json::Writer out;
  out.array();
  for (int i = 0; i < columns_; ++i) write_value(out, i);
  out.end();
  return out.take();
}

std::optional<std::string> Cursor::next() {
  constexpr std::string_view begin = R"({"rows":[)", end = "]}";
  if (!has_row_) return std::nullopt;
  std::string batch(begin);
  while (has_row_) {
    auto row = row_json();
    if (begin.size() + row.size() + end.size() > batch_bytes_max)
      throw Failure(GARDEN_INVALID,
                    "row " + std::to_string(row_count_ + 1) + " is larger than 64 KB; select fewer columns");
    if (batch.size() + 1 + row.size() + end.size() > batch_bytes_max) break;
    if (batch.size() > begin.size()) batch += ',';
    batch += row;
    ++row_count_;
    step();
  }
  batch += end;
  return batch;
}

std::string describe_database(Connection& connection) {
  constexpr std::uint64_t tables_max = 500, columns_max = 1000;
  auto each_row = [&connection](const std::string& sql, const std::string& params, std::uint64_t rows_max,
                                auto visit) {
    Cursor cursor(connection, sql, params, rows_max);
    while (auto batch = cursor.next()) json::each(json::member(*batch, "rows"), visit);
    return cursor.truncated();
  };
  json::Writer out;
  out.object()
      .field("dialect", "sqlite")
      .field("version", sqlite3_libversion())
      .field("read_only", read_only_text);
  std::vector<std::string> tables;
  bool more = each_row(
      "SELECT name FROM sqlite_master WHERE type IN ('table','view') AND name NOT LIKE 'sqlite\\_%' "
      "ESCAPE '\\' ORDER BY name",
      "[]", tables_max,
      [&tables](std::string_view row) { tables.push_back(json::text(json::element(row, 0))); });
  out.key("tables").array();
  connection.allow_pragma(true);
  for (const auto& table : tables) {
    std::string quoted;
    for (char c : table) quoted += c == '\'' ? "''" : std::string(1, c);
    out.object().field("name", table).key("columns").array();
    each_row("PRAGMA table_info('" + quoted + "')", "[]", columns_max, [&out](std::string_view row) {
      out.object()
          .field("name", json::text(json::element(row, 1)))
          .field("type", json::text(json::element(row, 2)))
          .end();
    });
    out.end().end();
  }
  connection.allow_pragma(false);
  out.end().key("warnings").array();
  if (more) out.value("only the first " + std::to_string(tables_max) + " tables are listed");
  out.end().end();
  return out.take();
}

}  // namespace garden::sqlite_connector
