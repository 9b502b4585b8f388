// Sales: whole days of the shop, written as they were read.
//
// A day is never added to: it is deleted and inserted, so that reading it twice does no harm. A day that is
// as it was is not written at all, which is what most of them are. The windows follow in the same transaction
// while few products are concerned; else they are marked stale and made again by whoever refreshes.
// Threads: as the Database.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "ledger/book.hpp"

namespace garden::ledger {

struct Sale {
  std::int64_t day = 0, product = 0, units_m = 0, orders = 0;
  std::optional<std::int64_t> revenue;  // 1e-7; nothing where no line has a price
  std::int64_t largest_m = 0;           // the largest order line

  bool operator==(const Sale&) const = default;
};

// All orders of a day; those that are sales, with what their customers were charged in all.
struct OrderDay {
  std::int64_t day = 0, all = 0, counted = 0;
  std::int64_t units_m = 0, unpriced = 0;        // of its sales: order lines without a price
  std::optional<std::int64_t> revenue, charged;  // 1e-7, 1e-4

  bool operator==(const OrderDay&) const = default;
};

// What of a product came back, on the day that it was ordered.
struct Return {
  std::int64_t day = 0, product = 0, returned_m = 0;
  std::int64_t uncounted_m = 0;  // of that, what is no sale
  std::int64_t orders = 0;
  std::optional<std::int64_t> refunded;  // 1e-7

  bool operator==(const Return&) const = default;
};

// The days from `from` to before `to`; what is there is all there is, in any order. Units and revenue of
// `orders` are added up from the sales when they are written.
struct Days {
  std::int64_t from = 0, to = 0;
  std::vector<Sale> sales;
  std::vector<OrderDay> orders;
  std::vector<Return> returns;
};

// Writes them and `generation`, whose days to redo among them are done then. `today`: the windows end before
// it. True if anything changed. conflict: the generation has been replaced.
base::Result<bool> write_days(sqlite::Database& database, const Generation& generation, Days days,
                              std::int64_t today);

// Days before the first one that a generation shall have: only how many orders they had.
base::Result<> write_older_orders(sqlite::Database& database, const Generation& generation,
                                  const std::vector<OrderDay>& orders);

// After the last day of a first building: what single products are found by.
base::Result<> finish_places(sqlite::Database& database, const Generation& generation);

}  // namespace garden::ledger
