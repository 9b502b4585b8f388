// Goal: a report's file is checked against the queries it names, each mistake with its place. Method: the
// agent's own reports, and files with one mistake each.
#include "reports/definition.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "support/temp_dir.hpp"

using namespace garden;
namespace fs = std::filesystem;

namespace {

const fs::path agent = fs::path(GARDEN_SOURCE_DIR) / "agents/inventory_intelligence";

// What is wrong with a report of one section, given as YAML lines of it; empty: nothing.
std::string problem_with(const std::string& section) {
  static const auto catalogue = queries::Catalogue::load(agent).value();
  testing::TempDir folder;
  std::ofstream(folder.path() / "daily.yaml")
      << "name: daily\ntitle: Daily\ndescription: A report.\nsections:\n"
         "  - {name: order, title: Order, query: get_buy_list, key: [products_id], say: \"{orders} "
         "orders\"}\n"
      << section;
  auto loaded = reports::load_reports(folder.path(), catalogue);
  return loaded ? "" : loaded.error().front().message;
}

}  // namespace

TEST_CASE("the agent's own reports are good") {
  auto catalogue = queries::Catalogue::load(agent);
  REQUIRE(catalogue);
  auto loaded = reports::load_reports(agent / "reports", *catalogue);
  if (!loaded) FAIL(loaded.error().front().message);
  REQUIRE_FALSE(loaded->empty());
  CHECK(loaded->front().name == "morning");
}

TEST_CASE("a report's mistakes are named") {
  CHECK(problem_with(
            "  - {name: a, title: A, query: get_bestsellers, say: \"{total} sold {total_units}\"}\n") == "");
  for (const auto& [section, said] : std::vector<std::pair<std::string, std::string>>{
           {"{name: a, title: A, query: get_bestseller, say: x}", "get_bestseller"},
           {"{name: a, title: A, say: x}", "either a query or changes_of"},
           {"{name: order, title: A, query: get_bestsellers, say: x}", "two sections order"},
           {"{name: a, title: A, query: get_bestsellers, say: \"{sold}\"}", "{sold}"},
           {"{name: a, title: A, query: get_bestsellers, lines: new, say: x}", "line"},
           {"{name: a, title: A, query: get_bestsellers, lines: new, line: \"{total}\"}", "{total}"},
           {"{name: a, title: A, query: get_bestsellers, key: [model_id], say: x}", "no column model_id"},
           {"{name: a, title: A, query: get_bestsellers, params: {days: 0}, say: x}", "days"},
           {"{name: a, title: A, query: get_bestsellers, say: \"{sum.nothing}\"}", "{sum.nothing}"},
           {"{name: a, title: A, changes_of: ordered, say: x}", "no section ordered"},
           {"{name: a, title: A, query: get_bestsellers}", "needs `say` or `line`"}}) {
    INFO(section);
    CHECK(problem_with("  - " + section + "\n").find(said) != std::string::npos);
  }
}

TEST_CASE("an agent without reports has none") {
  testing::TempDir folder;
  auto loaded = reports::load_reports(folder.path() / "reports", queries::Catalogue());
  REQUIRE(loaded);
  CHECK(loaded->empty());
}
