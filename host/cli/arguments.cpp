#include "cli/arguments.hpp"

#include <CLI/CLI.hpp>

namespace garden::cli {
namespace {

void add_common(CLI::App& command, Common& common) {
  command
      .add_option("--config", common.config, "a store's YAML file, or a directory with host.yaml and stores/")
      ->envname("GARDEN_CONFIG");
  command.add_option("--plugins", common.plugin_paths, "look for plugin libraries here first");
  command.add_option("--log", common.log_level, "log level")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}));
}
void add_json(CLI::App& command, Common& common) {
  command.add_flag("--json", common.json, "output for programs");
}
void add_strict(CLI::App& command, Common& common) {
  command.add_flag("--strict", common.strict, "fail when a component is disabled for want of a secret");
}

// Each struct is filled in place while parsing; `chosen` says which one it was.
struct Parsed {
  Serve serve;
  Ask ask;
  Check check;
  Query query;
  PluginsList plugins_list;
  PluginsInspect plugins_inspect;
  SessionsCommand sessions;
  DatabaseDemo demo;
  DatabaseImport import;
  LedgerCommand ledger;
  Version version;
  std::vector<std::string> params;
  std::optional<Command> chosen;
};

void define_serving(CLI::App& app, Parsed& parsed) {
  auto& serve = *app.add_subcommand("serve", "serve the stores of a configuration over HTTP");
  add_common(serve, parsed.serve.common);
  add_strict(serve, parsed.serve.common);
  serve.add_option("--port", parsed.serve.port, "listen on this port");
  serve.callback([&parsed] { parsed.chosen = parsed.serve; });

  auto& ask = *app.add_subcommand(
      "ask", "one streamed answer in the terminal, no server needed; without a question a chat");
  add_common(ask, parsed.ask.common);
  add_json(ask, parsed.ask.common);
  ask.add_option("--agent", parsed.ask.agent, "which agent answers (the store's first one)");
  ask.add_option("--session", parsed.ask.session, "go on with this session");
  ask.add_flag("--plain", parsed.ask.plain, "the answer's Markdown as it is");
  auto* question = ask.add_option("question", parsed.ask.question, "what to ask");
  ask.add_option("--report", parsed.ask.report, "make one of the agent's reports instead: morning")
      ->excludes(question);
  ask.callback([&parsed] { parsed.chosen = parsed.ask; });

  auto& check = *app.add_subcommand("check", "validate YAML and plugins without starting");
  add_common(check, parsed.check.common);
  add_json(check, parsed.check.common);
  add_strict(check, parsed.check.common);
  check.add_option("files", parsed.check.files, "files or directories (the configuration)");
  check.callback([&parsed] { parsed.chosen = parsed.check; });

  auto& query = *app.add_subcommand("query", "run a named query; without a name list them");
  add_common(query, parsed.query.common);
  query.add_option("name", parsed.query.name, "the query");
  query.add_option("--param", parsed.params, "NAME=VALUE, repeatable");
  query.add_option("--format", parsed.query.format, "table, csv, json or md")
      ->check(CLI::IsMember({"table", "csv", "json", "md"}));
  query.callback([&parsed] { parsed.chosen = parsed.query; });
}

void define_ledger(CLI::App& app, Parsed& parsed) {
  auto& ledger = *app.add_subcommand("ledger", "the product's own tables about the shop");
  ledger.require_subcommand(1);
  const std::pair<const char*, const char*> verbs[] = {
      {"status", "how far its sums of sales go, how old they are, what is in its tables"},
      {"refresh", "read what changed in the shop, and what is missing of the past"},
      {"rebuild", "read all sales anew, beside the sums in use, which then replace them"},
      {"snapshot", "keep today's stock for the history"},
      {"import", "take in a table: sku_settings, supplier, purchase_order, stock_snapshot"},
      {"export", "a table as CSV"}};
  for (const auto& [verb, what] : verbs) {
    auto& one = *ledger.add_subcommand(verb, what);
    add_common(one, parsed.ledger.common);
    add_json(one, parsed.ledger.common);
    const std::string_view name = verb;
    if (name == "import" || name == "export")
      one.add_option("table", parsed.ledger.table, "the table")->required();
    auto* file = name == "import" || name == "export"
                     ? one.add_option("file", parsed.ledger.file, "the CSV file")
                     : nullptr;
    if (name == "import") {
      file->required();
      one.add_flag("--strict", parsed.ledger.strict_rows, "take nothing if a row cannot be taken");
      one.add_flag("--replace", parsed.ledger.replace, "what is not in the file goes");
    }
    one.callback([&parsed, verb] {
      parsed.ledger.verb = verb;
      parsed.chosen = parsed.ledger;
    });
  }
}

