// Goal: the queries about orders, one product and a category say of the demo shop what its tables hold.
// Method: whole tables are read with SELECTs without any condition and filtered, joined and summed here by
// plain loops.
#include <sqlite3.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>

#include "demo_shop.hpp"
#include "edge_shop.hpp"

using namespace garden;
using namespace garden::queries::testing;
using base::Json;

namespace {

using Row = std::vector<std::string>;

// All rows of a table; NULL is an empty text.
std::vector<Row> table(const std::string& columns, const std::string& name) {
  sqlite3* handle = nullptr;
  sqlite3_open_v2(demo_shop().path().c_str(), &handle, SQLITE_OPEN_READONLY, nullptr);
  std::vector<Row> rows;
  auto take = [](void* to, int count, char** values, char**) {
    Row row;
    for (int i = 0; i < count; ++i) row.emplace_back(values[i] ? values[i] : "");
    static_cast<std::vector<Row>*>(to)->push_back(std::move(row));
    return 0;
  };
  sqlite3_exec(handle, ("SELECT " + columns + " FROM " + name).c_str(), take, &rows, nullptr);
  sqlite3_close(handle);
  return rows;
}

struct Order {
  std::int64_t id = 0;
  std::string at, country;
  int status = 0;
  double total = 0;
  std::int64_t lines = 0;
  double units = 0;
};

const std::vector<Order>& orders() {
  static const auto all = [] {
    std::map<std::int64_t, Order> by_id;
    for (const auto& row :
         table("orders_id, date_purchased, billing_country, orders_status, order_total", "orders"))
      by_id[std::stoll(row[0])] = {std::stoll(row[0]), row[1], row[2], std::stoi(row[3]),
                                   std::stod(row[4]),  0,      0};
    for (const auto& row : table("orders_id, products_quantity", "orders_products")) {
      auto& order = by_id[std::stoll(row[0])];
      ++order.lines;
      order.units += std::stod(row[1]);
    }
    std::vector<Order> list;
    for (auto& [id, order] : by_id) list.push_back(order);
    return list;
  }();
  return all;
}

// Those in [since, until), newest first.
std::vector<const Order*> between(const std::string& since, const std::string& until) {
  std::vector<const Order*> found;
  for (const auto& order : orders())
    if (order.at >= since && order.at < until) found.push_back(&order);
  std::sort(found.begin(), found.end(),
            [](const Order* a, const Order* b) { return a->at != b->at ? a->at > b->at : a->id > b->id; });
  return found;
}

void check_orders(const queries::QueryResult& result, const std::vector<const Order*>& expected) {
  CHECK(result.total_rows == static_cast<std::int64_t>(expected.size()));
  auto shown = std::min(result.rows.size(), expected.size());
  double revenue = 0;
  std::int64_t counted = 0;
  for (const auto* order : expected)
    if (order->status <= 4) {
      ++counted;
      revenue += order->total;
    }
  CHECK(result.totals["counted_orders"] == counted);
  CHECK(std::stod(result.totals["counted_revenue"].get<std::string>()) == Approx(revenue).margin(0.005));
  for (std::size_t row = 0; row < shown; ++row) {
    const auto& order = *expected[row];
    CHECK(cell(result, row, "orders_id") == order.id);
    CHECK(cell(result, row, "ordered_at") == order.at);
    CHECK(cell(result, row, "country") == order.country);
    CHECK(cell(result, row, "counted") == (order.status <= 4 ? "yes" : "no"));
    CHECK(cell(result, row, "line_count") == order.lines);
    CHECK(cell(result, row, "units").get<double>() == Approx(order.units).margin(1e-6));
    CHECK(std::stod(cell(result, row, "order_total").get<std::string>()) ==
          Approx(order.total).margin(0.005));
  }
}

}  // namespace

TEST_CASE("demo: orders of today and of yesterday") {
  auto today = between("2026-11-22 00:00:00", "2026-11-23 00:00:00");
  CHECK(today.size() > 1);
  check_orders(demo_result("get_todays_orders", {{"limit", 1000}}), today);
  auto yesterday = between("2026-11-21 00:00:00", "2026-11-22 00:00:00");
  CHECK(yesterday.size() > 5);
  check_orders(demo_result("get_todays_orders", {{"day", "yesterday"}, {"limit", 1000}}), yesterday);
}

TEST_CASE("demo: recent orders, all of them and the first few") {
  auto week = between("2026-11-15 00:00:00", "2026-11-23 00:00:00");
  check_orders(demo_result("get_recent_orders", {{"limit", 500}}), week);
  auto few = demo_result("get_recent_orders", {{"limit", 3}});
  CHECK(few.rows.size() == 3);
  CHECK(few.truncated);
  check_orders(few, week);
  auto year = between("2025-11-22 00:00:00", "2026-11-23 00:00:00");
  check_orders(demo_result("get_recent_orders", {{"days", 365}, {"limit", 20}}), year);
}

