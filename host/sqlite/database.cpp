#include "sqlite/database.hpp"

#include <sqlite3.h>

#include <thread>

#include "sqlite/failure.hpp"

namespace garden::sqlite {

struct Database::Connection {
  sqlite3* handle = nullptr;
  std::string path;
  std::chrono::milliseconds busy_timeout{0};
  std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();
};

// close_v2: a Statement that still lives keeps the connection until it goes.
void Database::Close::operator()(Connection* connection) const {
  sqlite3_close_v2(connection->handle);
  delete connection;
}

Database::Database(std::unique_ptr<Connection, Close> connection) : connection_(std::move(connection)) {}

namespace {

int flags_of(Access access) {
  // NOMUTEX: one thread at a time is the rule of this class, so SQLite need not lock.
  switch (access) {
    case Access::read_only: return SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
    case Access::read_write: return SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    case Access::create: return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  }
  return SQLITE_OPEN_READONLY;
}

std::string settings(const OpenOptions& options) {
  std::string sql = "PRAGMA foreign_keys=" + std::to_string(options.foreign_keys) +
                    ";PRAGMA secure_delete=" + std::to_string(options.secure_delete) +
                    ";PRAGMA cache_size=-" + std::to_string(options.cache_bytes / 1024) +
                    ";PRAGMA temp_store=MEMORY;PRAGMA trusted_schema=OFF;PRAGMA synchronous=";
  switch (options.synchronous) {
    case Synchronous::off: sql += "OFF"; break;
    case Synchronous::normal: sql += "NORMAL"; break;
    case Synchronous::full: sql += "FULL"; break;
  }
  return sql;
}

}  // namespace

base::Result<Database> Database::open(const std::string& path, const OpenOptions& options) {
  Database database(
      std::unique_ptr<Connection, Close>(new Connection{.path = path, .busy_timeout = options.busy_timeout}));
  auto& connection = *database.connection_;
  // A path that begins with ':' and is not ":memory:" would mean something else to a later SQLite.
  if (path.empty() || (path.front() == ':' && path != ":memory:"))
    return base::fail(base::Code::invalid, "this is no file name; begin a relative path with ./", path);
  if (int code = sqlite3_open_v2(path.c_str(), &connection.handle, flags_of(options.access), nullptr);
      code != SQLITE_OK)
    return std::unexpected(failure(code, connection.handle, path));
  sqlite3_extended_result_codes(connection.handle, 1);
  sqlite3_busy_timeout(connection.handle, static_cast<int>(options.busy_timeout.count()));
  sqlite3_limit(connection.handle, SQLITE_LIMIT_LENGTH, static_cast<int>(options.value_bytes_max));
  sqlite3_db_config(connection.handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  if (auto set = database.run(settings(options)); !set) return std::unexpected(std::move(set.error()));
  if (options.wal && options.access != Access::read_only) {
    // Also the first look into the file: a damaged or foreign one is met here.
    if (auto set = database.use_log(options.busy_timeout); !set)
      return std::unexpected(std::move(set.error()));
  } else if (auto looked = database.integer("SELECT count(*) FROM sqlite_schema"); !looked) {
    return std::unexpected(std::move(looked.error()));
  }
  return database;
}

// While another connection switches a new file over, SQLite answers "busy" at once instead of waiting.
base::Result<> Database::use_log(std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    int code = sqlite3_exec(handle(), "PRAGMA journal_mode=WAL", nullptr, nullptr, nullptr);
    if (code == SQLITE_OK) return {};
    if ((code & 0xff) != SQLITE_BUSY || std::chrono::steady_clock::now() >= until)
      return std::unexpected(failure(code, handle(), path()));
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

base::Result<> Database::run(const std::string& sql) {
  int code = sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return std::unexpected(failure(code, handle(), path()));
  return {};
}

base::Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v3(handle(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                &statement, nullptr);
  if (code != SQLITE_OK) return std::unexpected(failure(code, handle(), path()));
  if (statement == nullptr) return base::fail(base::Code::invalid, "the statement is empty", path());
  return Statement(statement, &connection_->path);
}

base::Result<std::int64_t> Database::integer(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return std::unexpected(std::move(statement.error()));
  auto row = statement->step();
  if (!row) return std::unexpected(std::move(row.error()));
  if (!*row) return base::fail(base::Code::not_found, "no row", path());
  return statement->integer(0);
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle()) == 0; }
bool Database::read_only() const { return sqlite3_db_readonly(handle(), "main") == 1; }
std::int64_t Database::changes() const { return sqlite3_changes64(handle()); }
std::int64_t Database::last_row_id() const { return sqlite3_last_insert_rowid(handle()); }
const std::string& Database::path() const { return connection_->path; }
void Database::stop_at(std::chrono::steady_clock::time_point until) {
  connection_->until = until;
  if (until == std::chrono::steady_clock::time_point::max())
    return sqlite3_progress_handler(handle(), 0, nullptr, nullptr);
  auto is_late = [](void* connection) -> int {
    return std::chrono::steady_clock::now() >= static_cast<Connection*>(connection)->until ? 1 : 0;
  };
  constexpr int steps = 10'000;  // some tenths of a millisecond
  sqlite3_progress_handler(handle(), steps, is_late, connection_.get());
}
void Database::interrupt() { sqlite3_interrupt(handle()); }
sqlite3* Database::handle() const { return connection_->handle; }

base::Result<bool> Database::truncate_log() {
  sqlite3_busy_timeout(handle(), 0);
  int code = sqlite3_wal_checkpoint_v2(handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  sqlite3_busy_timeout(handle(), static_cast<int>(connection_->busy_timeout.count()));
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED) return false;
  if (code != SQLITE_OK) return std::unexpected(failure(code, handle(), path()));
  return true;
}

base::Result<Transaction> Transaction::begin(Database& database, Kind kind) {
  auto begun = database.run(kind == Kind::immediate ? "BEGIN IMMEDIATE" : "BEGIN");
  if (!begun) return std::unexpected(std::move(begun.error()));
  return Transaction(database);
}

base::Result<> Transaction::commit() {
  if (database_ == nullptr) return base::fail(base::Code::gone, "the transaction is over");
  auto committed = database_->run("COMMIT");
  if (!committed) rollback();
  database_ = nullptr;
  return committed;
}

void Transaction::rollback() {
  auto* database = std::exchange(database_, nullptr);
  // A failed rollback means that SQLite has rolled back by itself.
  if (database != nullptr && database->in_transaction()) (void)database->run("ROLLBACK");
}

}  // namespace garden::sqlite
