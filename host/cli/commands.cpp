#include "cli/commands.hpp"

#include <utility>

#include "base/json.hpp"

namespace garden::cli {

int run(const Command& command) {
  auto terminal = Terminal::detect();
  struct Visitor {
    const Terminal& terminal;
    int operator()(const Serve& c) const { return serve(c, terminal); }
    int operator()(const Ask& c) const { return ask(c, terminal); }
    int operator()(const Check& c) const { return check(c, terminal); }
    int operator()(const Query& c) const { return query(c, terminal); }
    int operator()(const PluginsList& c) const { return plugins_list(c, terminal); }
    int operator()(const PluginsInspect& c) const { return plugins_inspect(c, terminal); }
    int operator()(const SessionsCommand& c) const { return sessions(c, terminal); }
    int operator()(const DatabaseDemo& c) const { return database_demo(c, terminal); }
    int operator()(const DatabaseImport& c) const { return database_import(c, terminal); }
    int operator()(const LedgerCommand& c) const { return ledger(c, terminal); }
    int operator()(const Version& c) const { return version(c, terminal); }
  };
  return std::visit(Visitor{terminal}, command);
}

app::ApplicationOptions application_options(const Common& common) {
  app::ApplicationOptions options;
  options.config = common.config;
  options.plugin_paths = common.plugin_paths;
  options.strict = common.strict;
  options.log_level = common.log_level;
  return options;
}

std::unique_ptr<app::Application> start_application(const app::ApplicationOptions& options) {
  auto application = app::Application::start(options);
  if (application) return std::move(*application);
  complain(application.error());
  return nullptr;
}

int version(const Version& command, const Terminal&) {
  base::Json facts{{"version", GARDEN_VERSION},
                   {"abi", std::to_string(GARDEN_ABI_MAJOR) + "." + std::to_string(GARDEN_ABI_MINOR)},
                   {"compiler", __VERSION__}};
  if (command.common.json)
    print(base::to_text(facts) + "\n");
  else
    print("agent-garden " + facts["version"].get<std::string>() + " (plugin ABI " +
          facts["abi"].get<std::string>() + ", g++ " + facts["compiler"].get<std::string>() + ")\n");
  return exit_done;
}

}  // namespace garden::cli
