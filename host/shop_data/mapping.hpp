// Mapping: what the columns of an export mean and how their text is cleaned, read from YAML.
//
// Two mappings are built in (config/import/*.yaml) and chosen by the header; any other export needs a YAML of
// its own and no code. Column names are compared without regard to capitals, blanks and underscores. All that
// is wrong with a mapping, or with a mapping and a header together, is said at once with file:line:column.
// Threads: plain data and pure functions [any]; loading a file blocks.
#pragma once
#include <array>
#include <cstddef>
#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/document.hpp"
#include "shop_data/clean.hpp"

namespace garden::shop_data {

// The facts a column may hold.
enum class Fact : std::size_t { id, parent, name, maker, sku, stock, sold, status, ordered };
inline constexpr std::array<std::string_view, 9> fact_names{"id",    "parent", "name",   "maker",  "sku",
                                                            "stock", "sold",   "status", "ordered"};

// Where a mapping expects a fact: one of these names, or a column without a name.
struct ColumnRule {
  std::vector<std::string> names;
  std::size_t position = 0;  // from 1; 0: by name
  bool given() const { return position > 0 || !names.empty(); }
};

struct CategoryRule {
  std::string name;
  std::vector<std::string> when;  // one of these words is in the name; empty: whatever the name
  std::optional<bool> sized;      // the name has a size, or has none; nothing: whatever
};

enum class SizeStyle { small_first, as_written, untouched };

struct Mapping {
  std::string name, title;
  std::array<ColumnRule, fact_names.size()> columns;
  std::vector<std::string> ignored;
  int sold_days = 365;
  std::vector<std::string> active_words, inactive_words;
  NumberStyle numbers;
  bool entities = true;
  std::vector<std::pair<std::string, std::string>> replacements;  // from, to
  SizeStyle sizes = SizeStyle::small_first;
  std::string no_parent, family_separator;
  std::int64_t header_stock_m = 0;
  std::vector<CategoryRule> categories;
  // Where it came from, for problems found later; shared with copies of the mapping.
  std::shared_ptr<const config::Document> document;

  const ColumnRule& column(Fact fact) const { return columns[static_cast<std::size_t>(fact)]; }
};

using LoadedMapping = std::expected<Mapping, config::Problems>;
LoadedMapping load_mapping(const std::filesystem::path& file);
LoadedMapping load_mapping_text(std::string_view text, const std::string& name);
std::vector<Mapping> built_in_mappings();

// The columns of one file: where each fact of the mapping stands in its rows, from 0.
struct Columns {
  std::array<std::optional<std::size_t>, fact_names.size()> places;
  std::vector<std::string> header;    // trimmed
  std::vector<std::string> not_used;  // names of columns that are neither mapped nor ignored on purpose
  std::vector<std::size_t> unnamed;   // positions from 1 of columns that have no name and are not mapped

  std::optional<std::size_t> place(Fact fact) const { return places[static_cast<std::size_t>(fact)]; }
};
// Finds them, or says which are missing or there twice.
std::expected<Columns, config::Problems> find_columns(const Mapping& mapping,
                                                      const std::vector<std::string>& header);

// The built-in mapping that uses most of the header's columns, or an error that says what each would need.
base::Result<Mapping> choose_mapping(const std::vector<std::string>& header);

}  // namespace garden::shop_data
