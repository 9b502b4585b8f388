// ShopReader: the shop's rows, by the SELECTs of a ShopSource, as values the ledger writes.
//
// It reads through the store's connector like any query, so its checks, deadline and way (direct or by MCP)
// are theirs. Threads: on the lane of the context.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "garden/garden.hpp"
#include "ledger/products.hpp"
#include "ledger/sales.hpp"
#include "ledger/shop_source.hpp"
#include "queries/runner.hpp"

namespace garden::ledger {

template <class T>
using Reading = Task<std::expected<T, base::Error>>;

struct ShopFacts {
  std::int64_t order_lines = 0;  // counted up to `lines_max`
  std::int64_t change_id = 0;
  std::optional<std::int64_t> first_day;  // of orders; none: there are none
};
struct Changes {
  std::int64_t change_id = 0;  // the newest; 0: none
  std::vector<std::int64_t> days;
};
struct DayTotal {
  std::int64_t day = 0, units_m = 0;
  std::optional<std::int64_t> revenue;
};

class ShopReader {
 public:
  // All are borrowed and outlive every reading.
  ShopReader(Context& context, const ShopSource& source, const queries::QueryEnvironment& environment)
      : context_(context), source_(source), environment_(environment) {}

  // Errors are the connector's; internal when the rows are not what the SELECT should give. They throw only
  // garden::Cancelled.
  Reading<ShopFacts> facts(std::int64_t lines_max);
  Reading<Days> days(std::int64_t from, std::int64_t to);  // [from, to)
  Reading<std::vector<OrderDay>> orders(std::int64_t from, std::int64_t to);
  Reading<std::vector<DayTotal>> totals(std::int64_t from, std::int64_t to);
  // `after_time`: changes of an id up to `overlap` below `after_id` count from then on.
  Reading<Changes> changes(std::int64_t after_id, std::int64_t overlap, std::string after_time);
  Reading<std::vector<Product>> products();
  Reading<std::vector<Stock>> stock();

 private:
  Reading<std::vector<Return>> returns(std::int64_t from, std::int64_t to);
  Task<base::Result<>> read(const ShopStatement& statement, base::Json values, queries::RowSink& sink);

  Context& context_;
  const ShopSource& source_;
  const queries::QueryEnvironment& environment_;
};

}  // namespace garden::ledger
