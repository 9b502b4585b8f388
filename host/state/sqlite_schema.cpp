#include "state/sqlite_schema.hpp"

#include <array>

namespace garden::state {
namespace {

// In the header of every state file ("AGst"), so that a shop's database is never taken for one.
constexpr std::int64_t application_id = 0x41477374;

// A label that is not set is NULL and not
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

}  // namespace

sqlite::OwnedFile state_file() {
  return {.name = "state file", .application_id = application_id, .migrations = migrations};
}

}  // namespace garden::state
