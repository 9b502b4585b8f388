// Configuration: everything a host is told, from one file or one directory.
//
// A file given alone may hold host and store keys together; a directory holds host.yaml (optional) and
// stores/*.yaml. The result is complete or there is a list of all problems: nothing starts on half of it.
// difference() of two configurations is what a reload has to do.
// Threads: plain data [any]; loading blocks.
#pragma once
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "config/host_config.hpp"
#include "config/store_config.hpp"

namespace garden::config {

struct Configuration {
  HostConfig host;
  std::vector<StoreConfig> stores;  // at least one
  Problems warnings;                // disabled instances, keys that do nothing yet

  const StoreConfig* store(std::string_view name) const;  // null: there is none
};

using LoadedConfiguration = std::expected<Configuration, Problems>;

LoadedConfiguration load_configuration(const std::filesystem::path& file_or_directory,
                                       const LoadOptions& options, const Overrides& overrides = {});
// The same from a text, such as the embedded demo (embedded_demo()).
LoadedConfiguration load_configuration_text(std::string_view text, const std::string& name,
                                            const LoadOptions& options, const Overrides& overrides = {});

// config/demo.yaml, built into the program.
std::string_view embedded_demo();

// Turns the warnings about disabled instances into errors, for `--strict`.
Problems strict(const Configuration& configuration);

struct StoreDifference {
  std::string name;
  std::vector<std::string> plugins_added, plugins_removed, plugins_changed;
  std::vector<std::string> agents_added, agents_removed, agents_changed;
  bool settings_changed = false;  // time zone, currency, language, as_of, assumptions, settings
  bool state_changed = false;     // another state file: takes effect after a restart

  bool empty() const;
};

struct Difference {
  std::vector<std::string> restart;  // host keys that changed and take effect after a restart: "server"
  bool log_changed = false;
  bool directories_changed = false;
  bool limits_changed = false;
  std::vector<std::string> stores_added, stores_removed;
  std::vector<StoreDifference> stores_changed;

  bool empty() const;
};

Difference difference(const Configuration& before, const Configuration& after);

}  // namespace garden::config
