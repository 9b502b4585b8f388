// Totals: which days of a ledger are not what the shop says of them now.
//
// What leaves no trace in the shop (a deleted order, a line edited by hand) is found by comparing, day by
// day, the sums of sales and the number of orders. Threads: as the Database.
#pragma once
#include <cstdint>
#include <vector>

#include "ledger/book.hpp"
#include "ledger/shop_reader.hpp"

namespace garden::ledger {

// Those of [from, to), each once; `told` and `orders` are what the shop says of these days, in any order.
base::Result<std::vector<std::int64_t>> wrong_days(sqlite::Database& database, const Generation& generation,
                                                   std::int64_t from, std::int64_t to,
                                                   const std::vector<DayTotal>& told,
                                                   const std::vector<OrderDay>& orders);

}  // namespace garden::ledger
