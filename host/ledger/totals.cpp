#include "ledger/totals.hpp"

#include <optional>

#include "ledger/rows.hpp"

namespace garden::ledger {
namespace {
using base::Result;

struct Totals {
  std::int64_t units_m = 0, orders = 0, counted = 0;
  std::optional<std::int64_t> revenue, charged;

  bool operator==(const Totals&) const = default;
};

// What the ledger has, a place for each day from `from` on.
Result<> read_kept(sqlite::Database& database, const Generation& generation, std::int64_t from,
                   std::int64_t to, std::vector<Totals>& kept) {
  auto of = [&](const sqlite::Statement& row) -> Totals& {
    return kept[static_cast<std::size_t>(row.integer(0) - from)];
  };
  auto take_sales = [&](const sqlite::Statement& row) {
    of(row).units_m = row.integer(1);
    of(row).revenue = row.integer_or_null(2);
    return true;
  };
  auto read = each_row(database,
                       "SELECT day, sum(units_m), sum(revenue) FROM " + generation.table() +
                           " WHERE day >= ? AND day < ? GROUP BY day",
                       take_sales, from, to);
  if (!read) return read;
  auto take_orders = [&](const sqlite::Statement& row) {
    of(row).orders = row.integer(1);
    of(row).counted = row.integer(2);
    of(row).charged = row.integer_or_null(3);
    return true;
  };
  return each_row(database,
                  "SELECT day, orders_all, orders_n, charged FROM " + generation.orders_table() +
                      " WHERE day >= ? AND day < ?",
                  take_orders, from, to);
}

}  // namespace

Result<std::vector<std::int64_t>> wrong_days(sqlite::Database& database, const Generation& generation,
                                             std::int64_t from, std::int64_t to,
                                             const std::vector<DayTotal>& told,
                                             const std::vector<OrderDay>& orders) {
  std::vector<Totals> kept(static_cast<std::size_t>(to - from)), now = kept;
  if (auto read = read_kept(database, generation, from, to, kept); !read)
    return std::unexpected(std::move(read.error()));
  auto within = [from, to](std::int64_t day) { return day >= from && day < to; };
  for (const auto& day : told) {
    if (!within(day.day)) continue;
    auto& totals = now[static_cast<std::size_t>(day.day - from)];
    totals.units_m = day.units_m;
    totals.revenue = day.revenue;
  }
  for (const auto& day : orders) {
    if (!within(day.day)) continue;
    auto& totals = now[static_cast<std::size_t>(day.day - from)];
    totals.orders = day.all;
    totals.counted = day.counted;
    totals.charged = day.charged;
  }
  std::vector<std::int64_t> wrong;
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (kept[i] != now[i]) wrong.push_back(from + static_cast<std::int64_t>(i));
  return wrong;
}

}  // namespace garden::ledger
