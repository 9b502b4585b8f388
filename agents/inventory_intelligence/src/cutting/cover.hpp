// Cover: how long a stock lasts at the pace at which it sells, in whole numbers.
//
// cover = stock / velocity, velocity = sold / window (the shop's domain page, section 2; days of cover =
// years in stock x 365). No sales: there is no cover, never 0 and never 999; a stock at or below zero with
// sales covers 0 days. Plans are compared by cover in thousandths of a day, rounded down (cover_md, which
// keeps the sign of a backlog): integers, so that a comparison is exact and the same on every machine.
// Threads: pure functions.
#pragma once
#include <cstdint>
#include <optional>

#include "cutting/model.hpp"

namespace garden::inventory::cutting {

inline bool has_demand(const Size& size) { return size.sold_m > 0; }

// The least stock that covers so many days; 0 without demand.
std::int64_t stock_for_days_m(const Size& size, double days);
// The least stock whose cover_md is at least this; needs demand.
std::int64_t stock_for_cover_m(const Size& size, std::int64_t cover_md);
std::int64_t cover_md(const Size& size, std::int64_t stock_m);  // needs demand
// For people: days, 0 at or below zero, nothing without demand.
std::optional<double> cover_days(const Size& size, std::int64_t stock_m);
// Whether one piece a day of `size` sells faster than one of `other`.
bool sells_faster(const Size& size, const Size& other);

std::int64_t minimum_m(const Size& size);    // of the rule's minimum_days
std::int64_t target_m(const Size& size);     // of its target, at least the minimum
std::int64_t overstock_m(const Size& size);  // of its overstock_days, or of its target
// What a plan leaves of the size at least: the lesser of what there is and what the rule protects. So a size
// below its minimum may lend pieces that the plan itself makes, but loses none of its own.
std::int64_t floor_m(const Size& size);

std::int64_t divide_down(std::int64_t dividend, std::int64_t divisor);  // divisor > 0
std::int64_t divide_up(std::int64_t dividend, std::int64_t divisor);

}  // namespace garden::inventory::cutting
