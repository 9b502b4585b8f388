#include "config/configuration.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "config/agent_config.hpp"
#include "config/pointer.hpp"

namespace garden::config {
namespace {

namespace fs = std::filesystem;
using base::Json;

constexpr std::array<std::string_view, 6> host_keys{"server", "directories", "telemetry",
                                                    "shards", "limits",      "auth"};

Problem about_file(const fs::path& file, std::string message, std::string advice) {
  return {
      .position = {file.string()}, .message = std::move(message), .advice = std::move(advice), .pointer = {}};
}

void append(Problems& problems, const Problems& more) {
  problems.insert(problems.end(), more.begin(), more.end());
}

class Loader {
 public:
  Loader(const LoadOptions& options, const Overrides& overrides) : options_(options), overrides_(overrides) {}

  LoadedConfiguration alone(Document::Loaded document) {
    if (auto file = take(std::move(document), "store.schema.json")) {
      configuration_.host = host_config_of(file->value, file->document);
      add_store(*file);
    }
    return finish();
  }

  LoadedConfiguration directory(const fs::path& folder) {
    std::error_code none;
    if (auto host = folder / "host.yaml"; fs::exists(host, none))
      add_host(Document::load_file(host, options_));
    else
      add_host(Document::load_text("{}", host.lexically_normal().string(), options_));
    auto files = store_files(folder / "stores");
    if (files.empty())
      problems_.push_back(about_file(folder, "there is no stores/*.yaml in this folder",
                                     "write one file for each store, or give a single file"));
    for (const auto& file : files)
      if (auto store = take(Document::load_file(file, options_), "store.schema.json")) {
        refuse_host_keys(*store->document);
        add_store(*store);
      }
    return finish();
  }

 private:
  struct Taken {
    std::shared_ptr<const Document> document;
    Json value;
  };

  std::optional<Taken> take(Document::Loaded loaded, const std::string& schema_name) {
    if (!loaded) {
      append(problems_, loaded.error());
      return std::nullopt;
    }
    auto schema = load_embedded_schema(schema_name);
    if (!schema) {
      problems_.push_back(about_file(schema_name, schema.error().text(), {}));
      return std::nullopt;
    }
    auto document = std::make_shared<const Document>(std::move(*loaded));
    auto value = document->check(*schema, problems_);
    return Taken{std::move(document), std::move(value)};
  }

  void add_host(Document::Loaded loaded) {
    auto host = take(std::move(loaded), "host.schema.json");
    if (!host) return;
    for (const auto& missing : host->document->missing())
      problems_.push_back(host->document->at(missing.pointer, spoken(missing.pointer) + ": " + missing.reason,
                                             "set it, or give a default: ${NAME:-default}"));
    configuration_.host = host_config_of(host->value, host->document);
  }

  void add_store(const Taken& taken) {
    auto store = store_config_of(taken.value, taken.document, problems_);
    for (const auto& other : configuration_.stores) {
      if (other.name == store.name)
        problems_.push_back(store.document->at(
            "/store/name", "the store \"" + store.name + "\" is in " + other.document->file() + " already",
            "give it another name"));
      else if (other.state_file.lexically_normal() == store.state_file.lexically_normal())
        problems_.push_back(store.document->at(
            "/state/sqlite/path", "the store \"" + other.name + "\" uses this state file already",
            "give each store its own"));
    }
    configuration_.stores.push_back(std::move(store));
  }

  void refuse_host_keys(const Document& document) {
    for (auto key : host_keys)
      if (document.value().contains(key))
        problems_.push_back(document.at_key(
            child("", key), std::string(key) + " is the host's, not a store's", "move it to host.yaml"));
  }

  std::vector<fs::path> store_files(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none)) {
      if (entry.path().extension() == ".yaml")
        files.push_back(entry.path());
      else if (entry.path().extension() == ".yml")
        problems_.push_back(about_file(entry.path(), "this file would not be read", "name it *.yaml"));
    }
    std::ranges::sort(files);
    return files;
  }

  LoadedConfiguration finish() {
    apply_overrides(configuration_.host.server, overrides_, options_.environment, problems_);
    arrange(problems_);
    if (has_errors(problems_)) return std::unexpected(std::move(problems_));
    configuration_.warnings = std::move(problems_);
    return std::move(configuration_);
  }

  const LoadOptions& options_;
  const Overrides& overrides_;
  Problems problems_;
  Configuration configuration_;
};

}  // namespace

const StoreConfig* Configuration::store(std::string_view name) const {
  auto found = std::ranges::find(stores, name, &StoreConfig::name);
  return found == stores.end() ? nullptr : &*found;
}

LoadedConfiguration load_configuration(const fs::path& file_or_directory, const LoadOptions& options,
                                       const Overrides& overrides) {
  std::error_code none;
  Loader loader(options, overrides);
  if (fs::is_directory(file_or_directory, none)) return loader.directory(file_or_directory);
  return loader.alone(Document::load_file(file_or_directory, options));
}

LoadedConfiguration load_configuration_text(std::string_view text, const std::string& name,
                                            const LoadOptions& options, const Overrides& overrides) {
  return Loader(options, overrides).alone(Document::load_text(text, name, options));
}

Problems strict(const Configuration& configuration) {
  Problems problems;
  for (const auto& store : configuration.stores)
    for (const auto& plugin : store.plugins)
      if (!plugin.disabled.empty())
        problems.push_back(store.document->at_key(plugin.pointer,
                                                  '"' + plugin.name + "\" is disabled: " + plugin.disabled,
                                                  "set what is missing, or remove the instance"));
  return problems;
}

}  // namespace garden::config
