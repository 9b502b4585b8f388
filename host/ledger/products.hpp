// Products: the shop's list as the ledger keeps it, and what of it changes by the minute.
//
// Only what differs is written: of 50,000 products a few dozen change their stock between two readings.
// Threads: as the Database.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "sqlite/database.hpp"

namespace garden::ledger {

struct Stock {
  std::int64_t product = 0;
  std::optional<std::int64_t> available_m, price;  // nothing where the shop does not say
  std::int64_t status = 0;

  bool operator==(const Stock&) const = default;
};

struct Product {
  Stock stock;
  std::optional<std::string> model, name, manufacturer, added, changed;
  std::optional<std::int64_t> manufacturers_id, family, cost;
};

// The whole list, in place of what was there. One transaction.
base::Result<> write_products(sqlite::Database& database, const std::vector<Product>& products);

// Stock, price and status of all products. False: there are products that the list does not have, or no
// longer; then it should be read again. One transaction.
base::Result<bool> write_stock(sqlite::Database& database, std::vector<Stock> stock);

}  // namespace garden::ledger
