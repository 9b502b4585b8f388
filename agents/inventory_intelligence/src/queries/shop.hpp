// Shop: the rows of facts as products with a past, and sheets as families.
//
// Several queries begin alike: one row a product with its stock, price and the units of each of the last 52
// weeks. A family is what shares a category that is its own: sizes of one glass. Some shops give families a
// category each, others put many glasses into one; so a category whose sheets differ in title and repeat a
// size is taken apart by title (the name before its size).
// Threads: plain values; pure functions.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cutting/families.hpp"
#include "forecast/history.hpp"
#include "queries/facts.hpp"
#include "queries/own.hpp"

namespace garden::inventory::steps {

constexpr int weeks_known = 52;

struct Product {
  std::int64_t id = 0, category = 0;
  bool active = true;
  std::string model, name, maker;
  std::string supplier;  // the ledger's, else the maker
  Quantity available = 0, sold_12_months = 0;
  std::optional<Money> price, cost;  // the cost is the ledger's, where it has one
  std::optional<int> age_days;       // by the day it was added or its first sale, whichever was earlier
  Weeks weeks;                       // since it could be bought, oldest first
  std::vector<int> days_out;         // of each of these weeks, where the ledger knows it; else empty
  int pace_days = 365;               // of 12 months: those on which it could be bought, as far as is known
};

struct Shop {
  std::vector<Product> products;
  OwnTables own;
  // Orders in 12 months; so few that weeks cannot be told from them means totals of months or longer.
  std::int64_t orders = 0;
  bool weekly() const { return orders >= 26; }
};

// Columns: products_id, products_status, model, name, manufacturer, family, available, price, cost, added,
// orders_count, units_365, first_week (of a sale, 1 is the last; NULL), and w1 .. w52 (w1 the last), or the
// ledger's `weeks`, or none of them; with the ledger's `weeks` its `out_weeks` and `pace_days`.
Shop shop_of(const Question& question);

// Sheets in families, with places in `products` as SKUs (product_of gives them back).
cutting::FamilyList families_of(const Shop& shop, const cutting::FamilyRules& rules);
std::size_t product_of(const cutting::Size& size);

// Whether the product is meant by these words: its model, or all of them in its name. Case does not matter.
bool is_named(const Product& product, const std::string& words);

}  // namespace garden::inventory::steps
