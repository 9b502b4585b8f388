#include "queries/definition.hpp"

#include <algorithm>
#include <memory>
#include <set>

#include "config/agent_config.hpp"
#include "config/formats.hpp"
#include "config/pointer.hpp"
#include "config/suggest.hpp"
#include "queries/definition_parts.hpp"
#include "queries/moment.hpp"
#include "queries/schema_mapping.hpp"
#include "queries/sentences.hpp"
#include "queries/sql_text.hpp"

namespace garden::queries {
namespace {

std::vector<std::string> texts_of(const base::Json& list) {
  std::vector<std::string> texts;
  for (const auto& item : list) texts.push_back(item.get<std::string>());
  return texts;
}

ColumnType column_type(std::string_view name) {
  for (auto type :
       {ColumnType::integer, ColumnType::quantity, ColumnType::money, ColumnType::revenue, ColumnType::number,
        ColumnType::date, ColumnType::datetime, ColumnType::age, ColumnType::day_ahead})
    if (name_of(type) == name) return type;
  return ColumnType::text;
}
WarningRule::When when_of(std::string_view name) {
  using When = WarningRule::When;
  if (name == "empty") return When::empty;
  if (name == "any_null") return When::any_null;
  if (name == "all_null") return When::all_null;
  return name == "any_negative" ? When::any_negative : When::always;
}

// What a query may read of the product's own (host/ledger/schema.cpp).
const std::vector<std::string> ledger_tables{"product_now",    "sku_window",   "sku_weeks",    "sku_pace",
                                             "sku_paces",      "sales_day",    "order_day",    "return_day",
                                             "stock_snapshot", "snapshot_day", "sku_settings", "supplier",
                                             "purchase_order"};

// Builds one definition out of a value that has the shape of the schema, and collects what the schema cannot
// see: names that do not exist, SQL that does not hold.
class Builder {
 public:
  Builder(const config::Document& document, const base::Json& value, const DefinitionRules& rules,
          config::Problems& problems)
      : document_(document), value_(value), rules_(rules), problems_(problems) {}

  Definition build() {
    made_.name = text("name");
    made_.title = text("title");
    made_.description = text("description");
    made_.formula = text("formula");
    made_.compute = text("compute");
    made_.stock_history = base::boolean_at(value_, "stock_history", false);
    made_.whole_history = base::boolean_at(value_, "whole_history", false);
    made_.summary = text("summary");
    made_.summary_empty = text("summary_empty");
    made_.sources = texts_of(value_.at("sources"));
    made_.caveats = texts_of(value_.at("caveats"));
    made_.examples = texts_of(value_.at("examples"));
    made_.file = document_.file();
    made_.time_max = config::parse_duration(text("deadline")).value_or(base::limits::query_time_default);
    check_name();
    add_rows();
    add_parameters();
    made_.columns = columns("columns");
    made_.totals = columns("totals");
    add_search();
    add_warnings();
    add_chart();
    add_facts();
    add_tables();
    check_uses();
    check_template("/summary", made_.summary, true);
    check_template("/summary_empty", made_.summary_empty, false);
    return std::move(made_);
  }

 private:
  std::string text(const char* key) const { return base::text_at(value_, key); }
  void complain(std::string_view pointer, std::string message, std::string advice = {}) {
    problems_.push_back(document_.at(pointer, std::move(message), std::move(advice)));
  }

  void check_name() {
    auto stem = std::filesystem::path(document_.file()).stem().string();
    if (!is_sql_name(made_.name))
      complain("/name", "a query's name is lower case letters, digits and underscores");
    if (stem != made_.name)
      complain("/name", "the file is called " + stem + ".yaml",
               "name the query " + stem + " or rename the file");
  }

  void add_facts() {
    const auto& facts = base::member(value_, "facts");
    if (facts.is_object()) {
      facts_file_ = shared_facts_file(document_.file(), base::text_at(facts, "use"));
      auto shared = read_text(facts_file_);
      if (!shared)
        return complain("/facts/use", "there is no file " + facts_file_.string(),
                        "shared facts are one SELECT in a file of the folder facts, beside the query");
      made_.facts = std::move(*shared);
      ledger_file_ = shared_facts_file(document_.file(), base::text_at(facts, "use") + ".ledger");
    } else {
      made_.facts = text("facts");
    }
    check_sql("/facts", made_.facts);
    add_ledger_facts();
  }

