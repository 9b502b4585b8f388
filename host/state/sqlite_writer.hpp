// SqliteWriter: puts batches into the state file, as many as there are in one transaction.
//
// Waiting for the disk is what a commit costs, so a group of batches shares one. If a batch's own condition
// does not hold, which is rare, the group is undone and put in again with a savepoint before each batch, and
// only that one is left out. If the disk fails, the group is undone and every batch is tried alone, so that
// one that is too large for the room left does not take others with it.
// Threads: one, the store's writer.
#pragma once
#include <array>
#include <optional>
#include <span>

#include "sqlite/database.hpp"
#include "state/store.hpp"

namespace garden::state {

class SqliteWriter {
 public:
  struct Work {
    Batch batch;
    Store::Done<Committed> done;
    base::Result<Committed> result = Committed{};
  };

  // Takes the connection, whose tables are up to date.
  static base::Result<SqliteWriter> open(sqlite::Database database);

  // Fills in every `result`; those with a value are on the disk.
  void commit(std::span<Work> group);
  std::int64_t transactions() const { return transactions_; }  // committed so far

  // Deleted content may still be in the write-ahead log; true: it is to be cut when there is time.
  bool has_erased() const { return erased_; }
  void cut_log();

 private:
  struct Row {
    std::int64_t id = 0, version = 0, log_end = 0, log_reserved = 0;
    std::string state, sort;
  };
  explicit SqliteWriter(sqlite::Database database) : database_(std::move(database)) {}
  base::Result<> prepare();

  // undone, locked: nothing of the group is in the file, for a reason that every `result` names.
  enum class Attempt { committed, undone, locked };
  Attempt commit_group(std::span<Work> group);
  base::Result<> fill_group(std::span<Work> group);
  base::Result<bool> fill_plainly(std::span<Work> group);  // false: a batch is at fault; all is undone
  base::Result<> fill_carefully(std::span<Work> group);
  base::Result<Committed> apply(const Batch& batch);
  base::Result<Outcome> apply(const Create& create);
  base::Result<Outcome> apply(const Update& update);
  base::Result<Outcome> apply(const Append& append);
  base::Result<Outcome> apply(const Remove& remove);
  base::Result<Outcome> apply(const RemoveOwned& remove);
  base::Result<Row> find(const Address& address);
  base::Result<Row> find(const Address& address, const Expect& expect);
  base::Result<sqlite::Statement*> update_statement(const Update& update);

  sqlite::Database database_;  // before the statements, which must go first
  std::optional<sqlite::Statement> begin_, commit_, savepoint_, release_, undo_, find_, create_, append_,
      extend_, extend_and_move_, remove_, remove_log_, remove_owned_, remove_owned_logs_;
  std::array<std::optional<sqlite::Statement>, 32> updates_;  // by which of the five fields are given
  std::int64_t transactions_ = 0;
  bool erased_ = false;
};

}  // namespace garden::state
