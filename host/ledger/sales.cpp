#include "ledger/sales.hpp"

#include <algorithm>

#include "ledger/rows.hpp"
#include "ledger/windows.hpp"

namespace garden::ledger {
namespace {
using base::Result;

constexpr std::size_t products_at_once_max = 2'000;  // whose windows are made anew with the days

bool by_place(const Sale& a, const Sale& b) {
  return std::pair(a.day, a.product) < std::pair(b.day, b.product);
}

Result<std::vector<Sale>> stored(sqlite::Database& database, const Generation& generation, const Days& days) {
  std::vector<Sale> sales;
  auto take = [&sales](const sqlite::Statement& row) {
    Sale sale{row.integer(0), row.integer(1), row.integer(2), row.integer(3), {}, row.integer(5)};
    if (!row.is_null(4)) sale.revenue = row.integer(4);
    sales.push_back(sale);
    return true;
  };
  auto read = each_row(database,
                       "SELECT day, products_id, units_m, orders_n, revenue, largest_m FROM " +
                           generation.table() + " WHERE day >= ? AND day < ? ORDER BY day, products_id",
                       take, days.from, days.to);
  if (!read) return std::unexpected(std::move(read.error()));
  return sales;
}

// The products that differ on a day before `today`. Both are sorted.
std::vector<std::int64_t> products_changed(const std::vector<Sale>& before, const std::vector<Sale>& after,
                                           std::int64_t today) {
  std::vector<std::int64_t> changed;
  auto note = [&](const Sale& sale) {
    if (sale.day < today) changed.push_back(sale.product);
  };
  auto a = before.begin();
  auto b = after.begin();
  while (a != before.end() || b != after.end()) {
    if (b == after.end() || (a != before.end() && by_place(*a, *b)))
      note(*a++);
    else if (a == before.end() || by_place(*b, *a))
      note(*b++);
    else {
      if (*a != *b) note(*b);
      ++a, ++b;
    }
  }
  std::ranges::sort(changed);
  changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
  return changed;
}

Result<> replace_rows(sqlite::Database& database, const Generation& generation, const Days& days,
                      bool had_rows) {
  if (had_rows) {
    auto gone = change(database, "DELETE FROM " + generation.table() + " WHERE day >= ? AND day < ?",
                       days.from, days.to);
    if (!gone) return gone;
  }
  auto insert =
      database.prepare("INSERT INTO " + generation.table() +
                       "(day, products_id, units_m, orders_n, largest_m, revenue) VALUES(?, ?, ?, ?, ?, ?)");
  if (!insert) return std::unexpected(std::move(insert.error()));
  for (const auto& sale : days.sales) {
    auto added =
        sale.revenue
            ? insert->run(sale.day, sale.product, sale.units_m, sale.orders, sale.largest_m, *sale.revenue)
            : insert->run(sale.day, sale.product, sale.units_m, sale.orders, sale.largest_m, nullptr);
    if (!added) return added;
  }
  return {};
}

// What the windows are made of has changed for `products`.
Result<> follow(sqlite::Database& database, const Generation& generation,
                const std::vector<std::int64_t>& products, std::int64_t today) {
  if (products.empty()) return {};
  auto active = active_generation(database);
  if (!active) return std::unexpected(std::move(active.error()));
  if (!*active || (*active)->place != generation.place) return {};  // nobody reads these sums yet
  auto windows = get_mark(database, mark::window_day);
  if (!windows) return std::unexpected(std::move(windows.error()));
  if (*windows == today && generation.complete() && products.size() <= products_at_once_max)
    return make_windows_of(database, generation, today, products);
  return set_mark(database, mark::windows_stale, 1);
}

}  // namespace

Result<bool> write_days(sqlite::Database& database, const Generation& generation, Days days,
                        std::int64_t today) {
  std::ranges::sort(days.sales, by_place);
  auto transaction = sqlite::Transaction::begin(database);
  if (!transaction) return std::unexpected(std::move(transaction.error()));
  if (auto saved = save_generation(database, generation); !saved)
    return std::unexpected(std::move(saved.error()));
  auto before = stored(database, generation, days);
  if (!before) return std::unexpected(std::move(before.error()));
  const bool changed = *before != days.sales;
  Result<> done;
  if (changed) done = replace_rows(database, generation, days, !before->empty());
  if (done && changed)
    done = follow(database, generation, products_changed(*before, days.sales, today), today);
  if (done)
    done = change(database, "DELETE FROM day_to_redo WHERE place = ? AND day >= ? AND day < ?",
                  generation.place, days.from, days.to);
  if (done) done = transaction->commit();
  if (!done) return std::unexpected(std::move(done.error()));
  return changed;
}

Result<> finish_places(sqlite::Database& database, const Generation& generation) {
  return database.run("CREATE INDEX IF NOT EXISTS " + generation.table() + "_by_product ON " +
                      generation.table() + "(products_id, day)");
}

}  // namespace garden::ledger