TEST_CASE("demo: one order and its lines") {
  const auto& order =
      *std::find_if(orders().begin(), orders().end(), [](const Order& o) { return o.lines > 3; });
  auto result = demo_result("get_order_details", {{"order_id", order.id}});
  CHECK(result.rows.size() == static_cast<std::size_t>(order.lines));
  CHECK(result.totals["ordered_at"] == order.at);
  CHECK(result.totals["country"] == order.country);
  double units = 0;
  for (std::size_t row = 0; row < result.rows.size(); ++row)
    units += cell(result, row, "quantity").get<double>();
  CHECK(units == Approx(order.units));
}

TEST_CASE("demo: no result holds a name, an address or an e-mail of a customer") {
  std::set<std::string> secrets;
  for (const auto& row :
       table("customers_email_address, customers_name, customers_street_address, customers_telephone, "
             "billing_city, ip_address",
             "orders"))
    for (const auto& value : row)
      if (value.size() > 6) secrets.insert(value);
  REQUIRE(secrets.size() > 1000);
  for (const auto& definition : demo_shop().catalogue.all()) {
    if (!definition.compute.empty()) continue;  // needs the agent's library: tests/analyst
    auto params = Json::object();
    if (definition.name == "get_order_details") params["order_id"] = orders().back().id;
    if (definition.name == "get_product_by_model") params["model"] = "opal";
    if (definition.name == "get_products_by_category") params["category"] = "frit";
    auto text = base::to_text(to_json(demo_result(definition.name, params)));
    for (const auto& secret : secrets) REQUIRE(text.find(secret) == std::string::npos);
  }
}

TEST_CASE("demo: a product is found by its model and says what the generator knows") {
  for (const auto& product : demo_shop().truth().products) {
    if (!product.model || product.id % 9 != 0) continue;
    auto result = demo_result("get_product_by_model", {{"model", *product.model}});
    INFO(*product.model);
    REQUIRE_FALSE(result.rows.empty());
    bool found = false;
    for (std::size_t row = 0; row < result.rows.size(); ++row) {
      CHECK(cell(result, row, "model") == *product.model);
      if (cell(result, row, "products_id") != product.id) continue;
      found = true;
      auto today = demo_shop().truth().as_of_s / 86'400 * 86'400;
      auto year = product.sold_m(today - 365 * 86'400, today);
      CHECK(cell(result, row, "units_365").get<double>() == Approx(static_cast<double>(year) / 1000));
      CHECK(cell(result, row, "active") == (product.active ? "yes" : "no"));
    }
    CHECK(found);
  }
}

TEST_CASE("demo: a category is all products below it") {
  std::map<std::int64_t, std::int64_t> parent;
  std::set<std::int64_t> frit;
  for (const auto& row : table("categories_id, parent_id", "categories"))
    parent[std::stoll(row[0])] = std::stoll(row[1]);
  for (const auto& row : table("categories_id, language_id, categories_name", "categories_description"))
    if (row[1] == "1" && row[2].find("Frit") != std::string::npos) frit.insert(std::stoll(row[0]));
  REQUIRE(frit.size() > 1);
  auto below = [&](std::int64_t category) {
    for (int steps = 0; category != 0 && steps < 20; ++steps, category = parent[category])
      if (frit.contains(category)) return true;
    return false;
  };
  std::set<std::int64_t> members, active, expected;
  for (const auto& row : table("products_id, categories_id", "products_to_categories"))
    if (below(std::stoll(row[1]))) members.insert(std::stoll(row[0]));
  for (const auto& row : table("products_id, master_categories_id, products_status", "products")) {
    if (below(std::stoll(row[1]))) members.insert(std::stoll(row[0]));
    if (row[2] == "1") active.insert(std::stoll(row[0]));
  }
  std::set_intersection(members.begin(), members.end(), active.begin(), active.end(),
                        std::inserter(expected, expected.end()));
  auto result = demo_result("get_products_by_category", {{"category", "frit"}, {"limit", 1000}});
  auto ids = first_column(result);
  CHECK(std::set<std::int64_t>(ids.begin(), ids.end()) == expected);
  CHECK(ids.size() == expected.size());
}

TEST_CASE("demo: the statistics are the counts of the tables") {
  auto stats = demo_result("get_database_stats");
  auto products = table("products_status, products_quantity", "products");
  CHECK(cell(stats, 0, "products") == products.size());
  auto count = [&](auto wanted) { return std::count_if(products.begin(), products.end(), wanted); };
  CHECK(cell(stats, 0, "active_products") == count([](const Row& row) { return row[0] == "1"; }));
  CHECK(cell(stats, 0, "oversold") ==
        count([](const Row& row) { return row[0] == "1" && std::stod(row[1]) < 0; }));
  CHECK(cell(stats, 0, "orders_in_all") == orders().size());
  CHECK(cell(stats, 0, "categories") == table("categories_id", "categories").size());
  auto year = between("2025-11-22 00:00:00", "2026-11-22 00:00:00");
  CHECK(cell(stats, 0, "orders_365") ==
        std::count_if(year.begin(), year.end(), [](const Order* order) { return order->status <= 4; }));
  CHECK(cell(stats, 0, "last_order") == between("", "3000")[0]->at);
}
