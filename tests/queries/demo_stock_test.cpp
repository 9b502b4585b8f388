// Goal: the queries about stock say of the demo shop what its generator knows. Method: every row derived
// again from the list of sales that the generator kept, by plain loops over integers, no SQL; order included.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "demo_shop.hpp"

using namespace garden;
using namespace garden::queries::testing;
using base::Json;
using shop_data::DemoTruth;
using Product = DemoTruth::Product;

namespace {

constexpr std::int64_t day_s = 86'400;
constexpr std::int64_t parent_stock_m = 75'000'000;

std::int64_t today_s() { return demo_shop().truth().as_of_s / day_s * day_s; }

// Units sold in the `days` whole days before today, in thousandths.
std::int64_t sold_m(const Product& product, int days, int until = 0) {
  return product.sold_m(today_s() - days * day_s, today_s() - until * day_s);
}
// Their revenue in 1e-7.
std::int64_t revenue(const Product& product, int days) {
  std::int64_t sum = 0;
  for (const auto& sale : product.sales)
    if (is_demand(sale.status) && sale.at_s >= today_s() - days * day_s && sale.at_s < today_s())
      sum += sale.quantity_m * sale.price_e4;
  return sum;
}
std::string money(std::int64_t e7) {
  auto cents = (std::llabs(e7) + 50'000) / 100'000;
  auto text = std::to_string(cents / 100) + "." + (cents % 100 < 10 ? "0" : "") + std::to_string(cents % 100);
  return (e7 < 0 && cents != 0 ? "-" : "") + text;
}
Json quantity(std::int64_t thousandths) {
  return thousandths % 1000 == 0 ? Json(thousandths / 1000) : Json(static_cast<double>(thousandths) / 1000);
}

Json column(const queries::QueryResult& result, const Json& row, const std::string& name) {
  for (std::size_t i = 0; i < result.columns.size(); ++i)
    if (result.columns[i].name == name) return row[i];
  FAIL("there is no column " << name);
  return {};
}
std::vector<std::int64_t> ids(const queries::QueryResult& result) {
  std::vector<std::int64_t> all;
  for (const auto& row : result.rows) all.push_back(column(result, row, "products_id").get<std::int64_t>());
  return all;
}
const Product& product(std::int64_t id) {
  for (const auto& one : demo_shop().truth().products)
    if (one.id == id) return one;
  throw std::runtime_error("no such product");
}

// The ids of the products that `wanted` picks, sorted by `before`, then by id.
template <class Wanted, class Before>
std::vector<std::int64_t> expected(Wanted wanted, Before before) {
  std::vector<const Product*> picked;
  for (const auto& one : demo_shop().truth().products)
    if (wanted(one)) picked.push_back(&one);
  std::stable_sort(picked.begin(), picked.end(),
                   [&](const Product* a, const Product* b) { return before(*a, *b); });
  std::vector<std::int64_t> all;
  for (const auto* one : picked) all.push_back(one->id);
  return all;
}

}  // namespace

TEST_CASE("demo: what is out of stock") {
  auto result = demo_result("get_zero_inventory_products", {{"limit", 1000}});
  auto all = expected([](const Product& p) { return p.active && p.stock_m <= 0; },
                      [](const Product& a, const Product& b) { return sold_m(a, 90) > sold_m(b, 90); });
  CHECK(all.size() > 15);
  CHECK(ids(result) == all);
  CHECK(result.total_rows == static_cast<std::int64_t>(all.size()));
  CHECK_FALSE(result.truncated);
  std::int64_t backlog = 0, oversold = 0, with_demand = 0;
  for (const auto& row : result.rows) {
    const auto& p = product(column(result, row, "products_id").get<std::int64_t>());
    CHECK(column(result, row, "available") == quantity(p.stock_m));
    CHECK(column(result, row, "units_sold") == quantity(sold_m(p, 90)));
    if (sold_m(p, 90) > 0) CHECK(column(result, row, "revenue") == money(revenue(p, 90)));
    CHECK(column(result, row, "model") == (p.model ? Json(*p.model) : Json()));
    backlog += std::max<std::int64_t>(0, -p.stock_m);
    oversold += p.stock_m < 0 ? 1 : 0;
    with_demand += sold_m(p, 90) > 0 ? 1 : 0;
  }
  CHECK(oversold > 0);
  CHECK(result.totals ==
        Json({{"with_demand", with_demand}, {"oversold", oversold}, {"backlog", quantity(backlog)}}));
  CHECK(result.since == "2026-08-24");
  CHECK(result.until == "2026-11-21");

  auto demanded = demo_result("get_zero_inventory_products", {{"only_with_demand", true}, {"limit", 3}});
  CHECK(demanded.total_rows == with_demand);
  CHECK(demanded.rows.size() == 3);
  CHECK(demanded.truncated);
  CHECK(demanded.totals["oversold"].get<std::int64_t>() <= oversold);
}

TEST_CASE("demo: what to reorder first") {
  auto result = demo_result("get_low_stock_products", {{"limit", 1000}});
  const int lead = 35, target = 128, low = 73;
  auto basis = [](const Product& p) -> std::int64_t {
    auto first = today_s();
    for (const auto& sale : p.sales)
      if (is_demand(sale.status) && sale.at_s >= today_s() - 365 * day_s) first = std::min(first, sale.at_s);
    for (int days : {30, 60, 90, 180}) {
      auto since =
          base::TimeZone::utc().local_text(base::Wall(std::chrono::seconds(today_s() - days * day_s)));
      if (p.added >= since && first >= today_s() - days * day_s) return days;
    }
    return 365;
  };
  auto fast = [&](const Product& p) {  // units and days of the faster pace
    auto year = sold_m(p, 365), month = sold_m(p, 30);
    return month >= 5000 && month * basis(p) > year * 30 ? std::pair(month, std::int64_t{30})
                                                         : std::pair(year, basis(p));
  };
  auto at_risk = [&](const Product& p) -> std::int64_t {
    auto [units, days] = fast(p);
    auto missed = units * lead - p.stock_m * days;
    return missed > 0 ? std::llround(static_cast<double>(missed) / static_cast<double>(days) + 1e-6) : 0;
  };
  auto cover = [&](const Product& p) {
    return p.stock_m <= 0 ? 0.0
                          : static_cast<double>(p.stock_m * basis(p)) / static_cast<double>(sold_m(p, 365));
  };
  auto listed = [&](const Product& p) {
    if (!p.active || p.stock_m >= parent_stock_m || sold_m(p, 365) == 0) return false;
    if (p.stock_m > 0 && sold_m(p, 180) == 0) return false;
    bool soon = sold_m(p, 30) >= 5000 && p.stock_m * 30 < lead * sold_m(p, 30);
    return soon || cover(p) < low;
  };
  auto all = expected(listed, [&](const Product& a, const Product& b) {
    auto value_a = at_risk(a) * a.price_e4, value_b = at_risk(b) * b.price_e4;
    if (value_a != value_b) return value_a > value_b;
    if (at_risk(a) != at_risk(b)) return at_risk(a) > at_risk(b);
    auto cover_a = std::round(cover(a) * 1e6), cover_b = std::round(cover(b) * 1e6);
    return cover_a != cover_b ? cover_a < cover_b : a.id < b.id;
  });
  CHECK(all.size() > 50);
  CHECK(ids(result) == all);
  std::int64_t value = 0;
  for (const auto& row : result.rows) {
    const auto& p = product(column(result, row, "products_id").get<std::int64_t>());
    INFO(p.id);
    CHECK(column(result, row, "units_sold") == quantity(sold_m(p, 365)));
    CHECK(column(result, row, "units_30") == quantity(sold_m(p, 30)));
    CHECK(column(result, row, "basis_days") == basis(p));
    CHECK(column(result, row, "at_risk") == quantity(at_risk(p)));
    CHECK(column(result, row, "at_risk_value") == money(at_risk(p) * p.price_e4));
    auto missing = sold_m(p, 365) * target - p.stock_m * basis(p);
    auto order = missing <= 0 ? 0 : (missing + 1000 * basis(p) - 1) / (1000 * basis(p));
    CHECK(column(result, row, "suggested") == order);
    value += at_risk(p) * p.price_e4;
  }
  CHECK(result.totals["total_at_risk"] == money(value));
}

TEST_CASE("demo: what the generator made critical, oversold or empty is found, what it made dead is not") {
  auto result = demo_result("get_low_stock_products", {{"limit", 1000}});
  auto low = ids(result);
  std::set<std::int64_t> found(low.begin(), low.end());
  for (const auto& p : demo_shop().truth().products) {
    INFO(p.id);
    using Plan = DemoTruth::Plan;
    bool sold = sold_m(p, 365) > 0;
    if (p.plan == Plan::critical || p.plan == Plan::out_of_stock || (p.plan == Plan::oversold && sold))
      CHECK(found.contains(p.id));
    if (p.plan == Plan::dead || p.plan == Plan::never_sold || p.plan == Plan::inactive ||
        p.plan == Plan::overstock)
      CHECK_FALSE(found.contains(p.id));
  }
}

TEST_CASE("demo: low stock by units takes products that never sold, and gives them no quantity") {
  auto result = demo_result("get_low_stock_products", {{"mode", "units"}, {"threshold", 4}, {"limit", 1000}});
  auto all = expected([](const Product& p) { return p.active && p.stock_m <= 4000; },
                      [](const Product& a, const Product& b) { return a.id < b.id; });
  auto found = ids(result);
  std::sort(found.begin(), found.end());
  CHECK(found == all);
  std::size_t unsold = 0;
  for (const auto& row : result.rows) {
    const auto& p = product(column(result, row, "products_id").get<std::int64_t>());
    if (sold_m(p, 365) > 0) continue;
    ++unsold;
    CHECK(column(result, row, "suggested").is_null());
    CHECK(column(result, row, "cover_days").is_null());
    CHECK(column(result, row, "urgency") == (p.stock_m <= 0 ? "zero, no sales" : "no sales"));
  }
  CHECK(unsold > 0);
  REQUIRE(result.warnings.size() == 2);
  CHECK(result.warnings[0].find("stock it?") != std::string::npos);
  CHECK(result.warnings[1].find("days without stock count as days") != std::string::npos);
}

TEST_CASE("demo: how fast everything sells, the unsold included") {
  for (int days : {7, 90}) {
    auto result = demo_result("get_sales_velocity", {{"days", days}, {"limit", 1000}});
    auto all =
        expected([](const Product& p) { return p.active && p.stock_m < parent_stock_m; },
                 [&](const Product& a, const Product& b) { return sold_m(a, days) > sold_m(b, days); });
    CHECK(ids(result) == all);
    for (const auto& row : result.rows) {
      const auto& p = product(column(result, row, "products_id").get<std::int64_t>());
      CHECK(column(result, row, "units_sold") == quantity(sold_m(p, days)));
      CHECK(column(result, row, "units_before") == quantity(sold_m(p, 2 * days, days)));
      auto per_day = std::round(static_cast<double>(sold_m(p, days)) / (10.0 * days)) / 100;
      CHECK(column(result, row, "per_day").get<double>() == Approx(per_day).margin(0.0101));
      CHECK(column(result, row, "cover_days").is_null() == (sold_m(p, days) == 0));
      CHECK(column(result, row, "reason").is_null() == (sold_m(p, days) > 0));
    }
  }
}

TEST_CASE("demo: too much stock, the dead included, the new left out") {
  auto result = demo_result("get_overstock_products", {{"max_cover", 365}, {"limit", 1000}});
  auto new_since = base::TimeZone::utc().local_text(base::Wall(std::chrono::seconds(today_s() - 90 * day_s)));
  auto excess = [](const Product& p) -> std::int64_t {
    if (sold_m(p, 180) == 0) return p.stock_m;
    return std::llround(static_cast<double>(365 * p.stock_m - sold_m(p, 365) * 365) / 365 + 1e-6);
  };
  auto all = expected(
      [&](const Product& p) {
        if (!p.active || p.stock_m <= 0 || p.stock_m >= parent_stock_m) return false;
        if (sold_m(p, 180) > 0) return p.stock_m > sold_m(p, 365);
        return sold_m(p, 365) > 0 || p.added < new_since;
      },
      [&](const Product& a, const Product& b) {
        auto value_a = excess(a) * a.price_e4, value_b = excess(b) * b.price_e4;
        return value_a != value_b ? value_a > value_b : excess(a) > excess(b);
      });
  CHECK(all.size() > 20);
  CHECK(ids(result) == all);
  auto found = ids(result);
  for (const auto& p : demo_shop().truth().products)
    if ((p.plan == DemoTruth::Plan::dead || p.plan == DemoTruth::Plan::never_sold) && p.stock_m > 0)
      CHECK(std::find(found.begin(), found.end(), p.id) != found.end());
  auto dead = demo_result("get_overstock_products", {{"only_dead", true}, {"limit", 1000}});
  CHECK(dead.total_rows == result.totals["dead_products"].get<std::int64_t>());
  for (const auto& row : dead.rows)
    CHECK(sold_m(product(column(dead, row, "products_id").get<std::int64_t>()), 180) == 0);
}

TEST_CASE("demo: bestsellers by units, orders and revenue") {
  auto orders = [](const Product& p, int days) {
    std::set<int> distinct;
    for (const auto& sale : p.sales)
      if (is_demand(sale.status) && sale.at_s >= today_s() - days * day_s && sale.at_s < today_s())
        distinct.insert(sale.order_id);
    return static_cast<std::int64_t>(distinct.size());
  };
  for (std::string by : {"units", "orders", "revenue"}) {
    auto result = demo_result("get_bestsellers", {{"by", by}, {"days", 30}, {"limit", 500}});
    auto measure = [&](const Product& p) {
      return by == "units" ? sold_m(p, 30) : by == "orders" ? orders(p, 30) : revenue(p, 30);
    };
    auto all =
        expected([](const Product& p) { return sold_m(p, 30) > 0; },
                 [&](const Product& a, const Product& b) {
                   return measure(a) != measure(b) ? measure(a) > measure(b) : sold_m(a, 30) > sold_m(b, 30);
                 });
    CHECK(ids(result) == all);
    std::int64_t units = 0, earned = 0;
    for (const auto& row : result.rows) {
      const auto& p = product(column(result, row, "products_id").get<std::int64_t>());
      CHECK(column(result, row, "orders_count") == orders(p, 30));
      CHECK(column(result, row, "revenue") == money(revenue(p, 30)));
      units += sold_m(p, 30);
      earned += revenue(p, 30);
    }
    CHECK(result.totals == Json({{"total_units", quantity(units)}, {"total_revenue", money(earned)}}));
  }
}
