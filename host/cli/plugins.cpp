// agent-garden plugins list | inspect: what libraries offer, without running them in this process.
#include "cli/commands.hpp"

#include "base/json.hpp"

namespace garden::cli {
namespace {

std::string to_text(const plugins::LibraryDescription& library, bool with_schema) {
  std::string text = library.name.empty() ? library.path : library.name + " " + library.version;
  text += "  " + library.path + "\n";
  if (!library.refused.empty()) return text + "  refused: " + library.refused + "\n";
  for (const auto& offer : library.offers) {
    text +=
        "  " + std::string(plugins::kind_name(offer.kind)) + " " + offer.id + ": " + offer.description + "\n";
    if (with_schema) text += "    configuration: " + offer.config_schema + "\n";
  }
  return text;
}

// Works with any configuration, even a broken one: an operator looks here when something does not load.
plugins::CatalogueOptions options_of(const Common& common) {
  auto options = application_options(common);
  auto configuration = app::read_configuration(options);
  return app::catalogue_options(configuration ? *configuration : config::Configuration{}, options,
                                app::find_places());
}

}  // namespace

int plugins_list(const PluginsList& command, const Terminal&) {
  auto log = telemetry::Log::silent();
  telemetry::Metrics metrics;
  plugins::Catalogue catalogue(options_of(command.common), *log, metrics);
  auto all = base::Json::array();
  std::string text;
  for (const auto& library : catalogue.list()) {
    all.push_back(library.to_json());
    text += to_text(library, false);
  }
  print(command.common.json ? base::to_text(all) + "\n"
        : text.empty()      ? "no plugin libraries found\n"
                            : text);
  return exit_done;
}

int plugins_inspect(const PluginsInspect& command, const Terminal&) {
  auto log = telemetry::Log::silent();
  telemetry::Metrics metrics;
  plugins::Catalogue catalogue(options_of(command.common), *log, metrics);
  auto library = catalogue.inspect(command.file);
  if (!library) {
    complain("error: " + library.error().text());
    return exit_failed;
  }
  print(command.common.json ? base::to_text(library->to_json()) + "\n" : to_text(*library, true));
  return library->refused.empty() ? exit_done : exit_failed;
}

}  // namespace garden::cli
