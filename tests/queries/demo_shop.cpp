#include "demo_shop.hpp"

#include <catch2/catch.hpp>

namespace garden::queries::testing {
namespace {

std::unique_ptr<DemoShop> make_shop() {
  auto loaded = Catalogue::load(GARDEN_SOURCE_DIR "/agents/inventory_intelligence");
  if (!loaded) throw std::runtime_error(config::text_of(loaded.error()));
  auto shop = std::unique_ptr<DemoShop>(new DemoShop{{}, {}, std::move(*loaded), {}});
  shop_data::DemoOptions options;
  options.path = shop->path();
  options.as_of = "2026-11-22 10:30:00";
  options.with_truth = true;
  auto made = shop_data::make_demo_shop(options);
  if (!made) throw std::runtime_error(made.error().text());
  shop->summary = std::move(*made);
  shop->settings = shop->catalogue.settings_with({}).value();
  return shop;
}

}  // namespace

const DemoShop& demo_shop() {
  static const auto shop = make_shop();
  return *shop;
}

QueryHost& demo_host() {
  static QueryHost host(demo_shop().path());
  host.environment.settings = demo_shop().settings;
  host.environment.as_of = base::parse_rfc3339("2026-11-22T10:30:00Z").value();
  return host;
}

QueryResult demo_result(const std::string& name, base::Json params) {
  auto outcome = demo_host().ask(*demo_shop().catalogue.find(name), std::move(params));
  if (!outcome) FAIL(name << ": " << outcome.error().error.text());
  CHECK(demo_host().asker().violations().empty());
  CHECK(demo_host().connector().violations().empty());
  return std::move(*outcome);
}

}  // namespace garden::queries::testing
