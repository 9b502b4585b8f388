#include "ledger/products.hpp"

#include <algorithm>

#include "ledger/rows.hpp"

namespace garden::ledger {
namespace {
using base::Result;

Result<std::vector<Stock>> stored(sqlite::Database& database) {
  std::vector<Stock> all;
  auto take = [&all](const sqlite::Statement& row) {
    all.push_back({row.integer(0), row.integer_or_null(1), row.integer_or_null(2), row.integer(3)});
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
    insert->bind(2, one.stock.available_m);
    insert->bind(3, one.stock.status);
    insert->bind(4, one.stock.price);
    insert->bind(5, one.model);
    insert->bind(6, one.name);
    insert->bind(7, one.manufacturer);
    insert->bind(8, one.added);
    insert->bind(9, one.manufacturers_id);
    insert->bind(10, one.family);
    insert->bind(11, one.cost);
    insert->bind(12, one.changed);
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
    update->bind(1, now.available_m);
    update->bind(2, now.status);
    update->bind(3, now.price);
    update->bind(4, now.product);
    if (auto written = update->step(); !written) return std::unexpected(std::move(written.error()));
  }
  if (auto done = transaction->commit(); !done) return std::unexpected(std::move(done.error()));
  return same_products;
}

}  // namespace garden::ledger
