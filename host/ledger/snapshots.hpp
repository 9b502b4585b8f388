// Snapshots: what was available on past days, kept by its changes.
//
// A product has a row on a day of which the stock is known and differs from the known day before; 50,000
// products of which 4,000 sell on a day need a tenth of a full copy. The days that are known are in
// snapshot_day: between two of them nothing is known. Threads: as the Database; within a transaction of the
// caller.
#pragma once
#include <cstdint>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "sqlite/database.hpp"

namespace garden::ledger {

// The stock of every product as product_now has it, as that of `day`, which must be the last day or a new one
// behind it; a day taken again is replaced. The number of products whose stock changed.
base::Result<std::int64_t> take_snapshot(sqlite::Database& database, std::int64_t day, base::Wall now);

// What one product had on one day, past or present; the days before and after keep what they say.
base::Result<> put_stock(sqlite::Database& database, std::int64_t day, std::int64_t product,
                         std::int64_t available_m);

}  // namespace garden::ledger
