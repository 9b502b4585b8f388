#include "catalogue.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <set>

#include "config/problem.hpp"
#include "garden/abi_compute.h"
#include "queries/steps.hpp"
#include "shop_data/demo.hpp"

namespace garden::tidb::testing {
namespace {

queries::Catalogue load() {
  auto loaded = queries::Catalogue::load(GARDEN_SOURCE_DIR "/agents/inventory_intelligence");
  if (!loaded) throw std::runtime_error(config::text_of(loaded.error()));
  return std::move(*loaded);
}

}  // namespace

std::vector<Question> all_questions() {
  return {{"get_zero_inventory_products", {{"limit", 1000}}},
          {"get_zero_inventory_products", {{"days", 365}, {"only_with_demand", true}}},
          {"get_buy_list", {{"show", "all"}, {"limit", 10'000}}},
          {"get_buy_list", {{"budget", 500}}},
          {"get_cut_plan", {{"limit", 10'000}}},
          {"what_if_cut", {{"model", "LM1001-3-2424"}, {"times", 2}}},
          {"get_demand_forecast", {{"limit", 10'000}}},
          {"get_abc_xyz", {{"limit", 10'000}}},
          {"get_abc_xyz", {{"basis", "units"}, {"limit", 10'000}}},
          {"get_reorder_suggestions", {{"limit", 10'000}}},
          {"get_purchase_plan", {{"limit", 10'000}}},
          {"get_stockout_forecast", {{"horizon", 60}, {"limit", 10'000}}},
          {"get_demand_class", {{"limit", 10'000}}},
          {"get_forecast_accuracy", {{"limit", 10'000}}},
          {"get_demand_anomalies", {{"limit", 1000}}},
          {"get_seasonal_deadlines", {{"within", 400}, {"limit", 10'000}}},
          {"get_turnover_gmroi", {{"by", "product"}, {"limit", 10'000}}},
          {"get_stock_ageing", {{"limit", 10'000}}},
          {"get_in_stock_rate", base::Json::object()},
          {"get_lost_sales", base::Json::object()},
          {"get_open_po_risk", base::Json::object()},
          {"get_low_stock_products", {{"limit", 1000}}},
          {"get_low_stock_products", {{"mode", "units"}, {"threshold", 20}, {"limit", 1000}}},
          {"get_low_stock_products", {{"days", 90}, {"target_days", 45}, {"limit", 1000}}},
          {"get_sales_velocity", {{"limit", 1000}}},
          {"get_sales_velocity", {{"days", 30}, {"only_sold", true}, {"limit", 1000}}},
          {"get_bestsellers", {{"limit", 500}}},
          {"get_bestsellers", {{"by", "revenue"}, {"days", 365}, {"limit", 500}}},
          {"get_bestsellers", {{"by", "orders"}, {"days", 7}}},
          {"get_overstock_products", {{"limit", 1000}}},
          {"get_overstock_products", {{"only_dead", true}, {"max_cover", 90}, {"limit", 1000}}},
          {"get_dead_stock", {{"limit", 1000}}},
          {"get_dead_stock", {{"no_sale_days", 90}, {"category", "glass"}, {"manufacturer", "larkmoor"}}},
          {"get_slow_movers", {{"limit", 1000}}},
          {"get_slow_movers", {{"max_units", 7.5}, {"only_sold", true}, {"manufacturer", "tidewell"}}},
          {"get_days_of_cover", {{"limit", 1000}}},
          {"get_days_of_cover", {{"below", 45.5}, {"days", 30}, {"limit", 1000}}},
          {"get_days_of_cover", {{"above", 200}, {"limit", 1000}}},
          {"get_sell_through", {{"limit", 1000}}},
          {"get_sell_through", {{"days", 90}, {"only_sold", true}, {"category", "frit"}}},
          {"get_inventory_value", {{"limit", 1000}}},
          {"get_inventory_value", {{"by", "top_category"}}},
          {"get_inventory_value", {{"by", "manufacturer"}, {"only_active", true}}},
          {"get_sales_summary", base::Json::object()},
          {"get_sales_summary", {{"period", "this_month"}, {"compare", "year_before"}}},
          {"get_sales_summary", {{"by", "day"}, {"days", 90}, {"limit", 1000}}},
          {"get_sales_summary", {{"by", "category"}, {"limit", 1000}}},
          {"get_sales_summary", {{"by", "manufacturer"}, {"period", "last_week"}, {"category", "glass"}}},
          {"get_returns_rate", {{"days", 365}, {"limit", 1000}}},
          {"get_backorders", base::Json::object()},
          {"get_negative_or_bad_stock", {{"limit", 5000}}},
          {"get_negative_or_bad_stock", {{"issue", "duplicate_model"}, {"only_active", false}}},
          {"get_new_products", {{"limit", 1000}}},
          {"get_new_products", {{"days", 365}, {"limit", 1000}}},
          {"get_price_margin_exceptions", base::Json::object()},
          {"get_price_margin_exceptions", {{"min_margin", 0.45}, {"limit", 1000}}},
          {"get_recent_orders", base::Json::object()},
          {"get_todays_orders", {{"limit", 1000}}},
          {"get_todays_orders", {{"day", "yesterday"}, {"limit", 1000}}},
          {"get_order_details", {{"order_id", 1}}},
          {"get_order_details", {{"order_id", 5'432}}},
          {"get_order_details", {{"order_id", 99'999'999}}},
          {"get_product_by_model", {{"model", "red"}}},
          {"get_product_by_model", {{"model", "Frit"}, {"limit", 50}}},
          {"get_product_by_model", {{"model", "no such thing"}}},
          {"get_products_by_category", {{"category", "glass"}, {"limit", 1000}}},
          {"get_products_by_category", {{"category", "tools"}}},
          {"get_database_stats", base::Json::object()}};
}

namespace {

// The steps of the agent's library, called directly.
garden::testing::CallAnswer compute(const garden::testing::CallSeen& seen) {
  namespace steps = inventory::steps;
  garden::testing::CallAnswer answer;
  const auto step = steps::find_step(base::text_at(base::parse_json(seen.request).value(), "step"));
  REQUIRE(step != nullptr);
  try {
    for (auto& message : step(steps::Question(seen.request)).take())
      answer.emits.push_back({GARDEN_JSON, std::move(message)});
  } catch (const steps::Unusable& why) {
    answer.ending = GARDEN_INVALID;
    answer.result = why.what();
  }
  return answer;
}

}  // namespace

void copy_shop(const garden::testing::MariaDbServer& server, const std::string& file) {
  const auto copy = "python3 '" GARDEN_SOURCE_DIR "/tests/support/shop_in_mariadb.py' --socket '" +
                    server.socket() + "' --file '" + file + "'";
  if (std::system(copy.c_str()) != 0) throw std::runtime_error("the shop could not be copied");
}

DemoShops::DemoShops(const garden::testing::MariaDbServer& server)
    : catalogue_(load()), questions_(all_questions()) {
  const auto file = folder_.file("demo.db");
  shop_data::DemoOptions options;
  options.path = file;
  options.as_of = as_of_text;
  options.products = 300;
  options.orders = 8'000;
  auto made = shop_data::make_demo_shop(options);
  if (!made) throw std::runtime_error(made.error().text());
  copy_shop(server, file);
  queries::testing::QueryHost sqlite(file);
  for (auto& asked : ask_all(sqlite, catalogue_, catalogue_.settings_with({}).value())) {
    CHECK(asked.via == "sqlite");
    expected_.push_back(std::move(asked.result));
  }
}

std::vector<Asked> ask_all(queries::testing::QueryHost& host, const queries::Catalogue& catalogue,
                           const base::Json& settings) {
  host.environment.settings = settings;
  host.environment.as_of = base::parse_rfc3339("2026-11-22T10:30:00Z").value();
  host.environment.time_max = std::chrono::seconds(100);  // a slow machine is no fault
  host.environment.code = "code:inventory_intelligence";
  host.asker().on_call(host.environment.code, GARDEN_AGENT_COMPUTE, compute);
  std::vector<Asked> all;
  for (const auto& question : all_questions()) {
    INFO(question.query << " " << base::to_text(question.params));
    const auto* const definition = catalogue.find(question.query);
    REQUIRE(definition != nullptr);
    auto patient = *definition;
    patient.time_max = std::chrono::seconds(100);
    auto outcome = host.ask(patient, question.params);
    if (!outcome && question.query == "what_if_cut") {  // refused: that sheet has no model here
      all.push_back({base::Json{{"rows", base::Json::array()}}, ""});
      continue;
    }
    if (!outcome) FAIL(outcome.error().error.text());
    Asked one{queries::to_json(*outcome), outcome->via};
    for (const char* name : {"ms", "via", "elapsed_ms"}) one.result.erase(name);
    all.push_back(std::move(one));
  }
  return all;
}

void DemoShops::compare(const garden_component& connector, const std::string& config,
                        const std::string& via) const {
  queries::testing::QueryHost host(connector, config);
  const auto asked = ask_all(host, catalogue_, catalogue_.settings_with({}).value());
  REQUIRE(asked.size() == expected_.size());
  std::set<std::string> covered;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    INFO(questions_[i].query << " " << base::to_text(questions_[i].params));
    covered.insert(questions_[i].query);
    CHECK((asked[i].via == via || asked[i].result["rows"].empty()));
    if (asked[i].result == expected_[i]) continue;
    const auto& rows = asked[i].result["rows"];
    const auto& wanted = expected_[i]["rows"];
    CHECK(rows.size() == wanted.size());
    for (std::size_t r = 0; r < std::min(rows.size(), wanted.size()); ++r)
      if (rows[r] != wanted[r]) {
        CHECK(base::to_text(rows[r]) == base::to_text(wanted[r]));
        break;
      }
    auto rest = asked[i].result, wanted_rest = expected_[i];
    rest.erase("rows");
    wanted_rest.erase("rows");
    CHECK(base::to_text(rest) == base::to_text(wanted_rest));
  }
  for (const auto& definition : catalogue_.all()) CHECK(covered.contains(definition.name));
}

}  // namespace garden::tidb::testing