void define_housekeeping(CLI::App& app, Parsed& parsed) {
  auto& plugins = *app.add_subcommand("plugins", "what libraries are there and what they offer");
  plugins.require_subcommand(1);
  auto& list = *plugins.add_subcommand("list", "the libraries that can be found");
  add_common(list, parsed.plugins_list.common);
  add_json(list, parsed.plugins_list.common);
  list.callback([&parsed] { parsed.chosen = parsed.plugins_list; });
  auto& inspect = *plugins.add_subcommand("inspect", "what one library offers; a broken one cannot do harm");
  add_common(inspect, parsed.plugins_inspect.common);
  add_json(inspect, parsed.plugins_inspect.common);
  inspect.add_option("file", parsed.plugins_inspect.file, "the library")->required();
  inspect.callback([&parsed] { parsed.chosen = parsed.plugins_inspect; });

  auto& sessions = *app.add_subcommand("sessions", "conversations that are kept");
  sessions.require_subcommand(1);
  for (const char* verb : {"list", "show", "export", "delete"}) {
    auto& one = *sessions.add_subcommand(verb, "");
    add_common(one, parsed.sessions.common);
    add_json(one, parsed.sessions.common);
    if (std::string_view(verb) != "list") one.add_option("id", parsed.sessions.id, "the session")->required();
    if (std::string_view(verb) == "export")
      one.add_option("--format", parsed.sessions.format, "json, md or txt")
          ->check(CLI::IsMember({"json", "md", "txt"}));
    one.callback([&parsed, verb] {
      parsed.sessions.verb = verb;
      parsed.chosen = parsed.sessions;
    });
  }

  auto& database = *app.add_subcommand("db", "databases to try the product with");
  database.require_subcommand(1);
  auto& demo = *database.add_subcommand("demo", "make a believable art-glass shop");
  demo.add_option("--file", parsed.demo.file, "where")->capture_default_str();
  demo.add_option("--seed", parsed.demo.seed, "another seed, another shop")->capture_default_str();
  demo.add_option("--schema", parsed.demo.schema, "whose tables: zencart or woocommerce")
      ->capture_default_str()
      ->check(CLI::IsMember({"zencart", "woocommerce"}));
  demo.add_option("--as-of", parsed.demo.as_of, "the shop's last day, YYYY-MM-DD (today)");
  demo.add_flag("--force", parsed.demo.force, "replace a file that is not a demo shop");
  demo.add_flag("--if-stale", parsed.demo.if_stale, "only if it is not there or ends before today");
  demo.callback([&parsed] { parsed.chosen = parsed.demo; });
  auto& import = *database.add_subcommand("import", "take in an inventory export (CSV)");
  import.add_option("file", parsed.import.file, "the CSV file")->required();
  import.add_option("--mapping", parsed.import.mapping, "column mapping (YAML); else chosen by the header");
  import.add_option("--name", parsed.import.name, "name of the store (from the file)");
  import.add_option("--directory", parsed.import.directory, "where the store is written")
      ->capture_default_str();
  import.add_option("--as-of", parsed.import.as_of, "day of the export, YYYY-MM-DD (today)");
  import.add_flag("--strict", parsed.import.strict, "take nothing if a row cannot be taken");
  import.add_flag("--force", parsed.import.force, "replace an earlier import of that name");
  import.callback([&parsed] { parsed.chosen = parsed.import; });

  define_ledger(app, parsed);
  auto& version = *app.add_subcommand("version", "the version, and what it was built with");
  add_json(version, parsed.version.common);
  version.callback([&parsed] { parsed.chosen = parsed.version; });
}

}  // namespace

std::expected<Command, Exit> parse_arguments(int count, const char* const* values) {
  Parsed parsed;
  CLI::App app("Agent Garden: agents for a shop's live data", "agent-garden");
  app.require_subcommand(1);
  app.fallthrough();
  define_serving(app, parsed);
  define_housekeeping(app, parsed);
  try {
    app.parse(count, const_cast<char**>(values));  // the parser's signature; it does not write
  } catch (const CLI::CallForHelp&) {
    const CLI::App* asked = &app;  // the help of the innermost command that was named
    while (!asked->get_subcommands().empty()) asked = asked->get_subcommands().front();
    return std::unexpected(Exit{exit_done, asked->help()});
  } catch (const CLI::ParseError& error) {
    return std::unexpected(Exit{exit_wrong_use, std::string(error.what()) + "\nTry: agent-garden --help\n"});
  }
  if (auto* query = std::get_if<Query>(&*parsed.chosen))
    for (const auto& param : parsed.params) {
      auto sign = param.find('=');
      if (sign == std::string::npos)
        return std::unexpected(Exit{exit_wrong_use, "--param takes NAME=VALUE, not " + param + "\n"});
      query->params.emplace_back(param.substr(0, sign), param.substr(sign + 1));
    }
  return *parsed.chosen;
}

}  // namespace garden::cli
