// agent-garden check: is a configuration right, without starting anything.
#include "cli/commands.hpp"

#include "base/json.hpp"
#include "runtime/runtime.hpp"

namespace garden::cli {
namespace {

// The configuration, its plugins' own schemas, agents and queries; libraries are described, no instance is
// made.
config::Problems check_one(const app::ApplicationOptions& options) {
  auto configuration = app::read_configuration(options);
  if (!configuration) return configuration.error();
  auto problems = configuration->warnings;
  auto log = telemetry::Log::silent();
  telemetry::Metrics metrics;
  auto places = app::find_places();
  plugins::Catalogue catalogue(app::catalogue_options(*configuration, options, places), *log, metrics);
  app::WiringParts parts{
      catalogue, nullptr, *log, app::agent_directories(*configuration, places), configuration->host.limits,
      {}};
  for (const auto& store : configuration->stores) {
    auto wired = app::wire_store(store, parts);
    const auto& found = wired ? wired->warnings : wired.error();
    problems.insert(problems.end(), found.begin(), found.end());
  }
  return problems;
}

base::Json to_json(const config::Problem& problem) {
  return {{"severity", problem.severity == config::Severity::error ? "error" : "warning"},
          {"file", problem.position.file},
          {"line", problem.position.line},
          {"column", problem.position.column},
          {"message", problem.message},
          {"advice", problem.advice}};
}

}  // namespace

int check(const Check& command, const Terminal&) {
  auto files = command.files;
  if (files.empty()) files.push_back(command.common.config);
  config::Problems all;
  for (const auto& file : files) {
    auto options = application_options(command.common);
    options.config = file;
    auto problems = check_one(options);
    all.insert(all.end(), problems.begin(), problems.end());
  }
  config::arrange(all);
  bool bad = config::has_errors(all);
  if (command.common.json) {
    auto list = base::Json::array();
    for (const auto& problem : all) list.push_back(to_json(problem));
    print(base::to_text({{"ok", !bad}, {"problems", std::move(list)}}) + "\n");
  } else {
    if (!all.empty()) complain(all);
    if (!bad) print("OK\n");
  }
  return bad ? exit_failed : exit_done;
}

}  // namespace garden::cli