  // Written in the query, or in the file beside the facts that it shares.
  void add_ledger_facts() {
    made_.ledger_live = text("ledger_live");
    if (!made_.ledger_live.empty()) check_sql("/ledger_live", made_.ledger_live);
    for (const auto& [name, values] : base::member(value_, "ledger_when").items()) {
      const auto* choice = parameter(name);
      made_.ledger_when[name] = texts_of(values);
      for (const auto& value : made_.ledger_when[name])
        if (!choice || std::ranges::find(choice->choices, value) == choice->choices.end())
          complain(config::child("/ledger_when", name), value + " is no choice of a parameter " + name);
    }
    made_.ledger_facts = text("ledger_facts");
    if (!made_.ledger_facts.empty())
      ledger_file_.clear();
    else if (!ledger_file_.empty())
      made_.ledger_facts = read_text(ledger_file_).value_or("");
    if (!made_.ledger_facts.empty()) return check_sql("/ledger_facts", made_.ledger_facts);
    if (made_.stock_history || made_.whole_history || !made_.ledger_live.empty() ||
        !made_.ledger_when.empty())
      complain(made_.stock_history ? "/stock_history" : "",
               "it says how `ledger_facts` are read, but has none",
               "write them, or remove stock_history, whole_history, ledger_live and ledger_when");
  }

  void add_rows() {
    const auto& rows = base::member(value_, "rows");
    made_.rows_default = static_cast<std::size_t>(base::integer_at(rows, "default", 50));
    made_.rows_max = static_cast<std::size_t>(base::integer_at(rows, "max", 500));
    if (made_.rows_default > made_.rows_max)
      complain("/rows/default", "the default is more than the maximum");
  }

  void add_parameters() {
    made_.parameters = parameters_of(document_, base::member(value_, "parameters"), "/parameters", problems_);
    for (const auto& parameter : made_.parameters) {
      bool setting = std::any_of(rules_.settings.begin(), rules_.settings.end(),
                                 [&](const Parameter& other) { return other.name == parameter.name; });
      if (is_moment_name(parameter.name) || parameter.name == "limit" || parameter.name == "found" || setting)
        complain(config::child("/parameters", parameter.name),
                 "the name " + parameter.name + " is bound by the host, or a setting of the agent",
                 "choose another");
    }
    add_filters();
    Parameter limit{.name = "limit", .description = "How many rows to show."};
    limit.default_value = made_.rows_default;
    limit.minimum = 1;
    limit.maximum = static_cast<double>(made_.rows_max);
    made_.parameters.push_back(std::move(limit));
  }

  void add_filters() {
    std::vector<std::string> known;
    for (const auto& filter : rules_.filters) known.push_back(filter.name);
    std::size_t index = 0;
    for (const auto& one : base::member(value_, "filters")) {
      const auto pointer = config::child("/filters", index++);
      const auto filter = std::find_if(rules_.filters.begin(), rules_.filters.end(),
                                       [&](const Filter& other) { return other.name == one; });
      if (filter == rules_.filters.end()) {
        complain(pointer, "settings.yaml has no filter of this name",
                 config::suggestion(one.get<std::string>(), known));
        continue;
      }
      if (parameter(filter->name)) complain(pointer, "a parameter has this name already");
      made_.filters.push_back(*filter);
      check_sql(pointer, made_.filters.back().sql);
      made_.parameters.push_back({.name = filter->name,
                                  .description = filter->description,
                                  .type = ParameterType::text,
                                  .length_max = 100});
    }
  }

  std::vector<Column> columns(const std::string& key) {
    std::vector<Column> made;
    std::size_t index = 0;
    for (const auto& one : value_.at(key)) {
      auto pointer = config::child("/" + key, index++);
      Column column{.name = base::text_at(one, "name"), .title = base::text_at(one, "title")};
      column.description = base::text_at(one, "description");
      column.type = column_type(base::text_at(one, "type"));
      column.unit = base::text_at(one, "unit");
      column.decimals = static_cast<int>(base::integer_at(one, "decimals", 1));
      column.rounding = base::text_at(one, "rounding") == "up" ? Rounding::up : Rounding::nearest;
      column.html = base::boolean_at(one, "html", false);
      if (!is_sql_name(column.name))
        complain(pointer + "/name", "a column's name is lower case letters, digits and underscores");
      if (!seen_.insert(column.name).second)
        complain(pointer + "/name", "the column " + column.name + " is declared twice");
      if (column.name == "total_rows")
        complain(pointer + "/name", "total_rows is understood without being declared");
      made.push_back(std::move(column));
    }
    return made;
  }
  bool has_column(std::string_view name) const {
    return std::any_of(made_.columns.begin(), made_.columns.end(),
                       [&](const Column& column) { return column.name == name; });
  }
  const Parameter* parameter(std::string_view name) const {
    for (const auto& one : made_.parameters)
      if (one.name == name) return &one;
    return nullptr;
  }
  void want_column(const std::string& pointer, const std::string& name) {
    if (has_column(name)) return;
    std::vector<std::string> known;
    for (const auto& column : made_.columns) known.push_back(column.name);
    complain(pointer, "there is no column " + name, config::suggestion(name, known));
  }

