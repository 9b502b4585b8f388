// Store configuration: one shop, its plugin instances and its agents, as types.
//
// An instance whose configuration needs a variable that is not set is kept and marked disabled: the next in
// an agent's order takes over, and `check` and `/health` say why. Names are resolved here: an agent's llm,
// data and cache name instances of this store. What only the plugin knows (its configuration's schema) is
// checked by the caller with the Document: problem_below(). Threads: plain data [any].
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_time.hpp"
#include "base/json.hpp"
#include "config/document.hpp"
#include "config/turn_limits.hpp"

namespace garden::config {

// One instance of a component: `plugins: {shop: {library: sqlite, config: {...}}}`.
struct PluginConfig {
  std::string name;                         // "shop"
  std::string library;                      // "sqlite": lib<library>.so in a plugin directory, or a path
  std::string component;                    // which of the library's components; empty: its only one
  base::Json config;                        // handed to the component; {} when not given
  std::optional<unsigned> offload_threads;  // of its own pool
  std::string disabled;                     // "GOOGLE_API_KEY is not set"; empty: enabled
  std::string pointer;                      // "/plugins/shop"

  bool same_as(const PluginConfig& other) const;  // would make the same instance
};

// One agent of the store: `agents: [{use: inventory_intelligence, llm: [gemini, offline], data: shop}]`.
struct AgentUse {
  std::string use;               // the agent's folder
  std::string name;              // what clients call it; default: `use`
  std::vector<std::string> llm;  // instances, in order: falls over to the next
  std::string data;              // connector instance; empty: none
  std::string cache;             // cache instance; empty: none
  TurnLimits limits;
  std::vector<std::filesystem::path> queries;  // further folders of query files, this shop's own
  std::string pointer;                         // "/agents/0"

  bool same_as(const AgentUse& other) const;
};

// Which tables the shop has: `schema: woocommerce`, `schema: {use: tables.yaml, prefix: shop_}`.
struct SchemaUse {
  std::string name;            // a mapping of the agent, by its file's name; empty: the tables queries name
  std::filesystem::path file;  // a mapping of the shop's own, instead of a name
  std::string prefix;          // of the shop's tables; empty: what the mapping says
  bool operator==(const SchemaUse&) const = default;
};

// The product's own tables about the shop: `ledger: {...}`.
struct LedgerConfig {
  std::filesystem::path file;  // SQLite
  std::string use = "auto";    // auto | always | never
  std::int64_t large_lines = 100'000;
  std::int64_t days = 1'461;
  std::int64_t overlap_ids = 0;

  bool operator==(const LedgerConfig&) const = default;
};

struct StoreConfig {
  std::string name;
  std::string title;     // for people; default: the name
  std::string timezone;  // IANA; it loads
  std::string currency;  // ISO 4217
  std::int64_t language_id = 1;
  SchemaUse schema;
  // The shop's data is a snapshot of this moment: the clock of queries stands there. Empty: now.
  std::optional<base::Wall> as_of;
  std::vector<std::string> assumptions;  // sentences that every answer carries
  base::Json settings =
      base::Json::object();  // defaults of query parameters: scalars, lists of numbers or text
  std::vector<std::string> personal_allowed;                         // columns about people shown as they are
  std::vector<std::pair<std::string, std::string>> personal_masked;  // column, "initials" or "hash"
  std::filesystem::path state_file;                                  // SQLite
  LedgerConfig ledger;
  std::vector<PluginConfig> plugins;  // in the order of the file
  std::vector<AgentUse> agents;
  // Where it came from, for problems found later; shared with the host part when one file holds both.
  std::shared_ptr<const Document> document;

  const PluginConfig* plugin(std::string_view name) const;  // null: there is none
  const AgentUse* agent(std::string_view name) const;
  // The configuration of an instance against its component's schema: what to hand to the component, with
  // defaults filled in and substituted scalars converted.
  base::Json checked_config(const PluginConfig& plugin, const Schema& schema, Problems& problems) const;
  // A component's complaint about its configuration ("/api_key") as a problem with a place.
  Problem problem_below(const PluginConfig& plugin, std::string_view pointer, std::string message,
                        std::string advice = {}) const;
};

// Types the checked value of a document whose store keys passed store.schema.json. Appends problems.
StoreConfig store_config_of(const base::Json& checked, std::shared_ptr<const Document> document,
                            Problems& problems);

}  // namespace garden::config
