// Goal: "what should I reorder first?" is right on a real export. Method: every line of the CSV is read again
// here by a few lines of code and the old system's own columns, and compared with what the queries say of the
// import.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "edge_shop.hpp"
#include "shop_data/import.hpp"

using namespace garden;
using namespace garden::queries::testing;
using base::Json;

namespace {

const std::string export_file = GARDEN_SOURCE_DIR "/../shared/data/oceanside_inventory.csv";

struct Exported {
  std::int64_t purchased = 0, stock = 0;
  bool active = false;
};

// The fields of one line. A quote quotes only at the start of a field: names of sheets hold inches.
std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    char c = line[i];
    if (c == '"' && (quoted || fields.back().empty())) {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"')
        fields.back() += line[i++];
      else
        quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  return fields;
}

std::map<std::int64_t, Exported> read_export() {
  std::ifstream stream(export_file);
  std::map<std::int64_t, Exported> all;
  std::string line;
  std::getline(stream, line);
  auto header = fields_of(line);
  auto at = [&](const std::vector<std::string>& fields, const std::string& name) {
    return fields.at(
        static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin()));
  };
  while (std::getline(stream, line)) {
    auto fields = fields_of(line);
    if (fields.size() < 5) continue;
    all[std::stoll(at(fields, "Product_ID"))] = {std::stoll(at(fields, "Purchased")),
                                                 std::stoll(at(fields, "Quantity_in_Stock")),
                                                 at(fields, "Products Status") == "Active"};
  }
  return all;
}

}  // namespace

TEST_CASE("a real export: what is out, what to order, what is dead, without a word of money") {
  if (!std::filesystem::exists(export_file)) {
    WARN("the export is not here: " << export_file);
    return;
  }
  garden::testing::TempDir folder;
  shop_data::ImportOptions options;
  options.file = export_file;
  options.database = folder.file("oceanside.db");
  options.as_of = "2025-10-31 18:00:00";
  auto imported = shop_data::import_inventory(options);
  REQUIRE(imported);
  auto catalogue = queries::Catalogue::load(GARDEN_SOURCE_DIR "/agents/inventory_intelligence").value();
  QueryHost host(options.database.string());
  host.environment.settings = catalogue.settings_with({}).value();
  host.environment.as_of = base::parse_rfc3339("2025-10-31T18:00:00Z").value();
  host.environment.assumptions = imported->assumptions;
  auto result = [&](const std::string& name, Json params) {
    auto outcome = host.ask(*catalogue.find(name), std::move(params));
    if (!outcome) FAIL(outcome.error().error.text());
    return std::move(*outcome);
  };

  auto products = read_export();
  REQUIRE(products.size() == imported->products);
  std::size_t out = 0, low = 0, with_demand = 0;
  for (const auto& [id, product] : products) {
    if (!product.active) continue;
    out += product.stock <= 0 ? 1 : 0;
    with_demand += product.stock <= 0 && product.purchased > 0 ? 1 : 0;
    low += product.purchased > 0 && product.stock * 365 < 73 * product.purchased ? 1 : 0;
  }
  auto empty = result("get_zero_inventory_products", {{"days", 365}, {"limit", 1000}});
  CHECK(empty.total_rows == static_cast<std::int64_t>(out));
  CHECK(empty.totals["with_demand"] == with_demand);

  auto reorder = result("get_low_stock_products", {{"limit", 1000}});
  CHECK(reorder.total_rows >= static_cast<std::int64_t>(low));
  CHECK(reorder.warnings.front() == imported->assumptions.front());
  double before = 1e9;
  for (std::size_t row = 0; row < reorder.rows.size(); ++row) {
    const auto& product = products.at(cell(reorder, row, "products_id").get<std::int64_t>());
    CHECK(product.active);
    CHECK(cell(reorder, row, "units_sold") == product.purchased);
    CHECK(cell(reorder, row, "available") == product.stock);
    auto missing = static_cast<double>(product.purchased * 128) / 365 - static_cast<double>(product.stock);
    CHECK(cell(reorder, row, "suggested") ==
          static_cast<std::int64_t>(std::ceil(std::max(0.0, missing) - 1e-9)));
    CHECK(cell(reorder, row, "at_risk_value").is_null());
    auto at_risk = cell(reorder, row, "at_risk").get<double>();
    CHECK(at_risk <= before);
    before = at_risk;
  }
  // First is what loses most in the lead time of 35 days: 70 sold in a year, 1 left.
  CHECK(cell(reorder, 0, "products_id") == 177325);
  CHECK(cell(reorder, 0, "suggested") == 24);

  auto over = result("get_overstock_products", {{"limit", 1000}});
  for (std::size_t row = 0; row < over.rows.size(); ++row) {
    const auto& product = products.at(cell(over, row, "products_id").get<std::int64_t>());
    CHECK(product.active);
    CHECK(product.stock > 0);
    if (product.purchased > 0) {
      auto years = static_cast<double>(product.stock) / static_cast<double>(product.purchased);
      CHECK(cell(over, row, "years").get<double>() == Approx(years).margin(0.0051));
    } else {
      CHECK(cell(over, row, "years").is_null());
    }
  }
}