  void add_search() {
    const auto& search = base::member(value_, "search");
    if (search.is_null()) return;
    made_.search =
        Search{base::text_at(search, "sql"), base::text_at(search, "parameter"), base::text_at(search, "key"),
               static_cast<std::size_t>(base::integer_at(search, "max", 50))};
    const auto* looked_for = parameter(made_.search->parameter);
    if (!looked_for || looked_for->type != ParameterType::text)
      complain("/search/parameter", made_.search->parameter + " is not a text parameter of this query");
    if (!made_.search->key.empty()) want_column("/search/key", made_.search->key);
    check_sql("/search/sql", made_.search->sql);
    used_.insert(made_.search->parameter);
  }

  void add_warnings() {
    std::size_t index = 0;
    for (const auto& one : value_.at("warnings")) {
      auto pointer = config::child("/warnings", index++);
      WarningRule rule{when_of(base::text_at(one, "when")), base::text_at(one, "column"),
                       base::text_at(one, "say")};
      bool about_column = rule.when != WarningRule::When::always && rule.when != WarningRule::When::empty;
      if (about_column) want_column(pointer + "/column", rule.column);
      check_template(pointer + "/say", rule.say, false);
      made_.warnings.push_back(std::move(rule));
    }
  }

  void add_chart() {
    const auto& chart = base::member(value_, "chart");
    if (chart.is_null()) return;
    made_.chart = Chart{base::text_at(chart, "kind"), base::text_at(chart, "x"), base::text_at(chart, "y")};
    want_column("/chart/x", made_.chart->x);
    want_column("/chart/y", made_.chart->y);
  }

  void add_tables() {
    const auto& tables = base::member(value_, "tables");
    if (!tables.empty() && made_.compute.empty())
      complain("/tables", "tables go to a step, and the query has none", "name one in `compute`");
    for (const auto& [name, one] : tables.items()) {
      LedgerTable table{name, base::text_at(one, "sql"), base::text_at(one, "assumed")};
      check_sql(config::child("/tables", name) + "/sql", table.sql);
      made_.tables.push_back(std::move(table));
    }
  }

  // The statement that gives the rows of the query, on either side.
  static bool gives_rows(std::string_view pointer) {
    return pointer == "/facts" || pointer == "/ledger_facts";
  }
  static bool is_of_ledger(std::string_view pointer) {
    return pointer == "/ledger_facts" || pointer.starts_with("/tables/");
  }

  void check_sql(const std::string& pointer, std::string& sql) {
    auto complain_at = [&](const SqlError& error) {
      std::filesystem::path file;
      if (pointer == "/facts") file = facts_file_;
      if (pointer == "/ledger_facts") file = ledger_file_;
      problems_.push_back(file.empty() ? problem_in_text(document_, pointer, sql, error)
                                       : problem_in_file(file, sql, error));
    };
    auto tokens = tokenize(sql);
    if (!tokens) return complain_at(tokens.error());
    if (auto fine = check_read_only(*tokens); !fine) return complain_at(fine.error());
    if (auto fine = check_portable(*tokens); !fine) return complain_at(fine.error());
    for (const auto& token : *tokens) {
      if (token.kind == TokenKind::parameter)
        if (auto wrong = wrong_name(std::string(token.text.substr(1)), pointer); !wrong.empty())
          complain_at({token.offset, wrong});
    }
    auto masks = check_personal(*tokens, rules_.personal);
    if (!masks) return complain_at(masks.error());
    if (pointer != "/facts" && !masks->empty())
      return complain_at({0, "only `facts` may name columns that are shown masked"});
    if (pointer == "/facts") {
      made_.masks = std::move(*masks);
      auto names = parameter_names(*tokens);
      auto has = [&names](std::string_view name) {
        return std::find(names.begin(), names.end(), name) != names.end();
      };
      made_.windowed = (has("since") && has("until")) || has("period_since");
    }
    const auto& tables = is_of_ledger(pointer) ? ledger_tables : made_.sources;
    if (auto fine = check_sources(*tokens, tables); !fine) return complain_at(fine.error());
    if (rules_.schema == nullptr || is_of_ledger(pointer)) return;
    auto mapped = rules_.schema->over(sql);
    if (!mapped) return complain_at(mapped.error());
    sql = std::move(*mapped);  // the tokens are views into what it was
  }

