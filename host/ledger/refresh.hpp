// Refresh: brings a ledger up to date with its shop.
//
// Whole days are read again, never added to: today and yesterday always, the days since the last time, and
// past days of which an order changed its status (the shop's history of statuses tells). What is missing of
// the past is read from the latest day back, in slices that take a fraction of a second, so that a slow shop
// is not held up and a question about the last month is answered after seconds. Each slice is one
// transaction with the book's entry for it: a kill at any moment loses at most the slice under way. What
// leaves no trace in the shop (a deleted order, a line edited by hand) is found by comparing totals.
// One refresh at a time, of all processes. Threads: on the lane of the context; writing is offloaded.
#pragma once
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>

#include "base/json.hpp"
#include "garden/garden.hpp"
#include "ledger/ledger.hpp"
#include "queries/runner.hpp"

namespace garden::ledger {

struct RefreshOrder {
  bool rebuild = false;   // read everything anew, beside what is in use
  bool past = true;       // go on with what is missing of the past; false: what changed since the last time
  bool check = false;     // compare the totals of the last 120 days, once a week of all
  bool snapshot = false;  // keep today's stock
  bool daily = false;     // check and snapshot, if today has neither yet
  std::size_t redo_max = std::numeric_limits<std::size_t>::max();  // past days that are read again
};

struct RefreshReport {
  bool elsewhere = false;  // somebody else was at it: nothing was done
  std::int64_t days_read = 0, days_changed = 0, days_wrong = 0, products = 0;
  std::optional<std::int64_t> stock_changed;  // products, by the snapshot
  bool windows_made = false, complete = false;
  double ms = 0;
};
base::Json to_json(const RefreshReport& report);

// Is told how far a long one is, from 0 to 1.
using RefreshProgress = std::function<Task<>(double fraction, std::string what)>;

// Errors: what the shop's connector or the ledger's file said; what was done until then stays. Throws only
// garden::Cancelled.
Task<base::Result<RefreshReport>> refresh(Context& context, Ledger& ledger,
                                          const queries::QueryEnvironment& environment, RefreshOrder order,
                                          RefreshProgress progress);

}  // namespace garden::ledger
