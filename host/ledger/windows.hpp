// Windows: what each product sold in the last 7, 30 ... 730 whole days, in each of the last 104 weeks and in
// each calendar month of two years, so that a question about all products reads a row a product and no days.
//
// They end before one day, `today` of the shop, and are made anew when that day is over. All from one pass
// over the days; a week is seven whole days, the first one the latest. Days without stock are counted from
// the snapshots, when there are any. Threads: as the Database; within a transaction of the caller, but
// make_windows, which has its own.
#pragma once
#include <cstdint>
#include <vector>

#include "ledger/book.hpp"

namespace garden::ledger {

// Of every product that sold or was watched. The number of products.
base::Result<std::int64_t> make_windows(sqlite::Database& database, const Generation& generation,
                                        std::int64_t today);

// Only of these products; the others are right already.
base::Result<> make_windows_of(sqlite::Database& database, const Generation& generation, std::int64_t today,
                               const std::vector<std::int64_t>& products);

}  // namespace garden::ledger
