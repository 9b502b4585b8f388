#include "state/sqlite_schema.hpp"

#include <array>
#include <optional>

namespace garden::state {
namespace {

// In the header of every state file ("AGst"), so that a shop's database is never taken for one.
constexpr std::int64_t application_id = 0x41477374;

// Each step is final once it is released: a change is a further step. A label that is not set is NULL and not
// in its index. Head and body come last, so that a list reads neither the body nor its overflow pages.
constexpr std::array migrations{R"sql(
  CREATE TABLE documents(
    id INTEGER PRIMARY KEY,
    scope TEXT NOT NULL, collection TEXT NOT NULL, key TEXT NOT NULL,
    version INTEGER NOT NULL, log_end INTEGER NOT NULL, log_reserved INTEGER NOT NULL,
    owner TEXT, "group" TEXT, state TEXT, sort TEXT NOT NULL, search TEXT NOT NULL,
    head TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE(scope, collection, key)) STRICT;
  CREATE INDEX documents_by_sort ON documents(scope, collection, sort, key);
  CREATE INDEX documents_by_owner ON documents(scope, collection, owner, sort, key) WHERE owner IS NOT NULL;
  CREATE INDEX documents_by_group ON documents(scope, collection, "group", sort, key)
    WHERE "group" IS NOT NULL;
  CREATE INDEX documents_by_state ON documents(scope, collection, state, sort, key) WHERE state IS NOT NULL;
  CREATE TABLE entries(
    document INTEGER NOT NULL, number INTEGER NOT NULL, at_us INTEGER NOT NULL,
    type TEXT NOT NULL, tag TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY(document, number)) STRICT, WITHOUT ROWID;
)sql"};
constexpr auto newest = static_cast<std::int64_t>(migrations.size());

}  // namespace

base::Result<> check_format(sqlite::Database& database) {
  // One moment for all three questions: another process may be making the tables just now.
  std::optional<base::Result<sqlite::Transaction>> moment;
  if (!database.in_transaction()) {
    moment.emplace(sqlite::Transaction::begin(database, sqlite::Transaction::Kind::deferred));
    if (!*moment) return std::unexpected(std::move(moment->error()));
  }
  auto format = database.integer("PRAGMA user_version");
  if (!format) return std::unexpected(std::move(format.error()));
  const auto version = *format;
  auto program = database.integer("PRAGMA application_id");
  if (!program) return std::unexpected(std::move(program.error()));
  auto tables = database.integer("SELECT count(*) FROM sqlite_schema");
  if (!tables) return std::unexpected(std::move(tables.error()));
  if (*program != application_id && (*program != 0 || *tables != 0 || version != 0))
    return base::fail(base::Code::invalid,
                      "this is a database of another program, not a state file; name another path",
                      database.path());
  if (version > newest)
    return base::fail(base::Code::invalid,
                      "the state file was written by a newer version of this program (format " +
                          std::to_string(version) + ", this version knows " + std::to_string(newest) +
                          "): use the newer program, or restore the backup made before it was installed",
                      database.path());
  return {};
}

base::Result<> bring_up_to_date(sqlite::Database& database) {
  if (auto checked = check_format(database); !checked) return checked;
  if (database.integer("PRAGMA user_version") == newest) return {};
  auto transaction = sqlite::Transaction::begin(database);
  if (!transaction) return std::unexpected(std::move(transaction.error()));
  // Another process may have done it while this one waited for the lock.
  if (auto checked = check_format(database); !checked) return checked;
  auto version = database.integer("PRAGMA user_version");
  if (!version) return std::unexpected(std::move(version.error()));
  for (auto step = *version; step < newest; ++step) {
    auto done = database.run(migrations[static_cast<std::size_t>(step)]);
    if (!done) return done;
  }
  auto marked = database.run("PRAGMA application_id=" + std::to_string(application_id) +
                             ";PRAGMA user_version=" + std::to_string(newest));
  if (!marked) return marked;
  return transaction->commit();
}

}  // namespace garden::state
