// Goal: an agent's queries say the same of a shop whatever its tables are called. Method: one generated shop
// is written in Zen Cart's tables and in WooCommerce's; every query of the catalogue, with every branch,
// gives the same cells from both, in SQLite and in MariaDB. What each shop says in its own words (names of
// statuses, codes of countries) is put into the other's before.
#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "catalogue.hpp"
#include "config/problem.hpp"
#include "direct_shop.hpp"
#include "shop_data/demo.hpp"

using namespace garden;
using namespace garden::tidb::testing;
using queries::testing::QueryHost;

namespace {

const std::string agent_folder = GARDEN_SOURCE_DIR "/agents/inventory_intelligence";

queries::Catalogue load(const queries::ShopSchema& schema) {
  auto loaded = queries::Catalogue::load(agent_folder, {}, schema);
  if (!loaded) FAIL(config::text_of(loaded.error()));
  return std::move(*loaded);
}

// The mapping that ships, but with the queries that it leaves out.
queries::ShopSchema whole_mapping(const garden::testing::TempDir& folder) {
  std::ifstream file(agent_folder + "/schemas/woocommerce.yaml");
  std::string text(std::istreambuf_iterator<char>(file), {});
  const auto at = text.find("\nwithout: ");
  REQUIRE(at != text.npos);
  text.insert(at + 1, "#");
  folder.write("woocommerce.yaml", text);
  return {folder.file("woocommerce.yaml"), ""};
}

std::string make_shop(const garden::testing::TempDir& folder, shop_data::ShopTables tables) {
  shop_data::DemoOptions options;
  options.path = folder.file(tables == shop_data::ShopTables::zencart ? "zencart.db" : "woocommerce.db");
  options.as_of = as_of_text;
  options.products = 300;
  options.orders = 8'000;
  options.tables = tables;
  options.whole_units = true;
  auto made = shop_data::make_demo_shop(options);
  if (!made) FAIL(made.error().text());
  return options.path.string();
}

// A result of Zen Cart in the words of WooCommerce.
std::string in_other_words(const base::Json& result) {
  static constexpr std::pair<std::string_view, std::string_view> words[] = {
      {R"("Pending")", R"("Pending payment")"},
      {R"("Delivered")", R"("Completed")"},
      {R"("Update")", R"("On hold")"},
      {R"("United States")", R"("US")"},
      {R"("Canada")", R"("CA")"},
      {R"("United Kingdom")", R"("GB")"},
      {R"("Germany")", R"("DE")"},
      {R"("France")", R"("FR")"},
      {R"("Spain")", R"("ES")"}};
  auto text = base::to_text(result);
  for (auto [from, to] : words)
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  return text;
}

void check_same(const std::vector<Asked>& zencart, const std::vector<Asked>& woocommerce) {
  const auto questions = all_questions();
  REQUIRE(zencart.size() == questions.size());
  REQUIRE(woocommerce.size() == questions.size());
  for (std::size_t i = 0; i < questions.size(); ++i) {
    INFO(questions[i].query << " " << base::to_text(questions[i].params));
    const auto& rows = woocommerce[i].result["rows"];
    const auto& wanted = zencart[i].result["rows"];
    CHECK(rows.size() == wanted.size());
    for (std::size_t r = 0; r < std::min(rows.size(), wanted.size()); ++r)
      if (base::to_text(rows[r]) != in_other_words(wanted[r])) {
        CHECK(base::to_text(rows[r]) == in_other_words(wanted[r]));
        break;
      }
    auto rest = woocommerce[i].result, wanted_rest = zencart[i].result;
    rest.erase("rows");
    wanted_rest.erase("rows");
    CHECK(base::to_text(rest) == in_other_words(wanted_rest));
  }
}

}  // namespace

TEST_CASE("WooCommerce's tables give the cells of Zen Cart's, in SQLite and in MariaDB") {
  const garden::testing::TempDir folder;
  const auto zencart = load({}), woocommerce = load(whole_mapping(folder));
  const auto settings = zencart.settings_with({}).value();
  const auto zencart_file = make_shop(folder, shop_data::ShopTables::zencart),
             woocommerce_file = make_shop(folder, shop_data::ShopTables::woocommerce);

  QueryHost zencart_sqlite(zencart_file), woocommerce_sqlite(woocommerce_file);
  const auto expected = ask_all(zencart_sqlite, zencart, settings);
  check_same(expected, ask_all(woocommerce_sqlite, woocommerce, settings));

  const MariaDbServer server;
  copy_shop(server, zencart_file);
  copy_shop(server, woocommerce_file);
  const auto connector =
      component<tidb::TidbConnector>(GARDEN_CONNECTOR, "tidb", "", tidb::config_schema, GARDEN_REENTRANT);
  QueryHost zencart_mariadb(connector, direct_config(server, server.reader())),
      woocommerce_mariadb(connector, direct_config(server, server.reader()));
  check_same(expected, ask_all(woocommerce_mariadb, woocommerce, settings));
  check_same(ask_all(zencart_mariadb, zencart, settings),
             ask_all(woocommerce_mariadb, woocommerce, settings));

  std::set<std::string> asked;
  for (const auto& question : all_questions()) asked.insert(question.query);
  for (const auto& definition : woocommerce.all()) CHECK(asked.contains(definition.name));
}
