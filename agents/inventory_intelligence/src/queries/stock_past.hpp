// StockPast: what was there and what was sold, day by day, out of the product's own ledger.
//
// The ledger looks at the stock once a day and keeps a row where it changed. Here that becomes a state for
// every day: in, out, or unknown where nobody looked. Tables of a query, by name, days as numbers:
//   days    day                              on which the stock was looked at
//   stock   products_id, day, available      rows of the window, and the last before it
//   sales   products_id, day, units          at least of the products that were ever out
// A day with a sale is a day in stock. Threads: plain values.
#pragma once
#include <map>
#include <span>
#include <vector>

#include "forecast/history.hpp"
#include "queries/facts.hpp"

namespace garden::inventory::steps {

class StockPast {
 public:
  // The whole days before today, so many of them.
  StockPast(const Question& question, int days);

  int days_looked_at() const { return looked_at_; }
  bool knows(std::int64_t product) const { return products_.contains(product); }

  // Borrowed from this object. `on_sale_days`: how long ago it could first be bought; empty: before all this.
  History history(std::int64_t product, std::optional<int> on_sale_days) const;

 private:
  struct Past {
    std::vector<Quantity> sold;
    std::vector<StockState> stock;
  };
  void take_stock(const Facts& days, const Facts& stock);
  void take_sales(const Facts& sales);
  Past& of(std::int64_t product);
  const Past* find(std::int64_t product) const;
  std::optional<std::size_t> place_of(std::int64_t day) const;

  Day today_, first_;
  std::size_t length_;
  int looked_at_ = 0;
  std::map<std::int64_t, Past> products_;
  Past nothing_;
};

}  // namespace garden::inventory::steps
