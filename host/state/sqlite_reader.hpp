// SqliteReader: one connection that answers the reads of the store.
//
// Threads: one at a time, a reader thread of the store.
#pragma once
#include <map>
#include <string>

#include "sqlite/database.hpp"
#include "state/cursor.hpp"
#include "state/store.hpp"

namespace garden::state {

class SqliteReader {
 public:
  explicit SqliteReader(sqlite::Database database) : database_(std::move(database)) {}

  base::Result<Document> get(const Address& address);
  base::Result<Page> list(const Listing& listing);
  base::Result<std::int64_t> count(const Filter& filter);
  base::Result<LogSlice> read_log(const LogRange& range);

 private:
  base::Result<sqlite::Statement*> statement(const std::string& sql);  // prepared once

  sqlite::Database database_;  // before the statements, which must go first
  std::map<std::string, sqlite::Statement, std::less<>> statements_;
};

}  // namespace garden::state
