#include "ledger/shop_reader.hpp"

#include <functional>
#include <utility>

#include "base/civil_time.hpp"
#include "queries/convert.hpp"

namespace garden::ledger {
namespace {
using base::Json;

constexpr std::size_t rows_max = 2'000'000;  // of one reading: 28 days of a shop with 70,000 sales a day
constexpr std::chrono::seconds time_max{60};

// The values of one row by the names of its columns.
class Row {
 public:
  Row(const Json& values, const std::vector<std::size_t>& places) : values_(values), places_(places) {}

  std::optional<std::int64_t> integer(std::size_t column) {
    const auto& value = at(column);
    if (value.is_null()) return {};
    auto number = queries::exact_integer(value);
    if (!number) wrong_ = "a whole number was expected, not " + base::to_text(value).substr(0, 40);
    return number;
  }
  std::int64_t count(std::size_t column) { return integer(column).value_or(0); }
  std::optional<std::string> text(std::size_t column) const {
    const auto& value = at(column);
    if (value.is_null()) return {};
    return value.is_string() ? value.get<std::string>() : base::to_text(value);
  }
  std::int64_t day(std::size_t column) {
    auto day = base::day_number(text(column).value_or(""));
    if (!day) wrong_ = "a day was expected, not " + base::to_text(at(column)).substr(0, 40);
    return day.value_or(0);
  }
  const std::string& wrong() const { return wrong_; }

 private:
  const Json& at(std::size_t column) const { return values_[places_[column]]; }
  const Json& values_;
  const std::vector<std::size_t>& places_;
  std::string wrong_;
};

class Taker final : public queries::RowSink {
 public:
  Taker(std::vector<std::string> names, std::function<void(Row&)> take)
      : names_(std::move(names)), take_(std::move(take)) {}

