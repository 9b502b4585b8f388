#include "ledger/sales.hpp"

#include <algorithm>

#include "base/civil_time.hpp"
#include "ledger/rows.hpp"
#include "ledger/windows.hpp"

namespace garden::ledger {
namespace {
using base::Result;

constexpr std::size_t products_at_once_max = 2'000;  // whose windows are made anew with the days

bool by_place(const Sale& a, const Sale& b) {
  return std::pair(a.day, a.product) < std::pair(b.day, b.product);
}

// Units and revenue of whole days; both lists are sorted by day then.
void add_up(Days& days) {
  std::ranges::sort(days.orders, {}, &OrderDay::day);
  for (const auto& sale : days.sales) {
    auto day = std::ranges::lower_bound(days.orders, sale.day, {}, &OrderDay::day);
    if (day == days.orders.end() || day->day != sale.day) continue;  // it came between two readings
    day->units_m += sale.units_m;
    if (sale.revenue) day->revenue = day->revenue.value_or(0) + *sale.revenue;
  }
}

Result<std::vector<Sale>> stored(sqlite::Database& database, const Generation& generation, const Days& days) {
  std::vector<Sale> sales;
  auto take = [&sales](const sqlite::Statement& row) {
    sales.push_back({row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer_or_null(4),
                     row.integer(5)});
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

// Rows of another table of the same days: those that are there, and what takes their place.
Result<std::vector<OrderDay>> stored_orders(sqlite::Database& database, const Generation& generation,
                                            const Days& days) {
  std::vector<OrderDay> orders;
  auto take = [&orders](const sqlite::Statement& row) {
    orders.push_back({.day = row.integer(0),
                      .all = row.integer(1),
                      .counted = row.integer(2),
                      .units_m = row.integer(3),
                      .unpriced = row.integer(4),
                      .revenue = row.integer_or_null(5),
                      .charged = row.integer_or_null(6)});
    return true;
  };
  auto read = each_row(database,
                       "SELECT day, orders_all, orders_n, units_m, unpriced_n, revenue, charged FROM " +
                           generation.orders_table() + " WHERE day >= ? AND day < ? ORDER BY day",
                       take, days.from, days.to);
  if (!read) return std::unexpected(std::move(read.error()));
  return orders;
}

Result<std::vector<Return>> stored_returns(sqlite::Database& database, const Generation& generation,
                                           const Days& days) {
  std::vector<Return> returns;
  auto take = [&returns](const sqlite::Statement& row) {
    returns.push_back({row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4),
                       row.integer_or_null(5)});
    return true;
  };
  auto read =
      each_row(database,
               "SELECT day, products_id, returned_m, uncounted_m, orders_n, refunded FROM " +
                   generation.returns_table() + " WHERE day >= ? AND day < ? ORDER BY day, products_id",
               take, days.from, days.to);
  if (!read) return std::unexpected(std::move(read.error()));
  return returns;
}

Result<> insert_orders(sqlite::Database& database, const Generation& generation,
                       const std::vector<OrderDay>& orders) {
  auto insert = database.prepare("INSERT OR REPLACE INTO " + generation.orders_table() +
                                 "(day, date, orders_all, orders_n, units_m, unpriced_n, revenue, charged) "
                                 "VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
  if (!insert) return std::unexpected(std::move(insert.error()));
  for (const auto& day : orders) {
    insert->bind(1, day.day);
    insert->bind(2, base::day_text(day.day));
    insert->bind(3, day.all);
    insert->bind(4, day.counted);
    insert->bind(5, day.units_m);
    insert->bind(6, day.unpriced);
    insert->bind(7, day.revenue);
    insert->bind(8, day.charged);
    if (auto added = insert->step(); !added) return std::unexpected(std::move(added.error()));
  }
  return {};
}

Result<> insert_returns(sqlite::Database& database, const Generation& generation,
                        const std::vector<Return>& returns) {
  auto insert = database.prepare("INSERT INTO " + generation.returns_table() +
                                 "(day, products_id, returned_m, uncounted_m, orders_n, refunded) "
                                 "VALUES(?, ?, ?, ?, ?, ?)");
  if (!insert) return std::unexpected(std::move(insert.error()));
  for (const auto& one : returns) {
    insert->bind(1, one.day);
    insert->bind(2, one.product);
    insert->bind(3, one.returned_m);
    insert->bind(4, one.uncounted_m);
    insert->bind(5, one.orders);
    insert->bind(6, one.refunded);
    if (auto added = insert->step(); !added) return std::unexpected(std::move(added.error()));
  }
  return {};
}

// Writes those of the days' other tables that are not as they were; true if there was any.
Result<bool> write_beside(sqlite::Database& database, const Generation& generation, Days& days) {
  add_up(days);
  std::ranges::sort(days.returns, {}, [](const Return& one) { return std::pair(one.day, one.product); });
  auto orders = stored_orders(database, generation, days);
  if (!orders) return std::unexpected(std::move(orders.error()));
  auto returns = stored_returns(database, generation, days);
  if (!returns) return std::unexpected(std::move(returns.error()));
  auto gone = [&](const std::string& table) {
    return change(database, "DELETE FROM " + table + " WHERE day >= ? AND day < ?", days.from, days.to);
  };
  Result<> done;
  if (*orders != days.orders) {
    done = gone(generation.orders_table());
    if (done) done = insert_orders(database, generation, days.orders);
  }
  if (done && *returns != days.returns) {
    done = gone(generation.returns_table());
    if (done) done = insert_returns(database, generation, days.returns);
  }
  if (!done) return std::unexpected(std::move(done.error()));
  return *orders != days.orders || *returns != days.returns;
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
  bool changed_beside = false;
  if (done) {
    auto written = write_beside(database, generation, days);
    if (!written) return written;
    changed_beside = *written;
  }
  if (done)
    done = change(database, "DELETE FROM day_to_redo WHERE place = ? AND day >= ? AND day < ?",
                  generation.place, days.from, days.to);
  if (done) done = transaction->commit();
  if (!done) return std::unexpected(std::move(done.error()));
  return changed || changed_beside;
}

Result<> write_older_orders(sqlite::Database& database, const Generation& generation,
                            const std::vector<OrderDay>& orders) {
  auto transaction = sqlite::Transaction::begin(database);
  if (!transaction) return std::unexpected(std::move(transaction.error()));
  auto done = insert_orders(database, generation, orders);
  return done ? transaction->commit() : done;
}

Result<> finish_places(sqlite::Database& database, const Generation& generation) {
  return database.run("CREATE INDEX IF NOT EXISTS " + generation.table() + "_by_product ON " +
                      generation.table() + "(products_id, day)");
}

}  // namespace garden::ledger