  // Notes the use of a name; what is wrong with it, if anything.
  std::string wrong_name(const std::string& name, const std::string& pointer) {
    const bool in_facts = gives_rows(pointer);
    used_.insert(name);
    for (const auto& filter : made_.filters)
      if (name == filter.name + "_found" && in_facts) return used_.insert(filter.name), std::string();
    if (pointer == "/ledger_facts" && !made_.ledger_live.empty() && name.starts_with("live_")) return {};
    if (is_moment_name(name) || (is_of_ledger(pointer) && is_day_name(name))) {
      if (needs_period(name)) return wrong_period(name);
      if (!needs_days(name)) return {};
      used_.insert("days");
      const auto* days = parameter("days");
      return days && days->type == ParameterType::integer ? ""
                                                          : ":" + name + " needs an integer parameter `days`";
    }
    if (const auto* since = parameter(since_parameter(name)); since && since->type == ParameterType::integer)
      return used_.insert(since->name), std::string();
    if (name == "limit" && in_facts && !made_.compute.empty())
      return "a query with `compute` reads all of its facts: the step's rows are cut to :limit, not these";
    if (name == "found")
      return in_facts && made_.search ? "" : ":found is bound only where `search` is declared";
    std::vector<std::string> known;
    for (const auto& one : made_.parameters) known.push_back(one.name);
    for (const auto& one : rules_.settings) known.push_back(one.name);
    if (std::find(known.begin(), known.end(), name) != known.end()) return {};
    auto advice = config::suggestion(name, known);
    return "nothing is called :" + name + (advice.empty() ? "" : "; " + advice);
  }

  // The periods a query offers, and `days` where it offers that, are the calendar's to understand.
  std::string wrong_period(const std::string& name) {
    for (const char* key : {"period", "compare"}) {
      if (key == std::string_view("compare") && !needs_compare(name)) continue;
      used_.insert(key);
      const auto* given = parameter(key);
      if (!given || given->type != ParameterType::choice || given->default_value.is_null())
        return ":" + name + " needs an enum parameter `" + key + "` with a default";
    }
    const auto* days = parameter("days");
    if (days) used_.insert("days");
    for (const auto& choice : parameter("period")->choices)
      if ((choice == "days" && !days) || !period_of(choice, 1, {}))
        return "the period " + choice + " is none that the calendar knows" +
               (choice == "days" ? " without a parameter `days`" : "");
    return {};
  }

  void check_uses() {
    for (const auto& one : made_.parameters)
      if (one.name != "limit" && !used_.contains(one.name) && made_.compute.empty())
        complain(config::child("/parameters", one.name), "the parameter " + one.name + " is not used",
                 "use it in `facts` or remove it");
    if (made_.search && !used_.contains("found"))
      complain("/facts", "`search` is declared, but :found is not used");
  }

  void check_template(const std::string& pointer, const std::string& text, bool with_rows) {
    auto names = template_names(text);
    if (!names) return complain(pointer, names.error());
    for (const auto& name : *names) {
      static const std::set<std::string> always{"rows", "total", "since", "until", "count"};
      bool known = always.contains(name) || parameter(name) ||
                   std::any_of(made_.totals.begin(), made_.totals.end(),
                               [&](const Column& column) { return column.name == name; }) ||
                   (with_rows && name.starts_with("first.") && has_column(std::string_view(name).substr(6)));
      if (!known)
        complain(pointer, "{" + name + "} is no value of this query",
                 "use rows, total, since, until, a parameter, a total" +
                     std::string(with_rows ? " or first.COLUMN" : ""));
    }
  }

  const config::Document& document_;
  const base::Json& value_;
  const DefinitionRules& rules_;
  config::Problems& problems_;
  Definition made_;
  std::filesystem::path facts_file_, ledger_file_;  // where they are shared; else empty
  std::set<std::string> seen_;                      // columns
  std::set<std::string> used_;                      // parameters
};

}  // namespace

std::expected<Definition, config::Problems> load_definition(const std::filesystem::path& file,
                                                            const DefinitionRules& rules) {
  config::LoadOptions plain;
  plain.substitute = false;
  plain.extends = false;
  auto loaded = config::load_checked(file, "query.schema.json", plain);
  if (!loaded) return std::unexpected(std::move(loaded.error()));
  auto problems = std::move(loaded->warnings);
  auto definition = Builder(*loaded->document, loaded->value, rules, problems).build();
  if (!config::has_errors(problems)) return definition;
  config::arrange(problems);
  return std::unexpected(std::move(problems));
}

}  // namespace garden::queries
