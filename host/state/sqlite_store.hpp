// The state store in one SQLite file: what a shop gets without installing anything.
//
// One thread writes. It takes all batches that wait and commits them together, so that many conversations
// share one wait for the disk; each batch is a savepoint, and a conflict in one does not touch the others.
// Readers have connections and threads of their own (write-ahead log). Several processes may open the same
// file: `ask` works while `serve` runs. Why it is done this way: docs/decisions/0003-state-store.md.
#pragma once
#include <memory>
#include <string>

#include "base/limits.hpp"
#include "state/store.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace garden::state {

struct SqliteStoreOptions {
  std::string path;      // the file; it and its folder are made when missing, for this user only
  unsigned readers = 2;  // threads for reading
  std::size_t queue_max = base::limits::state_queue_max;
};

// Opens the file and brings its format up to date. `log` and `metrics` are borrowed and outlive the store.
// Errors: as sqlite::Database::open, and invalid for a file of another program or of a newer version of this
// one. Blocks for the time of opening (milliseconds; a migration may take longer).
base::Result<std::unique_ptr<Store>> open_sqlite_store(const SqliteStoreOptions& options, telemetry::Log& log,
                                                       telemetry::Metrics& metrics);

}  // namespace garden::state
