// Ledger: one file of the product's own about one shop: what its database cannot say, and sums of its sales.
//
// One connection writes, under a lock, in short transactions; readers have their own and never wait
// (write-ahead log). Several processes may have the file open: `ask` works while `serve` runs. How it is
// filled is refresh.hpp, what is in it schema.hpp; queries read it by queries/ledger_access.hpp. Why it is
// made so: docs/decisions/0004-ledger.md. Threads: all calls [any]; write(), read() and status() block.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "ledger/book.hpp"
#include "ledger/shop_source.hpp"
#include "queries/ledger_access.hpp"

namespace garden::ledger {

enum class Use {
  automatic,  // for a shop above the size rule, and for what only the ledger knows
  always,
  never  // no sums of sales are kept either; the tables that people fill are
};

struct LedgerOptions {
  std::string path;  // the file; it and its folder are made when missing, for this user only
  Use use = Use::automatic;
  std::int64_t large_lines = 100'000;  // order lines from which on a shop is large
  std::int64_t days = 1'461;           // of history that are kept
  std::int64_t overlap_ids = 0;        // changes of statuses that may come late below the newest id (TiDB)
};

class Ledger final : public queries::LedgerAccess {
 public:
  // Errors: as sqlite::Database::open, and invalid for a file of another program or a newer version. Blocks
  // for milliseconds.
  static base::Result<std::unique_ptr<Ledger>> open(LedgerOptions options, ShopSource source);
  ~Ledger() override;

  Task<queries::LedgerView> view(Context& context, const queries::QueryEnvironment& environment) override;
  base::Result<bool> read(const queries::BoundSql& statement, std::size_t rows_max,
                          std::chrono::milliseconds time_max, queries::RowSink& sink) override;

  // Calls work(database) with the connection that writes.
  template <class Work>
  auto write(Work work) {
    std::lock_guard guard(writing_);
    return work(writer_);
  }

  const LedgerOptions& options() const { return options_; }
  const ShopSource& source() const { return source_; }

  // How it stands, for people and /health: sums of sales, stock, snapshots, rows of the tables that people
  // fill.
  base::Result<base::Json> status(base::Wall now);

  // Held by the one who refreshes, of all processes: null when somebody else does. Ends with the holder.
  class Turn;
  std::unique_ptr<Turn> take_turn();

 private:
  Ledger(LedgerOptions options, ShopSource source, sqlite::Database writer);
  base::Result<sqlite::Database> reader();
  void give_back(sqlite::Database reader);
  Task<> read_stock(Context& context, const queries::QueryEnvironment& environment);

  LedgerOptions options_;
  ShopSource source_;
  std::mutex writing_;
  sqlite::Database writer_;
  std::mutex pooling_;
  std::vector<sqlite::Database> readers_;  // those that are free
  std::atomic<bool> reading_stock_{false};
  std::atomic<std::int64_t> stock_tried_us_{0};
};

class Ledger::Turn {
 public:
  explicit Turn(int file) : file_(file) {}
  Turn(const Turn&) = delete;
  ~Turn();

 private:
  int file_;
};

}  // namespace garden::ledger
