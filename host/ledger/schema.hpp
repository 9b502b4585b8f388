// The tables of a ledger and how they came to be.
//
// In sections: what people tell (settings of products, suppliers, orders under way), the history of stock,
// the sums of sales, and the book that says how far these go. Sums of sales are kept in two places, `a` and
// `b`, so that a new generation can be built beside the one in use; the view `sales_day` shows the one in
// use. All amounts are exact: quantities (`_m`) in thousandths, money in 1e-4, revenue in 1e-7; a `day` is
// base::day_number.
#pragma once
#include "sqlite/owned_file.hpp"

namespace garden::ledger {

sqlite::OwnedFile ledger_file();  // [any]

// The days that sku_window adds up: `u30` is what was sold in the 30 whole days before its day.
inline constexpr int window_days[] = {7, 30, 60, 90, 180, 365, 730};
inline constexpr int window_weeks = 104;  // of `weeks`, the latest first, seven whole days each
inline constexpr int window_months = 25;  // of `months`, this month so far first

}  // namespace garden::ledger
