// Catalogue: the named queries of one agent, and how models and people are told of them.
//
// An agent's folder holds agent.yaml (its settings and the columns no query may name) and queries/*.yaml.
// They are loaded together and checked against each other; either all is right or the whole list of what is
// wrong comes back, so that an operator fixes a folder once. Threads: load [any]; a loaded catalogue never
// changes and may be shared.
#pragma once
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "config/problem.hpp"
#include "queries/definition.hpp"
#include "queries/schema_mapping.hpp"

namespace garden::queries {

// The tables of the shop that a catalogue is for.
struct ShopSchema {
  std::filesystem::path mapping;  // a file (schema_mapping.hpp); empty: the tables that the queries name
  std::string prefix;             // of its tables; empty: what the file says
};

// Personal columns that a store allows (none) or shows masked.
using OpenedColumns = std::vector<std::pair<std::string, Mask>>;

class Catalogue {
 public:
  // `folders` are where query files are looked for, such as the agent's own and those of the store; none
  // given: the agent's `queries`. A name that is there twice is an error. A folder without queries is an
  // empty catalogue.
  static std::expected<Catalogue, config::Problems> load(const std::filesystem::path& agent_folder,
                                                         std::vector<std::filesystem::path> folders = {},
                                                         const ShopSchema& schema = {},
                                                         const OpenedColumns& opened = {});

  // Sorted by name.
  const std::vector<Definition>& all() const { return definitions_; }
  // Null when there is none of that name.
  const Definition* find(std::string_view name) const;
  // not_found says which name was probably meant. The pointer lives as long as the catalogue.
  base::Result<const Definition*> get(std::string_view name) const;

  // Null when the shop has the tables that the queries name.
  const SchemaMapping* schema() const { return schema_ ? &*schema_ : nullptr; }

  // The settings an agent declares, with the defaults of the shop's schema, and a store's values (null: none)
  // completed by the defaults. A store's own `language_id` is one of the values, where the agent declares
  // that setting.
  const std::vector<Parameter>& settings() const { return rules_.settings; }
  std::expected<base::Json, std::vector<Problem>> settings_with(const base::Json& given) const;
  // What every SQL text of the agent is held to, but for schema().
  const DefinitionRules& rules() const { return rules_; }

  const PersonalData& personal() const { return rules_.personal; }

  // Tools for a model (abi_llm.h): [{name, description, parameters, examples}], in the order of `names`; all,
  // sorted by name, when `names` is empty. Names that are not here are left out.
  base::Json tools(const std::vector<std::string>& names = {}) const;

 private:
  std::vector<Definition> definitions_;
  std::optional<SchemaMapping> schema_;
  DefinitionRules rules_;
};

// One query as a tool.
base::Json tool_of(const Definition& definition);
// One query for `GET /queries`: the tool plus title, formula, sources, columns, caveats, chart.
base::Json description_of(const Definition& definition);

}  // namespace garden::queries
