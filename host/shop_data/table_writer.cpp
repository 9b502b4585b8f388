#include "shop_data/table_writer.hpp"

namespace garden::shop_data {
namespace {

std::string insert_statement(std::string_view table_and_columns) {
  std::string sql = "INSERT INTO " + std::string(table_and_columns) + " VALUES (?";
  for (char c : table_and_columns)
    if (c == ',') sql += ",?";
  return sql + ")";
}

}  // namespace

Maybe<double> money(std::optional<std::int64_t> e4) {
  if (!e4) return {};
  return {static_cast<double>(*e4) / 1e4};
}
Maybe<std::string_view> text_or_null(std::string_view text) {
  if (text.empty()) return {};
  return {text};
}
Maybe<std::int64_t> id_or_null(int id) {
  if (id == 0) return {};
  return {id};
}
double quantity(std::int64_t thousandths) { return static_cast<double>(thousandths) / 1e3; }

base::Result<TableWriter> TableWriter::begin(const std::string& file, std::string_view schema,
                                             std::span<const std::string_view> inserts) {
  // Safety comes from the caller's rename of a complete file, so the file itself is written without any.
  auto database = sqlite::Database::open(
      file, {.wal = false, .synchronous = sqlite::Synchronous::off, .foreign_keys = false});
  if (!database) return std::unexpected(database.error());
  TableWriter writer(std::move(*database));
  const auto tables_end = std::min(schema.find("\nCREATE INDEX"), schema.size());
  writer.indexes_ = schema.substr(tables_end);
  // Sorting for the indexes of a large shop goes through files: memory stays that of the page cache.
  if (auto done = writer.database_.run("PRAGMA journal_mode=MEMORY; PRAGMA temp_store=FILE; BEGIN"); !done)
    return std::unexpected(done.error());
  if (auto done = writer.database_.run(std::string(schema.substr(0, tables_end))); !done)
    return std::unexpected(done.error());
  for (auto entry : inserts) {
    auto statement = writer.database_.prepare(insert_statement(entry));
    if (!statement) return std::unexpected(statement.error());
    writer.statements_.push_back(std::move(*statement));
  }
  return writer;
}

void TableWriter::run(const std::string& sql) {
  if (failure_) return;
  if (auto done = database_.run(sql); !done) failure_ = done.error();
}

base::Result<> TableWriter::finish() {
  if (failure_) return std::unexpected(*failure_);
  if (auto done = database_.run(indexes_); !done) return done;
  statements_.clear();
  return database_.run("ANALYZE; COMMIT; PRAGMA journal_mode=DELETE");
}

void TableWriter::bind(sqlite::Statement& statement, int index, std::string_view text) {
  statement.bind(index, sqlite::Borrowed{text});
}
void TableWriter::bind(sqlite::Statement& statement, int index, double value) {
  statement.bind(index, value);
}
void TableWriter::bind(sqlite::Statement& statement, int index, int value) {
  statement.bind(index, std::int64_t{value});
}
void TableWriter::bind(sqlite::Statement& statement, int index, std::int64_t value) {
  statement.bind(index, value);
}

}  // namespace garden::shop_data
