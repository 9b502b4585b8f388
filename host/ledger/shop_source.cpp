#include "ledger/shop_source.hpp"

#include <algorithm>

#include "config/agent_config.hpp"
#include "config/suggest.hpp"
#include "queries/definition_parts.hpp"
#include "queries/schema_mapping.hpp"
#include "queries/sql_text.hpp"

namespace garden::ledger {
namespace {

// What the ledger itself binds.
const std::vector<std::string> bound_names{"lines_max",  "from_time", "to_time",
                                           "after_time", "after_id",  "overlap"};

class Loader {
 public:
  Loader(const config::Document& document, const queries::DefinitionRules& rules, config::Problems& problems)
      : document_(document), rules_(rules), problems_(problems) {
    known_ = bound_names;
    for (const auto& setting : rules.settings) known_.push_back(setting.name);
  }

  ShopStatement statement(const base::Json& value, const std::string& name) {
    const auto& given = base::member(value, name);
    ShopStatement made{base::text_at(given, "sql"), {}, {}};
    for (const auto& table : base::member(given, "sources")) made.sources.push_back(table.get<std::string>());
    pointer_ = "/" + name + "/sql";
    sql_ = made.sql;
    auto tokens = queries::tokenize(made.sql);
    if (!tokens) return complain(tokens.error()), made;
    if (auto fine = queries::check_read_only(*tokens); !fine) complain(fine.error());
    if (auto fine = queries::check_portable(*tokens); !fine) complain(fine.error());
    if (auto fine = queries::check_sources(*tokens, made.sources); !fine) complain(fine.error());
    for (const auto& token : *tokens) check_name(token);
    for (const auto& parameter : queries::parameter_names(*tokens))
      if (std::ranges::find(bound_names, parameter) == bound_names.end()) made.settings.push_back(parameter);
    if (rules_.schema == nullptr) return made;
    if (auto mapped = rules_.schema->over(made.sql))
      made.sql = std::move(*mapped);
    else
      complain(mapped.error());
    return made;
  }

 private:
  void complain(const queries::SqlError& error) {
    problems_.push_back(queries::problem_in_text(document_, pointer_, sql_, error));
  }
  void check_name(const queries::Token& token) {
    if (token.kind == queries::TokenKind::parameter) {
      std::string name(token.text.substr(1));
      if (std::ranges::find(known_, name) != known_.end()) return;
      auto advice = config::suggestion(name, known_);
      return complain({token.offset, "nothing is called :" + name + (advice.empty() ? "" : "; " + advice)});
    }
    if (rules_.personal.is_named_by(token))
      complain({token.offset,
                std::string(token.text) + " is personal data (settings.yaml): no ledger may name it"});
  }

  const config::Document& document_;
  const queries::DefinitionRules& rules_;
  config::Problems& problems_;
  std::vector<std::string> known_;
  std::string pointer_, sql_;
};

}  // namespace

std::string ShopSource::definition_of_sales(const base::Json& settings, const std::string& zone) const {
  auto text = zone;
  for (const auto* statement : {&sales, &orders, &returns}) {
    text += "\n" + statement->sql;
    for (const auto& name : statement->settings)
      text += "\n" + name + "=" + base::to_text(base::member(settings, name));
  }
  return text;
}

std::expected<ShopSource, config::Problems> load_shop_source(const std::filesystem::path& file,
                                                             const queries::DefinitionRules& rules) {
  config::LoadOptions plain;
  plain.substitute = false;
  plain.extends = false;
  auto loaded = config::load_checked(file, "ledger.schema.json", plain);
  if (!loaded) return std::unexpected(std::move(loaded.error()));
  auto problems = std::move(loaded->warnings);
  Loader loader(*loaded->document, rules, problems);
  const auto& value = loaded->value;
  ShopSource made{loader.statement(value, "shop"),     loader.statement(value, "sales"),
                  loader.statement(value, "orders"),   loader.statement(value, "returns"),
                  loader.statement(value, "totals"),   loader.statement(value, "changes"),
                  loader.statement(value, "products"), loader.statement(value, "stock")};
  if (!config::has_errors(problems)) return made;
  config::arrange(problems);
  return std::unexpected(std::move(problems));
}

}  // namespace garden::ledger
