// Cursor: one prepared statement on its way, and its rows as JSON in batches, straight from the wire.
//
// Nothing is stored: a row is fetched when there is room for it in the batch, so a large result costs the
// memory of one batch. A cursor that is destroyed before its last row shuts its connection: reading the rest
// only to throw it away could take for ever.
// Threads: one at a time; constructor and next() block. Throws Failure (INVALID, DENIED), DatabaseFailure.
#pragma once
#include <mysql.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "direct/connection.hpp"
#include "direct/values.hpp"
#include "way.hpp"

namespace garden::tidb {

class Cursor {
 public:
  // Prepares, binds, executes and fetches the first row. `connection` is borrowed.
  Cursor(Connection& connection, const Query& query);
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
  ~Cursor();

  std::string columns() const { return columns_->json(); }

  struct Batch {
    std::string json;  // {"rows": [...]}, at most 64 KB
    std::uint64_t count = 0;
  };
  // Nothing when there are no more.
  std::optional<Batch> next();
  bool finished() const { return !has_row_; }
  bool truncated() const { return truncated_; }  // there is a row after the last one taken

 private:
  struct Close {
    void operator()(MYSQL_STMT* statement) const { mysql_stmt_close(statement); }
  };
  void fetch();

  Connection& connection_;
  std::unique_ptr<MYSQL_STMT, Close> statement_;
  std::optional<Columns> columns_;
  std::uint64_t rows_max_, row_count_ = 0;
  bool has_row_ = false;  // fetched, and not handed out yet
  bool complete_ = true;  // the server has nothing more to send
  bool truncated_ = false;
};

}  // namespace garden::tidb