  std::string columns(const Json& columns) override {
    for (const auto& name : names_) {
      std::size_t place = 0;
      while (place < columns.size() && base::text_at(columns[place], "name") != name) ++place;
      if (place == columns.size()) return "there is no column " + name;
      places_.push_back(place);
    }
    return {};
  }
  std::string row(const Json& values) override {
    Row row(values, places_);
    take_(row);
    return row.wrong();
  }
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_;
  std::function<void(Row&)> take_;
  std::vector<std::size_t> places_;
};

Json between(std::int64_t from, std::int64_t to) {
  return {{"from_time", base::day_text(from) + " 00:00:00"}, {"to_time", base::day_text(to) + " 00:00:00"}};
}

Stock stock_of(Row& row, std::size_t available, std::size_t price, std::size_t status) {
  return {row.count(0), row.integer(available), row.integer(price), row.count(status)};
}

}  // namespace

Task<base::Result<>> ShopReader::read(const ShopStatement& statement, Json values, queries::RowSink& sink) {
  for (const auto& name : statement.settings) values[name] = base::member(environment_.settings, name);
  auto bound = queries::bind_names(statement.sql, values);
  if (!bound) co_return std::unexpected(std::move(bound.error()));
  queries::ReadRequest request{environment_.connector, std::move(*bound), static_cast<Taker&>(sink).names(),
                               rows_max, time_max};
  auto done = co_await queries::read_rows(context_, std::move(request), sink);
  if (!done) co_return std::unexpected(std::move(done.error()));
  if (done->truncated)
    co_return base::fail(base::Code::internal, "the shop has more rows than can be read at once");
  co_return base::Result<>{};
}

Reading<ShopFacts> ShopReader::facts(std::int64_t lines_max) {
  ShopFacts facts;
  auto take = [&facts](Row& row) {
    facts.order_lines = row.count(0);
    facts.change_id = row.count(2);
    facts.first_day = base::day_number(row.text(1).value_or(""));
  };
  Taker taker({"order_lines", "first_order", "change_id"}, take);
  Json values{{"lines_max", lines_max}};
  auto done = co_await read(source_.shop, std::move(values), taker);
  if (!done) co_return std::unexpected(std::move(done.error()));
  co_return facts;
}

Reading<Days> ShopReader::days(std::int64_t from, std::int64_t to) {
  Days days{from, to, {}, {}, {}};
  auto orders = co_await this->orders(from, to);
  if (!orders) co_return std::unexpected(std::move(orders.error()));
  days.orders = std::move(*orders);
  std::vector<std::int64_t> unpriced(static_cast<std::size_t>(to - from), 0);
  auto take = [&](Row& row) {
    days.sales.push_back(
        {row.day(0), row.count(1), row.count(2), row.count(3), row.integer(4), row.count(5)});
    const auto place = days.sales.back().day - from;
    if (place >= 0 && place < to - from) unpriced[static_cast<std::size_t>(place)] += row.count(6);
  };
  Taker taker({"day", "products_id", "units_m", "orders_n", "revenue", "largest_m", "unpriced_n"}, take);
  auto done = co_await read(source_.sales, between(from, to), taker);
  if (!done) co_return std::unexpected(std::move(done.error()));
  for (auto& day : days.orders)
    if (day.day >= from && day.day < to) day.unpriced = unpriced[static_cast<std::size_t>(day.day - from)];
  auto returns = co_await this->returns(from, to);
  if (!returns) co_return std::unexpected(std::move(returns.error()));
  days.returns = std::move(*returns);
  co_return days;
}

Reading<std::vector<OrderDay>> ShopReader::orders(std::int64_t from, std::int64_t to) {
  std::vector<OrderDay> orders;
  auto take = [&orders](Row& row) {
    orders.push_back(
        {.day = row.day(0), .all = row.count(1), .counted = row.count(2), .charged = row.integer(3)});
  };
  Taker taker({"day", "orders_all", "orders_n", "charged"}, take);
  auto done = co_await read(source_.orders, between(from, to), taker);
  if (!done) co_return std::unexpected(std::move(done.error()));
  co_return orders;
}

Reading<std::vector<Return>> ShopReader::returns(std::int64_t from, std::int64_t to) {
  std::vector<Return> returns;
  auto take = [&returns](Row& row) {
    returns.push_back({row.day(0), row.count(1), row.count(2), row.count(3), row.count(4), row.integer(5)});
  };
  Taker taker({"day", "products_id", "returned_m", "uncounted_m", "orders_n", "refunded"}, take);
  auto done = co_await read(source_.returns, between(from, to), taker);
  if (!done) co_return std::unexpected(std::move(done.error()));
  co_return returns;
}

Reading<std::vector<DayTotal>> ShopReader::totals(std::int64_t from, std::int64_t to) {
  std::vector<DayTotal> totals;
  auto take = [&totals](Row& row) { totals.push_back({row.day(0), row.count(1), row.integer(2)}); };
  Taker taker({"day", "units_m", "revenue"}, take);
  auto done = co_await read(source_.totals, between(from, to), taker);
  if (!done) co_return std::unexpected(std::move(done.error()));
  co_return totals;
}

Reading<Changes> ShopReader::changes(std::int64_t after_id, std::int64_t overlap, std::string after_time) {
  Changes changes;
  auto take = [&changes](Row& row) {
    changes.days.push_back(row.day(0));
    changes.change_id = std::max(changes.change_id, row.count(1));
  };
  Taker taker({"day", "change_id"}, take);
  Json values{{"after_id", after_id}, {"overlap", overlap}, {"after_time", std::move(after_time)}};
  auto done = co_await read(source_.changes, std::move(values), taker);
  if (!done) co_return std::unexpected(std::move(done.error()));
  co_return changes;
}

Reading<std::vector<Product>> ShopReader::products() {
  std::vector<Product> products;
  auto take = [&products](Row& row) {
    products.push_back({stock_of(row, 6, 7, 9), row.text(1), row.text(2), row.text(4), row.text(10),
                        row.text(11), row.integer(3), row.integer(5), row.integer(8)});
  };
  Taker taker({"products_id", "model", "name", "manufacturers_id", "manufacturer", "family", "available_m",
               "price", "cost", "status", "added", "changed"},
              take);
  auto done = co_await read(source_.products, Json::object(), taker);
  if (!done) co_return std::unexpected(std::move(done.error()));
  co_return products;
}

Reading<std::vector<Stock>> ShopReader::stock() {
  std::vector<Stock> stock;
  auto take = [&stock](Row& row) { stock.push_back(stock_of(row, 1, 2, 3)); };
  Taker taker({"products_id", "available_m", "price", "status"}, take);
  auto done = co_await read(source_.stock, Json::object(), taker);
  if (!done) co_return std::unexpected(std::move(done.error()));
  co_return stock;
}

}  // namespace garden::ledger
