#include "shop_data/mapping.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "config/pointer.hpp"
#include "config/suggest.hpp"
#include "shop_data/embedded.hpp"

namespace garden::shop_data {
namespace {
using base::Json;
using config::Problems;

std::vector<std::string> texts(const Json& list) {
  std::vector<std::string> found;
  if (list.is_array())
    for (const auto& item : list)
      if (item.is_string()) found.push_back(item.get<std::string>());
  return found;
}

ColumnRule column_rule(const Json& given) {
  if (given.is_string()) return {{given.get<std::string>()}, 0};
  if (given.is_number_integer()) return {{}, given.get<std::size_t>()};
  return {texts(given), 0};
}

char mark(const Json& object, std::string_view key, char otherwise) {
  const auto& given = base::member(object, key);
  if (!given.is_string()) return otherwise;
  auto text = given.get<std::string>();
  return text.empty() ? '\0' : text.front();
}

Mapping mapping_of(const Json& checked) {
  Mapping mapping;
  mapping.name = base::text_at(checked, "name");
  mapping.title = base::text_at(checked, "title");
  for (std::size_t i = 0; i < fact_names.size(); ++i)
    if (const auto& given = base::member(base::member(checked, "columns"), fact_names[i]); !given.is_null())
      mapping.columns[i] = column_rule(given);
  mapping.ignored = texts(base::member(checked, "ignored"));
  mapping.sold_days = static_cast<int>(base::integer_at(checked, "sold_days", 365));
  mapping.active_words = texts(base::member(base::member(checked, "status"), "active"));
  mapping.inactive_words = texts(base::member(base::member(checked, "status"), "inactive"));
  mapping.numbers = {mark(base::member(checked, "numbers"), "decimal", '.'),
                     mark(base::member(checked, "numbers"), "thousands", ',')};
  const auto& names = base::member(checked, "names");
  mapping.entities = base::boolean_at(names, "entities", true);
  for (const auto& entry : base::member(names, "replace"))
    mapping.replacements.emplace_back(base::text_at(entry, "from"), base::text_at(entry, "to"));
  auto sizes = base::text_at(names, "sizes", "small_first");
  mapping.sizes = sizes == "untouched"    ? SizeStyle::untouched
                  : sizes == "as_written" ? SizeStyle::as_written
                                          : SizeStyle::small_first;
  const auto& families = base::member(checked, "families");
  mapping.no_parent = base::text_at(families, "none", "0");
  mapping.family_separator = base::text_at(families, "separator", " - ");
  mapping.header_stock_m = base::integer_at(families, "header_stock", 75'000) * 1000;
  for (const auto& entry : base::member(checked, "categories")) {
    CategoryRule rule{base::text_at(entry, "name"), texts(base::member(entry, "when")), std::nullopt};
    if (const auto& sized = base::member(entry, "sized"); sized.is_boolean()) rule.sized = sized.get<bool>();
    mapping.categories.push_back(std::move(rule));
  }
  return mapping;
}

// What the schema cannot say: one column cannot be two facts, and every product needs a category.
void check_meaning(const Mapping& mapping, Problems& problems) {
  const auto& document = *mapping.document;
  for (std::size_t i = 0; i < fact_names.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const auto &one = mapping.columns[i], &other = mapping.columns[j];
      bool same = one.position > 0 && one.position == other.position;
      for (const auto& name : one.names)
        for (const auto& taken : other.names) same = same || folded(name) == folded(taken);
      if (same)
        problems.push_back(document.at("/columns/" + std::string(fact_names[i]),
                                       "the same column is given for " + std::string(fact_names[j]),
                                       "name another column, or leave one of the two out"));
    }
  if (mapping.numbers.decimal == mapping.numbers.thousands)
    problems.push_back(document.at("/numbers", "decimal and thousands are the same mark", "give two marks"));
  const auto& last = mapping.categories.back();
  if (!last.when.empty() || last.sized)
    problems.push_back(document.at(config::child("/categories", mapping.categories.size() - 1),
                                   "the last category does not take every product",
                                   "add one with a name only, such as {name: Other}"));
}

LoadedMapping finish(config::Document loaded) {
  auto schema = config::load_embedded_schema("import_mapping.schema.json");
  if (!schema) return std::unexpected(Problems{loaded.at("", schema.error().text())});
  Problems problems;
  auto checked = loaded.check(*schema, problems);
  if (config::has_errors(problems)) return std::unexpected(problems);
  auto mapping = mapping_of(checked);
  mapping.document = std::make_shared<const config::Document>(std::move(loaded));
  check_meaning(mapping, problems);
  if (config::has_errors(problems)) return std::unexpected(problems);
  return mapping;
}

// A mapping has nothing to inherit, and `$` may stand in a name.
const config::LoadOptions load_options{.substitute = false, .extends = false};

std::optional<std::size_t> find_named(const std::vector<std::string>& header, const std::string& name,
                                      std::size_t from = 0) {
  for (auto i = from; i < header.size(); ++i)
    if (!header[i].empty() && folded(header[i]) == folded(name)) return i;
  return std::nullopt;
}

std::string list_of(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) {
    if (name.empty()) continue;
    if (!text.empty()) text += ", ";
    text += "\"" + name + "\"";
  }
  return text;
}

class Finder {
 public:
  Finder(const Mapping& mapping, Columns& columns, Problems& problems)
      : mapping_(mapping), columns_(columns), problems_(problems) {}

