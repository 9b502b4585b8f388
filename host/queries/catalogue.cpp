#include "queries/catalogue.hpp"

#include <algorithm>
#include <map>
#include <system_error>

#include "config/agent_config.hpp"
#include "config/pointer.hpp"
#include "config/suggest.hpp"
#include "queries/definition_parts.hpp"

namespace garden::queries {
namespace {

namespace fs = std::filesystem;

void append(config::Problems& problems, config::Problems more) {
  problems.insert(problems.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// What is wrong with the SQL of a filter; queries that use it check their own.
void check_filter(const config::Document& document, const Filter& filter, const DefinitionRules& rules,
                  config::Problems& problems) {
  const auto pointer = config::child("/filters", filter.name) + "/sql";
  auto complain = [&](const SqlError& error) {
    problems.push_back(problem_in_text(document, pointer, filter.sql, error));
  };
  auto tokens = tokenize(filter.sql);
  if (!tokens) return complain(tokens.error());
  if (auto fine = check_read_only(*tokens); !fine) return complain(fine.error());
  if (auto fine = check_portable(*tokens); !fine) return complain(fine.error());
  for (const auto& token : *tokens)  // not even what is shown masked: a search would tell it
    if (rules.personal.is_named_by(token))
      complain({token.offset, std::string(token.text) + " is personal data: no filter may name it"});
}

DefinitionRules load_settings(const fs::path& file, const OpenedColumns& opened, config::Problems& problems) {
  DefinitionRules rules;
  for (const auto& [column, mask] : opened) rules.personal.open(column, mask);
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return rules;
  config::LoadOptions plain;
  plain.substitute = false;
  plain.extends = false;
  auto loaded = config::load_checked(file, "settings.schema.json", plain);
  if (!loaded) {
    append(problems, std::move(loaded.error()));
    return rules;
  }
  rules.settings =
      parameters_of(*loaded->document, base::member(loaded->value, "settings"), "/settings", problems);
  for (const auto& [name, filter] : base::member(loaded->value, "filters").items())
    rules.filters.push_back({name, base::text_at(filter, "description"), base::text_at(filter, "sql")});
  for (const auto& name : base::member(loaded->value, "personal_data"))
    rules.personal.deny(name.get<std::string>());
  for (const auto& filter : rules.filters) check_filter(*loaded->document, filter, rules, problems);
  return rules;
}

// The YAML files of a folder, by name. A folder that is not there has none.
std::vector<fs::path> query_files(const fs::path& folder, config::Problems& problems) {
  std::vector<fs::path> files;
  std::error_code error;
  if (!fs::exists(folder, error)) return files;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    auto name = entry->path().filename().string();
    if (name.starts_with('.')) continue;
    if (entry->path().extension() == ".yaml" || entry->path().extension() == ".yml")
      files.push_back(entry->path());
  }
  if (error)
    problems.push_back({.position = {folder.string()},
                        .message = "cannot be read: " + error.message(),
                        .advice = "check the folder's permissions"});
  std::sort(files.begin(), files.end());
  return files;
}

base::Json column_json(const Column& column) {
  base::Json json{{"name", column.name}, {"title", column.title}, {"type", name_of(shown_type(column.type))}};
  if (!column.unit.empty()) json["unit"] = column.unit;
  if (!column.description.empty()) json["description"] = column.description;
  return json;
}

// The mapping's values become the defaults of the agent's settings.
void set_defaults(std::vector<Parameter>& settings, const SchemaMapping& schema, config::Problems& problems) {
  for (const auto& [name, value] : schema.settings().items()) {
    auto pointer = config::child("/settings", name);
    auto declared = std::ranges::find(settings, name, &Parameter::name);
    if (declared == settings.end()) {
      std::vector<std::string> known;
      for (const auto& setting : settings) known.push_back(setting.name);
      problems.push_back(
          schema.problem(pointer, "the agent has no setting " + name, config::suggestion(name, known)));
    } else if (auto taken = check_value(*declared, value)) {
      declared->default_value = std::move(*taken);
      declared->required = false;
    } else {
      problems.push_back(schema.problem(pointer, taken.error()));
    }
  }
}

std::optional<SchemaMapping> load_schema(const ShopSchema& schema, DefinitionRules& rules,
                                         config::Problems& problems) {
  if (schema.mapping.empty()) return {};
  auto loaded = SchemaMapping::load(schema.mapping, schema.prefix, rules.personal);
  if (!loaded) {
    append(problems, std::move(loaded.error()));
    return {};
  }
  set_defaults(rules.settings, *loaded, problems);
  return std::move(*loaded);
}

bool is_without(const SchemaMapping& schema, const std::string& query) {
  return std::ranges::find(schema.without(), query) != schema.without().end();
}

// Takes out the queries that such a shop goes without; until here they are checked like all others, but not
// mapped.
void leave_out(std::vector<Definition>& definitions, const SchemaMapping& schema,
               config::Problems& problems) {
  std::vector<std::string> known;
  for (const auto& definition : definitions) known.push_back(definition.name);
  for (std::size_t i = 0; i < schema.without().size(); ++i) {
    const auto& name = schema.without()[i];
    if (std::erase_if(definitions, [&](const auto& one) { return one.name == name; }) == 0)
      problems.push_back(schema.problem(config::child("/without", i), "there is no query " + name,
                                        config::suggestion(name, known)));
  }
}

}  // namespace

std::expected<Catalogue, config::Problems> Catalogue::load(const fs::path& agent_folder,
                                                           std::vector<fs::path> folders,
                                                           const ShopSchema& schema,
                                                           const OpenedColumns& opened) {
  config::Problems problems;
  auto rules = load_settings(agent_folder / "settings.yaml", opened, problems);
  Catalogue catalogue;
  catalogue.schema_ = load_schema(schema, rules, problems);
  std::map<std::string, std::string> where;  // name -> the file that has it
  if (folders.empty()) folders.push_back(agent_folder / "queries");
  for (const auto& folder : folders)
    for (const auto& file : query_files(folder, problems)) {
      rules.schema = catalogue.schema_ && !is_without(*catalogue.schema_, file.stem().string())
                         ? catalogue.schema()
                         : nullptr;
      auto definition = load_definition(file, rules);
      if (!definition) {
        append(problems, std::move(definition.error()));
        continue;
      }
      auto [before, is_new] = where.emplace(definition->name, definition->file);
      if (is_new)
        catalogue.definitions_.push_back(std::move(*definition));
      else
        problems.push_back({.position = {file.string()},
                            .message = "the query " + definition->name + " is also in " + before->second,
                            .advice = "give one of them another name"});
    }
  if (catalogue.schema_ && !config::has_errors(problems))
    leave_out(catalogue.definitions_, *catalogue.schema_, problems);
  if (config::has_errors(problems)) {
    config::arrange(problems);
    return std::unexpected(std::move(problems));
  }
  std::sort(catalogue.definitions_.begin(), catalogue.definitions_.end(),
            [](const Definition& a, const Definition& b) { return a.name < b.name; });
  rules.schema = nullptr;  // it moves with the catalogue
  catalogue.rules_ = std::move(rules);
  return catalogue;
}

const Definition* Catalogue::find(std::string_view name) const {
  auto found =
      std::lower_bound(definitions_.begin(), definitions_.end(), name,
                       [](const Definition& one, std::string_view wanted) { return one.name < wanted; });
  return found != definitions_.end() && found->name == name ? &*found : nullptr;
}

base::Result<const Definition*> Catalogue::get(std::string_view name) const {
  if (const auto* found = find(name)) return found;
  std::vector<std::string> known;
  for (const auto& definition : definitions_) known.push_back(definition.name);
  auto advice = config::suggestion(name, known);
  return base::fail(base::Code::not_found, "there is no query \"" + std::string(name.substr(0, 64)) + "\"" +
                                               (advice.empty() ? "" : "; " + advice));
}

std::expected<base::Json, std::vector<Problem>> Catalogue::settings_with(const base::Json& given) const {
  return check_parameters(rules_.settings, given);
}

base::Json Catalogue::tools(const std::vector<std::string>& names) const {
  auto tools = base::Json::array();
  if (names.empty())
    for (const auto& definition : definitions_) tools.push_back(tool_of(definition));
  for (const auto& name : names)
    if (const auto* definition = find(name)) tools.push_back(tool_of(*definition));
  return tools;
}

base::Json tool_of(const Definition& definition) {
  std::string columns;
  for (const auto& column : definition.columns) columns += (columns.empty() ? "" : ", ") + column.name;
  return {{"name", definition.name},
          {"description",
           definition.description + " Formula: " + definition.formula + " Returns: " + columns + "."},
          {"parameters", schema_of(definition.parameters)},
          {"examples", definition.examples}};
}

base::Json description_of(const Definition& definition) {
  auto columns = base::Json::array(), totals = base::Json::array();
  for (const auto& column : definition.columns) columns.push_back(column_json(column));
  for (const auto& column : definition.totals) totals.push_back(column_json(column));
  base::Json json{{"name", definition.name},
                  {"title", definition.title},
                  {"description", definition.description},
                  {"formula", definition.formula},
                  {"sources", definition.sources},
                  {"caveats", definition.caveats},
                  {"parameters", schema_of(definition.parameters)},
                  {"columns", std::move(columns)},
                  {"totals", std::move(totals)},
                  {"examples", definition.examples},
                  {"deadline_ms", definition.time_max.count()}};
  if (definition.chart)
    json["chart"] = {
        {"kind", definition.chart->kind}, {"x", definition.chart->x}, {"y", definition.chart->y}};
  return json;
}

}  // namespace garden::queries
