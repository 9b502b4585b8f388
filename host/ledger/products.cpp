#include "ledger/products.hpp"

#include <algorithm>

#include "ledger/rows.hpp"

namespace garden::ledger {
namespace {
using base::Result;

template <class T>
void bind_optional(sqlite::Statement& statement, int index, const std::optional<T>& value) {
  if (value)
    statement.bind(index, *value);
  else
    statement.bind(index, nullptr);
}

Result<std::vector<Stock>> stored(sqlite::Database& database) {
  std::vector<Stock> all;
  auto take = [&all](const sqlite::Statement& row) {
    Stock one{row.integer(0), {}, {}, row.integer(3)};
    if (!row.is_null(1)) one.available_m = row.integer(1);
    if (!row.is_null(2)) one.price = row.integer(2);
    all.push_back(one);
    return true;
  };
  auto read = each_row(
      database, "SELECT products_id, available_m, price, status FROM product_now ORDER BY products_id", take);
  if (!read) return std::unexpected(std::move(read.error()));
  return all;
}

}  // namespace

Result<> write_products(sqlite::Database& database, const std::vector<Product>& products) {
  auto transaction = sqlite::Transaction::begin(database);
  if (!transaction) return std::unexpected(std::move(transaction.error()));
  if (auto gone = database.run("DELETE FROM product_now"); !gone) return gone;
  auto insert = database.prepare(
      "INSERT OR REPLACE INTO product_now(products_id, available_m, status, price, model, name, "
      "manufacturer, "
      "added, manufacturers_id, family, cost, changed) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  if (!insert) return std::unexpected(std::move(insert.error()));
  for (const auto& one : products) {
    insert->bind(1, one.stock.product);
    bind_optional(*insert, 2, one.stock.available_m);
    insert->bind(3, one.stock.status);
    bind_optional(*insert, 4, one.stock.price);
    bind_optional(*insert, 5, one.model);
    bind_optional(*insert, 6, one.name);
    bind_optional(*insert, 7, one.manufacturer);
    bind_optional(*insert, 8, one.added);
    bind_optional(*insert, 9, one.manufacturers_id);
    bind_optional(*insert, 10, one.family);
    bind_optional(*insert, 11, one.cost);
    bind_optional(*insert, 12, one.changed);
    if (auto added = insert->step(); !added) return std::unexpected(std::move(added.error()));
  }
  return transaction->commit();
}

Result<bool> write_stock(sqlite::Database& database, std::vector<Stock> stock) {
  std::ranges::sort(stock, {}, &Stock::product);
  auto transaction = sqlite::Transaction::begin(database);
  if (!transaction) return std::unexpected(std::move(transaction.error()));
  auto before = stored(database);
  if (!before) return std::unexpected(std::move(before.error()));
  auto update =
      database.prepare("UPDATE product_now SET available_m = ?, status = ?, price = ? WHERE products_id = ?");
  if (!update) return std::unexpected(std::move(update.error()));
  bool same_products = before->size() == stock.size();
  auto old = before->begin();
  for (const auto& now : stock) {
    while (old != before->end() && old->product < now.product) ++old;
    if (old == before->end() || old->product != now.product) {
      same_products = false;
      continue;
    }
    if (*old == now) continue;
    bind_optional(*update, 1, now.available_m);
    update->bind(2, now.status);
    bind_optional(*update, 3, now.price);
    update->bind(4, now.product);
    if (auto written = update->step(); !written) return std::unexpected(std::move(written.error()));
  }
  if (auto done = transaction->commit(); !done) return std::unexpected(std::move(done.error()));
  return same_products;
}

}  // namespace garden::ledger