  void find(std::size_t fact) {
    const auto& rule = mapping_.columns[fact];
    if (!rule.given()) return;
    pointer_ = "/columns/" + std::string(fact_names[fact]);
    columns_.places[fact] = rule.position > 0 ? find_unnamed(rule.position) : find_by_name(rule.names);
  }

 private:
  std::optional<std::size_t> find_unnamed(std::size_t position) {
    if (position > columns_.header.size())
      refuse("the file has only " + std::to_string(columns_.header.size()) + " columns",
             "give a column it has");
    else if (!columns_.header[position - 1].empty())
      refuse("column " + std::to_string(position) + " has a name, \"" + columns_.header[position - 1] + "\"",
             "give columns that have a name by their name");
    else
      return position - 1;
    return std::nullopt;
  }

  std::optional<std::size_t> find_by_name(const std::vector<std::string>& names) {
    for (const auto& name : names) {
      auto place = find_named(columns_.header, name);
      if (!place) continue;
      if (!find_named(columns_.header, name, *place + 1)) return place;
      refuse("the file has two columns \"" + columns_.header[*place] + "\"",
             "rename one of them in the file");
      return std::nullopt;
    }
    refuse("the file has no column " + list_of(names), "its columns are " + list_of(columns_.header));
    return std::nullopt;
  }

  void refuse(std::string message, std::string advice) {
    problems_.push_back(mapping_.document->at(pointer_, std::move(message), std::move(advice)));
  }

  const Mapping& mapping_;
  Columns& columns_;
  Problems& problems_;
  std::string pointer_;
};
}  // namespace

LoadedMapping load_mapping(const std::filesystem::path& file) {
  auto loaded = config::Document::load_file(file, load_options);
  if (!loaded) return std::unexpected(loaded.error());
  return finish(std::move(*loaded));
}

LoadedMapping load_mapping_text(std::string_view text, const std::string& name) {
  auto loaded = config::Document::load_text(text, name, load_options);
  if (!loaded) return std::unexpected(loaded.error());
  return finish(std::move(*loaded));
}

std::vector<Mapping> built_in_mappings() {
  std::vector<Mapping> mappings;
  for (const auto& [name, text] : embedded_mappings())
    if (auto loaded = load_mapping_text(text, "config/import/" + std::string(name)))
      mappings.push_back(*loaded);
  return mappings;
}

std::expected<Columns, Problems> find_columns(const Mapping& mapping,
                                              const std::vector<std::string>& header) {
  Columns columns;
  Problems problems;
  for (const auto& name : header) columns.header.push_back(single_spaced(name));
  Finder finder(mapping, columns, problems);
  for (std::size_t fact = 0; fact < fact_names.size(); ++fact) finder.find(fact);
  if (!problems.empty()) return std::unexpected(problems);
  for (std::size_t i = 0; i < columns.header.size(); ++i) {
    if (std::ranges::find(columns.places, std::optional(i)) != columns.places.end()) continue;
    if (columns.header[i].empty())
      columns.unnamed.push_back(i + 1);
    else if (!find_named(mapping.ignored, columns.header[i]))
      columns.not_used.push_back(columns.header[i]);
  }
  return columns;
}

base::Result<Mapping> choose_mapping(const std::vector<std::string>& header) {
  std::optional<Mapping> best;
  std::ptrdiff_t best_count = 0;
  std::string needed;
  for (auto& mapping : built_in_mappings()) {
    auto columns = find_columns(mapping, header);
    if (!columns) {
      needed += "\n  " + mapping.name + ": ";
      for (const auto& problem : columns.error()) needed += problem.message + "; ";
      continue;
    }
    auto count = std::ranges::count_if(columns->places, [](const auto& place) { return place.has_value(); });
    if (count <= best_count) continue;
    best_count = count;
    best = std::move(mapping);
  }
  if (best) return *best;
  return base::fail(
      base::Code::invalid,
      "the header fits none of the built-in mappings:" + needed +
          "\n  copy config/import/families.yaml, name your columns in it, and give it with --mapping");
}

}  // namespace garden::shop_data
