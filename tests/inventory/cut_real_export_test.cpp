// Goal: every family of sheets of a real shop is planned, proved best, in a few milliseconds, and no promise
// is broken on real numbers. Method: the export is read here (its rows hold no comma inside a cell), planned
// with the rules of the shop's domain page, and checked by the plain score of cut_support.cpp; families small
// enough are compared with all plans. Without the file the test says so and stops.
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "cut_support.hpp"
#include "cutting/families.hpp"
#include "cutting/greedy.hpp"
#include "cutting/work_order.hpp"

using namespace cut_support;

namespace {
const std::filesystem::path file =
    std::filesystem::path(GARDEN_SOURCE_DIR) / "../shared/data/oceanside_inventory.csv";

std::vector<ProductRow> rows_of_export() {
  std::vector<ProductRow> rows;
  std::ifstream stream(file);
  std::map<std::string, std::size_t> place;
  for (std::string line; std::getline(stream, line);) {
    std::vector<std::string> cells;
    std::istringstream rest(line);
    for (std::string cell; std::getline(rest, cell, ',');) cells.push_back(cell);
    if (place.empty()) {
      for (std::size_t i = 0; i < cells.size(); ++i) place.emplace(cells[i], i);
      continue;
    }
    auto at = [&](const char* column) { return cells.at(place.at(column)); };
    ProductRow row;
    row.family = at("Products_Parent_Id") == "0" ? "" : at("Products_Parent_Id");
    row.sku = at("Product_ID");
    row.name = at("Product_Name");
    row.stock_m = 1000 * std::stol(at("Quantity_in_Stock"));
    row.sold_m = 1000 * std::stol(at("Purchased"));
    row.active = at("Products Status") == "Active";
    rows.push_back(row);
  }
  return rows;
}

FamilyRules shop_rules() {
  FamilyRules rules;
  NamedSizeRule every, full, water;
  every.rule = years(.20, .35, .40);
  full.rule = every.rule;
  full.rule.may_be_emptied = true;
  full.size = "24x24";
  water = full;
  water.size = "22x24";
  rules.sizes = {every, full, water};
  for (const char* text :
       {"24x24 -> 4 of 12x12", "24x24 -> 8 of 6x12", "24x24 -> 16 of 6x6", "12x12 -> 2 of 6x12",
        "12x12 -> 4 of 6x6", "12x12 -> 1 of 6x12 + 2 of 6x6", "6x12 -> 2 of 6x6"})
    rules.recipes.push_back(parse_recipe(text).rule);
  rules.no_sheet_words = {"frit",   "powder", "stringer", "noodle",      "rod",
                          "ribbon", "pack",   "sampler",  "by the pound"};
  return rules;
}
}  // namespace

TEST_CASE("cut real export: every family is planned and proved best") {
  if (!std::filesystem::exists(file)) {
    WARN("SKIPPED: " << file << " is not there, so plans for a real shop were NOT tested");
    return;
  }
  auto list = group_families(rows_of_export(), shop_rules());
  REQUIRE(list.families.size() == 229);
  auto begun = std::chrono::steady_clock::now();
  std::vector<CutPlan> plans;
  PlanLimits limits;  // without a clock: this machine's load decides nothing
  for (const auto& family : list.families) plans.push_back(plan_cuts(family, limits));
  auto took_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
  std::int64_t cuts = 0, nodes = 0, zeros_before = 0, zeros_after = 0;
  int with_cuts = 0, compared = 0, better = 0;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const auto& family = list.families[i];
    CAPTURE(described(family));
    REQUIRE(family.sizes.size() == 4);
    REQUIRE(family.recipes.size() == 7);
    CHECK(plans[i].quality == Quality::optimal);
    auto counts = counts_of(family, plans[i].steps), greedy = counts_of(family, greedy_cuts(family));
    CHECK(plain_allowed(family, counts));
    CHECK(plain_score(family, counts) <= plain_score(family, greedy));
    better += plain_score(family, counts) < plain_score(family, greedy);
    if (auto best = brute_force(family, 20'000)) {
      ++compared;
      CHECK(plain_score(family, counts) == *best);
    }
    with_cuts += !plans[i].steps.empty();
    cuts += plans[i].after.labour.cuts;
    nodes += plans[i].nodes;
    zeros_before += plans[i].before.sizes_at_zero;
    zeros_after += plans[i].after.sizes_at_zero;
  }
  std::cout << "cut plans of " << plans.size() << " real families: " << took_ms << " ms, " << nodes
            << " nodes, " << with_cuts << " families to cut, " << cuts << " cuts; sizes at zero "
            << zeros_before << " -> " << zeros_after << "; better than the greedy rule in " << better
            << ", compared with all plans in " << compared << "\n";
  CHECK(took_ms < 5000);
  CHECK(zeros_after < zeros_before);
  CHECK(compared > 20);
}
