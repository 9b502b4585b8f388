// ShopSource: the SELECTs by which a ledger reads one kind of shop, from an agent's ledger.yaml.
//
// What is specific to a shop's schema is YAML, here as in queries: the ledger knows days, products and sums
// only. The same checks apply (one reading SELECT, portable, no personal data); values are bound by name, the
// agent's settings among them. Threads: loading [any]; then it never changes.
#pragma once
#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "config/problem.hpp"
#include "queries/definition.hpp"

namespace garden::ledger {

struct ShopStatement {
  std::string sql;
  std::vector<std::string> sources;   // tables
  std::vector<std::string> settings;  // of the agent, that it names
};

struct ShopSource {
  ShopStatement shop, sales, orders, returns, totals, changes, products, stock;

  // A text that changes when the sums of sales would: the statement for them with the settings it uses.
  std::string definition_of_sales(const base::Json& settings, const std::string& zone) const;
};

// `rules`: the agent's settings and what no statement may name. All that is wrong at once.
std::expected<ShopSource, config::Problems> load_shop_source(const std::filesystem::path& file,
                                                             const queries::DefinitionRules& rules);

}  // namespace garden::ledger
