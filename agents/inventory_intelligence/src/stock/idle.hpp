// Idle stock: what does not sell, and how old what is left is.
//   dead  available > 0, no sale in 180 days, and at least that old       slow  the same with 90
//   ageing: the units left are the youngest received (first in, first out), in buckets of their age in days
// Edge rules: nothing available is never dead; a product younger than the limit is `fresh`, not dead;
// never sold counts from the day it could first be bought; if that is unknown too it counts as old and
// `age_unknown` says so. Without receipts ageing falls back to days since the last sale, a proxy, and
// says so; stock that receipts do not explain is reported beside the buckets, not in one. Oversold stock
// has no age.
// Units: thousandths, days.
// Threads: pure functions, [any].
#pragma once
#include <array>
#include <optional>
#include <span>

#include "stock/amounts.hpp"

namespace garden::inventory {

enum class Idleness : std::uint8_t { no_stock, selling, fresh, slow, dead };
const char* name_of(Idleness idleness);

struct IdleLimits {
  int slow_days = 90;
  int dead_days = 180;
};

struct Idle {
  Idleness kind = Idleness::no_stock;
  std::optional<int> days;  // since the last sale, or since it could first be bought if never sold
  bool never_sold = false;
  bool age_unknown = false;  // never sold and no date: taken as old
};

// `last_sale_days`, `age_days`: days ago; empty: never, unknown.
Idle idle_of(Quantity available, std::optional<int> last_sale_days, std::optional<int> age_days,
             const IdleLimits& limits = {});

// Up to 90, 180, 365 days, and older.
constexpr std::array<int, 3> age_limits_days{90, 180, 365};

struct Receipt {
  int days_ago = 0;
  Quantity quantity = 0;
};

struct Ageing {
  std::array<Quantity, 4> buckets{};
  Quantity unexplained = 0;  // more stock than was received
  bool proxy = false;        // no receipts: the whole stock in the bucket of its last sale
};

// Receipts in any order; those of zero or less are left out.
Ageing ageing_of(Quantity available, std::span<const Receipt> receipts, std::optional<int> last_sale_days);

}  // namespace garden::inventory
