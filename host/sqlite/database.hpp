// Database: one connection to one SQLite file, with the settings this program relies on and errors as values.
//
// SQLite is C: handles to be closed by hand, codes to be looked at after every call, settings that are per
// connection and silently ignored when misspelt. Here a handle closes itself, a failure is a base::Error with
// a sentence that says what to do (a full disk, a damaged file, a file that may not be written), and the
// settings are one struct. This room and plugins/sqlite are the only places that name sqlite3.h.
// Threads: a Database and its Statements belong to one thread at a time; interrupt() may be called from [any]
// while the Database lives.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "sqlite/statement.hpp"

struct sqlite3;

namespace garden::sqlite {

enum class Access {
  read_only,   // the file must exist
  read_write,  // the file must exist
  create       // the file is made when it is not there; its folder must exist
};

enum class Synchronous {
  off,     // fastest; a power cut may damage the file: only for what can be made again
  normal,  // a power cut may lose the last commits (WAL), never damages the file
  full     // a commit that returned survives a power cut
};

struct OpenOptions {
  Access access = Access::create;
  bool wal = true;  // write-ahead log: readers and the one writer do not wait for each other
  Synchronous synchronous = Synchronous::full;
  std::chrono::milliseconds busy_timeout{5000};  // how long to wait for another connection's lock
  bool foreign_keys = true;
  bool secure_delete = false;                        // overwrite deleted content with zeros
  std::int64_t cache_bytes = 8 * 1024 * 1024;        // page cache of this connection
  std::int64_t value_bytes_max = 256 * 1024 * 1024;  // one text, blob or row
};

class Database {
 public:
  // Opens `path` (a file name, never a URI; ":memory:" is a private database in memory).
  // Errors: not_found (no such file or folder), denied (permissions, read-only file), unavailable (disk full,
  // locked by somebody else), invalid (not a SQLite file), internal (damaged); `where` is the path.
  static base::Result<Database> open(const std::string& path, const OpenOptions& options = {});

  // Runs one or more statements without parameters or results: schema, PRAGMA, BEGIN.
  base::Result<> run(const std::string& sql);

  // Compiles one statement; keep it and use it often. It must not outlive this Database.
  base::Result<Statement> prepare(std::string_view sql);

  // The first column of the first row of `sql`, as an integer; not_found without a row.
  base::Result<std::int64_t> integer(std::string_view sql);

  bool in_transaction() const;       // also false after SQLite rolled back by itself (a full disk does that)
  bool read_only() const;            // as opened, or because the file or its disk does not allow more
  std::int64_t changes() const;      // rows changed by the last INSERT, UPDATE or DELETE
  std::int64_t last_row_id() const;  // of the last INSERT on this connection
  const std::string& path() const;

  // Statements that are still running at `until` end with Code::cancelled; time_point::max() for no end.
  void stop_at(std::chrono::steady_clock::time_point until);

  // Makes what runs now on this connection end with Code::cancelled. [any]
  void interrupt();

  // Moves the log's pages into the file and cuts the log to nothing, so that what was deleted is on no disk
  // block of ours any more. Does not wait: false if somebody reads or writes just now.
  base::Result<bool> truncate_log();

  // The connection for calls that this class does not wrap. Borrowed.
  sqlite3* handle() const;

 private:
  struct Connection;  // on the heap, so that Statements can keep its address while the Database moves
  struct Close {
    void operator()(Connection*) const;
  };
  explicit Database(std::unique_ptr<Connection, Close> connection);
  base::Result<> use_log(std::chrono::milliseconds patience);
  std::unique_ptr<Connection, Close> connection_;
};

// Transaction: all or nothing for a scope. Rolls back when it is destroyed without commit().
class Transaction {
 public:
  enum class Kind {
    deferred,  // takes the write lock at the first write: for reading
    immediate  // takes the write lock now: for writing, so that a busy file is met here and not half-way
  };
  static base::Result<Transaction> begin(Database& database, Kind kind = Kind::immediate);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction() { rollback(); }

  // After an error nothing of the transaction is in the file.
  base::Result<> commit();
  void rollback();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;  // null once it is over
};

}  // namespace garden::sqlite
