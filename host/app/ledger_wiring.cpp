#include "app/ledger_wiring.hpp"

#include <utility>

namespace garden::app {
namespace {

ledger::LedgerOptions options_of(const config::LedgerConfig& config) {
  ledger::LedgerOptions options;
  options.path = config.file.string();
  if (config.use == "always") options.use = ledger::Use::always;
  if (config.use == "never") options.use = ledger::Use::never;
  options.large_lines = config.large_lines;
  options.days = config.days;
  options.overlap_ids = config.overlap_ids;
  return options;
}

}  // namespace

void wire_ledger(const config::StoreConfig& store, const WiringParts& parts,
                 conversation::ServedStore& served, config::Problems& problems) {
  for (const auto& agent : served.agents) {
    auto file = agent->config.folder / "ledger.yaml";
    std::error_code error;
    if (!std::filesystem::exists(file, error)) continue;
    auto rules = agent->queries.rules();
    rules.schema = agent->queries.schema();
    auto source = ledger::load_shop_source(file, rules);
    if (!source) {
      problems.insert(problems.end(), source.error().begin(), source.error().end());
      continue;
    }
    if (!parts.runtime || agent->connector.empty() || served.ledger) continue;
    auto opened = ledger::Ledger::open(options_of(store.ledger), std::move(*source));
    if (!opened) {
      parts.log.error("app",
                      "store " + store.name + " is served without its ledger: " + opened.error().text());
      return;
    }
    served.ledger = std::move(*opened);
    served.ledger_agent = agent->name;
  }
}

}  // namespace garden::app
