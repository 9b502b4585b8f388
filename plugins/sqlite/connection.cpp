#include "connection.hpp"

#include <cstring>
#include <string_view>
#include <thread>
#include <utility>

namespace garden::sqlite_connector {
namespace {

using namespace std::chrono_literals;

constexpr int steps_between_looks = 4000;  // of the engine; some ten microseconds

// Limits of one connection; more would be a mistake or an attack.
constexpr std::pair<int, int> limits[] = {
    {SQLITE_LIMIT_LENGTH, 1 << 20},        // bytes of a value or row
    {SQLITE_LIMIT_SQL_LENGTH, 64 * 1024},  // of a statement
    {SQLITE_LIMIT_COLUMN, 200},           {SQLITE_LIMIT_EXPR_DEPTH, 100},
    {SQLITE_LIMIT_COMPOUND_SELECT, 100},  {SQLITE_LIMIT_FUNCTION_ARG, 32},
    {SQLITE_LIMIT_ATTACHED, 0},           {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200},
    {SQLITE_LIMIT_VARIABLE_NUMBER, 2000}, {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
    {SQLITE_LIMIT_WORKER_THREADS, 0}};

// Memory of all connections of this library together: a statement that builds a giant table ends with an
// error.
constexpr sqlite3_int64 memory_bytes_max = 256LL * 1024 * 1024;

garden_status status_of(int code) {
  switch (code & 0xff) {
    case SQLITE_AUTH:
    case SQLITE_READONLY:
    case SQLITE_PERM: return GARDEN_DENIED;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FULL: return GARDEN_UNAVAILABLE;
    case SQLITE_INTERRUPT: return GARDEN_DEADLINE;
    case SQLITE_ERROR:
    case SQLITE_TOOBIG:
    case SQLITE_NOMEM:
    case SQLITE_RANGE:
    case SQLITE_MISMATCH:
    case SQLITE_CONSTRAINT: return GARDEN_INVALID;
    default: return GARDEN_INTERNAL;
  }
}

std::string advice_of(int code, const std::string& path) {
  switch (code & 0xff) {
    case SQLITE_CANTOPEN:
      return "the database " + path +
             " cannot be opened; is the path right, and may this user read the file and "
             "its folder? `agent-garden db demo` makes a shop to try";
    case SQLITE_NOTADB:
      return "the file " + path + " is no SQLite database; set `path` to the shop's database";
    case SQLITE_CORRUPT: return "the database " + path + " is damaged; restore it from a backup";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "the database " + path +
             " is locked by a program that writes; try again, or raise `busy_timeout`";
    case SQLITE_NOMEM: return "the statement needs more memory than a query may use; ask for less";
    case SQLITE_TOOBIG: return "a value in the result is larger than 1 MiB";
    default: return {};
  }
}

// What an action of the authorizer is called by people.
std::string action_name(int action, const char* first) {
  switch (action) {
    case SQLITE_ATTACH: return "ATTACH";
    case SQLITE_DETACH: return "DETACH";
    case SQLITE_PRAGMA: return std::string("PRAGMA ") + (first ? first : "");
    case SQLITE_TRANSACTION: return "a transaction";
    case SQLITE_SAVEPOINT: return "a savepoint";
    case SQLITE_INSERT: return "INSERT";
    case SQLITE_UPDATE: return "UPDATE";
    case SQLITE_DELETE: return "DELETE";
    case SQLITE_FUNCTION: return "a function that reaches out of the database";
    default: return "a change of the schema";
  }
}

bool is_forbidden_function(const char* name) {
  return name && (std::strcmp(name, "load_extension") == 0 || std::strcmp(name, "fts3_tokenizer") == 0);
}

// A path is a file name, never an URI, whatever the library was built with.
std::string plain_path(const std::string& path) { return path.starts_with("file:") ? "./" + path : path; }

}  // namespace

Connection::Connection(const Settings& settings) : settings_(settings) {
  sqlite3_hard_heap_limit64(memory_bytes_max);
  sqlite3* handle = nullptr;
  int code = sqlite3_open_v2(plain_path(settings_.path).c_str(), &handle,
                             SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK) fail(code);
  sqlite3_extended_result_codes(handle, 1);
  protect();
}

void Connection::configure(int option, int value) {
  if (sqlite3_db_config(handle(), option, value, nullptr) != SQLITE_OK)
    throw Failure(GARDEN_INTERNAL, "this SQLite cannot be made safe: an option is missing");
}

void Connection::protect() {
  configure(SQLITE_DBCONFIG_DEFENSIVE, 1);
  configure(SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0);
  configure(SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0);
  configure(SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0);
  configure(SQLITE_DBCONFIG_ENABLE_TRIGGER, 0);
  configure(SQLITE_DBCONFIG_DQS_DML, 0);
  configure(SQLITE_DBCONFIG_DQS_DDL, 0);
  for (auto [limit, value] : limits) sqlite3_limit(handle(), limit, value);
  sqlite3_busy_handler(handle(), &Connection::still_busy, this);
  sqlite3_progress_handler(handle(), steps_between_looks, &Connection::interrupt, this);
  // Sorting in memory: a temporary file would have no limit. The first read also tells whether the file is a
  // database.
  for (const char* sql :
       {"PRAGMA query_only = ON", "PRAGMA temp_store = MEMORY", "PRAGMA cell_size_check = ON",
        "PRAGMA mmap_size = 0", "SELECT COUNT(*) FROM sqlite_master"})
    if (int code = sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr); code != SQLITE_OK) fail(code);
  sqlite3_set_authorizer(handle(), &Connection::authorize, this);
}

void Connection::fail(int code) {
  if ((code & 0xff) == SQLITE_INTERRUPT && watch_ && watch_->cancelled()) throw Cancelled();
  auto status = status_of(code);
  if (status == GARDEN_DEADLINE) throw Failure(status, "the statement took longer than it was given");
  auto refused = take_refusal();
  if (!refused.empty()) throw Failure(GARDEN_DENIED, "only reading is allowed here, not " + refused);
  auto text = advice_of(code, settings_.path);
  if (text.empty()) text = handle() ? sqlite3_errmsg(handle()) : sqlite3_errstr(code);
  throw Failure(status, std::move(text));
}

int Connection::authorize(void* self, int action, const char* first, const char* second, const char*,
                          const char*) {
  auto& me = *static_cast<Connection*>(self);
  if (action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_RECURSIVE) return SQLITE_OK;
  if (action == SQLITE_FUNCTION && !is_forbidden_function(second)) return SQLITE_OK;
  if (action == SQLITE_PRAGMA && me.pragma_allowed_ && std::strcmp(first, "table_info") == 0)
    return SQLITE_OK;
  if (me.refusal_.empty()) me.refusal_ = action_name(action, first);
  return SQLITE_DENY;
}

// Asked with a growing number when a lock is held by somebody else: 0 gives up.
int Connection::still_busy(void* self, int tries) {
  constexpr auto nap = 5ms;
  auto& me = *static_cast<Connection*>(self);
  if (tries * nap >= me.settings_.busy_timeout || (me.watch_ && me.watch_->over())) return 0;
  std::this_thread::sleep_for(nap);
  return 1;
}

int Connection::interrupt(void* self) {
  auto& me = *static_cast<Connection*>(self);
  return me.watch_ && me.watch_->over() ? 1 : 0;
}

}  // namespace garden::sqlite_connector
