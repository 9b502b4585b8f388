#include "direct/cursor.hpp"

namespace garden::tidb {

Cursor::Cursor(Connection& connection, const Query& query)
    : connection_(connection), statement_(mysql_stmt_init(connection.handle())), rows_max_(query.rows_max) {
  if (!statement_) connection_.fail();
  Parameters parameters(query.params);
  if (mysql_stmt_prepare(statement_.get(), query.sql.data(), query.sql.size()) != 0)
    connection_.fail(statement_.get());
  if (mysql_stmt_field_count(statement_.get()) == 0)
    throw Failure(GARDEN_DENIED, "only a statement that returns rows may be run");
  parameters.bind(connection_, statement_.get());
  if (mysql_stmt_execute(statement_.get()) != 0) connection_.fail(statement_.get());
  complete_ = false;
  columns_.emplace(statement_.get());
  columns_->bind(connection_, statement_.get());
  fetch();
}

Cursor::~Cursor() {
  connection_.set_used();
  if (complete_) return;
  connection_.spoil();
  connection_.shut();  // or closing the statement would read all its rows
}

void Cursor::fetch() {
  const int code = mysql_stmt_fetch(statement_.get());
  if (code == 1) {
    complete_ = true;
    connection_.fail(statement_.get());
  }
  complete_ = code == MYSQL_NO_DATA;
  has_row_ = !complete_;
  if (!has_row_ || row_count_ < rows_max_) return;
  truncated_ = true;
  has_row_ = false;
  // What is left is often one row, the one that tells that there are more.
  constexpr int left_max = 100;
  for (int i = 0; i < left_max && !complete_; ++i)
    complete_ = mysql_stmt_fetch(statement_.get()) == MYSQL_NO_DATA;
}

std::optional<Cursor::Batch> Cursor::next() {
  constexpr std::string_view begin = R"({"rows":[)", end = "]}";
  if (!has_row_) return std::nullopt;
  Batch batch{std::string(begin)};
  while (has_row_) {
    const auto row = columns_->row(connection_, statement_.get());
    if (begin.size() + row.size() + end.size() > Way::batch_bytes_max)
      throw Failure(GARDEN_INVALID,
                    "row " + std::to_string(row_count_ + 1) + " is larger than 64 KB; select fewer columns");
    if (batch.json.size() + 1 + row.size() + end.size() > Way::batch_bytes_max) break;
    if (batch.count > 0) batch.json += ',';
    batch.json += row;
    ++batch.count;
    ++row_count_;
    fetch();
  }
  batch.json += end;
  return batch;
}

}  // namespace garden::tidb
