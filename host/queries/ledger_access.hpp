// LedgerAccess: how named queries read the product's own ledger (host/ledger), without knowing it.
//
// The ledger holds what the shop's database cannot say (settings of products, orders under way, stock of past
// days) and sums of sales by day and product, so that a large shop need not be scanned for every question.
// A query may have a second SQL text for it (`ledger_facts`), and tables that go to its computing step.
// Threads: view() on the lane of its context; read() blocks and is called from [any].
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "garden/garden.hpp"
#include "queries/rows.hpp"
#include "queries/sql_text.hpp"

namespace garden::queries {

struct QueryEnvironment;

// What the ledger can answer at a moment.
struct LedgerView {
  bool sales = false;           // all whole days from `reaches` to yesterday, and sums that end yesterday
  bool preferred = false;       // the shop is so large, or the operator wants it so
  bool large = false;           // the shop is so large that its own tables should not be scanned
  bool whole = false;           // it has every day since the shop's first order
  bool stock_history = false;   // there are days of which the stock is known
  std::int64_t stock_days = 0;  // how many of the last 365 whole days
  std::int64_t reaches = 0;     // base::day_number of the first day it has
  base::Wall sales_at{};        // when the youngest of its days was read
  std::string trouble;          // why there are no `sales`: "12 of 730 days are read"
};

class LedgerAccess {
 public:
  virtual ~LedgerAccess() = default;

  // Reads the shop's stock again if what is known of it is not of this minute, and says what can be asked.
  // A shop that does not answer leaves the stock as it was. Throws only garden::Cancelled.
  virtual Task<LedgerView> view(Context& context, const QueryEnvironment& environment) = 0;

  // One SELECT over the ledger's tables; at most `rows_max` rows go to the sink. True: there are more. Codes:
  // invalid (the SQL), deadline, internal (the sink refuses), unavailable (the file).
  virtual base::Result<bool> read(const BoundSql& statement, std::size_t rows_max,
                                  std::chrono::milliseconds time_max, RowSink& sink) = 0;
};

}  // namespace garden::queries
