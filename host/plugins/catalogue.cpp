#include "plugins/catalogue.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "plugins/descriptions.hpp"
#include "plugins/library.hpp"
#include "plugins/library_file.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace garden::plugins {
namespace fs = std::filesystem;
using base::Code;
using base::fail;

namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "" : ", ") + name;
  return all;
}

std::string ids_of(const std::vector<std::shared_ptr<const Component>>& components) {
  std::vector<std::string> ids;
  for (const auto& component : components) ids.push_back("'" + component->id + "'");
  return joined(ids);
}

bool is_path(std::string_view library) { return library.contains('/') || library.ends_with(".so"); }

}  // namespace

Catalogue::Catalogue(CatalogueOptions options, telemetry::Log& log, telemetry::Metrics& metrics)
    : options_(std::move(options)),
      log_(log),
      metrics_(metrics),
      descriptions_(std::make_unique<Descriptions>(options_)) {}

Catalogue::~Catalogue() = default;

base::Result<fs::path> Catalogue::find(std::string_view library) const {
  std::error_code error;
  if (is_path(library)) {
    auto path = fs::absolute(fs::path(library), error);
    if (fs::exists(path, error)) return path;
    return fail(Code::not_found, "there is no such file", std::string(library));
  }
  std::vector<std::string> searched;
  for (const auto& directory : options_.directories) {
    const auto path = directory.path / (std::string(library) + ".so");
    if (fs::exists(path, error)) return fs::absolute(path, error);
    searched.push_back(directory.path.string());
  }
  return fail(Code::not_found,
              "there is no plugin library '" + std::string(library) + "' in " + joined(searched),
              std::string(library));
}

bool Catalogue::is_shipped(const fs::path& path) const {
  return std::ranges::any_of(options_.directories, [&path](const PluginDirectory& directory) {
    std::error_code error;
    return directory.shipped && fs::equivalent(directory.path, path.parent_path(), error);
  });
}

// Where the bytes of `file` may be loaded from. A library of the operator's is loaded from a copy, because a
// file that is mapped must not be written to, and sooner or later somebody copies a new version over it. So
// is one whose path was loaded before with other content: the loader would hand out the old one.
base::Result<fs::path> Catalogue::place_to_load(const LibraryFile& file, bool shipped) {
  auto [place, is_new] = paths_.emplace(file.path.string(), file.hash);
  if (shipped && (is_new || place->second == file.hash)) return file.path;
  const auto copy = options_.state / (file.hash + ".so");
  std::error_code error;
  if (fs::exists(copy, error)) {
    auto known = LibraryFile::read(copy);
    if (known && known->hash == file.hash) return copy;
  }
  fs::create_directories(options_.state, error);
  const auto fresh = options_.state / (file.hash + "." + std::to_string(getpid()) + ".new");
  std::ofstream out(fresh, std::ios::binary);
  out.write(reinterpret_cast<const char*>(file.bytes.data()),
            static_cast<std::streamsize>(file.bytes.size()));
  out.close();
  if (out) fs::rename(fresh, copy, error);
  if (!out || error) {
    fs::remove(fresh, error);
    return fail(Code::unavailable, "cannot be copied to " + copy.string() + " to be loaded; is there room?",
                file.path.string());
  }
  return copy;
}

base::Result<std::shared_ptr<Library>> Catalogue::load(const fs::path& path) {
  auto file = LibraryFile::read(path);
  if (!file) return std::unexpected(file.error());
  if (const auto found = quarantined_.find(file->hash); found != quarantined_.end())
    return fail(Code::unavailable, "in quarantine: " + found->second, path.string());
  if (const auto found = loaded_.find(file->hash); found != loaded_.end()) return found->second;
  if (auto checked = file->check(path); !checked) return std::unexpected(checked.error());
  const bool shipped = is_shipped(path);
  auto place = place_to_load(*file, shipped);
  if (!place) return std::unexpected(place.error());
  if (!shipped) {
    const auto description = descriptions_->describe(*place, file->hash);
    if (!description.refused.empty()) {
      metrics_.counter("garden_plugin_probe_refusals_total").add();
      return fail(Code::invalid, description.refused, path.string());
    }
  }
  auto library = Library::open(*place, path.string(), file->hash);
  if (!library) return std::unexpected(library.error());
  log_.info("plugins", "loaded " + path.string() + " (" + ids_of(library->components) + ")");
  metrics_.counter("garden_plugin_libraries_loaded").add();
  return loaded_.emplace(file->hash, std::make_shared<Library>(std::move(*library))).first->second;
}

base::Result<std::shared_ptr<const Component>> Catalogue::component(std::string_view library,
                                                                    std::string_view id) {
  std::lock_guard guard(mutex_);
  auto choose = [&](const auto& components) -> base::Result<std::shared_ptr<const Component>> {
    if (id.empty() && components.size() == 1) return components.front();
    for (const auto& component : components)
      if (component->id == (id.empty() ? library : id)) return component;
    return fail(Code::not_found,
                id.empty() ? "it offers several components; say which: " + ids_of(components)
                           : "it offers no component '" + std::string(id) + "', only " + ids_of(components),
                std::string(library));
  };
  if (!is_path(library)) {
    std::vector<std::shared_ptr<const Component>> own;
    for (const auto& component : built_in_)
      if (component->library == library) own.push_back(component);
    if (!own.empty()) return choose(own);
  }
  auto path = find(library);
  if (!path) return std::unexpected(path.error());
  auto loaded = load(*path);
  if (!loaded) return std::unexpected(loaded.error());
  return choose((*loaded)->components);
}

base::Result<> Catalogue::add_built_in(const garden_plugin& plugin) {
  auto components = read_plugin(&plugin, {}, {});
  if (!components) return std::unexpected(components.error());
  std::lock_guard guard(mutex_);
  for (auto& component : *components) built_in_.push_back(std::move(component));
  return {};
}

LibraryDescription Catalogue::describe_file(const fs::path& path) {
  LibraryDescription refused;
  refused.path = path.string();
  refused.name = path.stem().string();
  auto file = LibraryFile::read(path);
  if (!file) {
    refused.refused = file.error().message;
    return refused;
  }
  refused.hash = file->hash;
  if (const auto found = loaded_.find(file->hash); found != loaded_.end())
    return describe(found->second->components, found->second->abi_minor);
  if (const auto found = quarantined_.find(file->hash); found != quarantined_.end()) {
    refused.refused = "in quarantine: " + found->second;
    return refused;
  }
  if (auto checked = file->check(path); !checked) {
    refused.refused = checked.error().message;
    return refused;
  }
  auto description = descriptions_->describe(path, file->hash);
  if (description.name.empty()) description.name = refused.name;
  return description;
}

base::Result<LibraryDescription> Catalogue::inspect(std::string_view library) {
  std::lock_guard guard(mutex_);
  auto path = find(library);
  if (!path) return std::unexpected(path.error());
  return describe_file(*path);
}

std::vector<LibraryDescription> Catalogue::list() {
  std::lock_guard guard(mutex_);
  std::set<fs::path> files;
  std::error_code error;
  for (const auto& directory : options_.directories)
    for (const auto& entry : fs::directory_iterator(directory.path, error))
      if (entry.path().extension() == ".so") files.insert(fs::absolute(entry.path(), error));
  std::vector<LibraryDescription> all;
  for (const auto& file : files) all.push_back(describe_file(file));
  std::ranges::stable_sort(all, {}, &LibraryDescription::name);
  return all;
}

void Catalogue::quarantine(std::string_view hash, std::string reason) {
  if (hash.empty()) return;
  log_.error("plugins", "a library is in quarantine: " + reason);
  std::lock_guard guard(mutex_);
  quarantined_.insert_or_assign(std::string(hash), std::move(reason));
}

std::map<std::string, std::string, std::less<>> Catalogue::quarantined() const {
  std::lock_guard guard(mutex_);
  return quarantined_;
}

}  // namespace garden::plugins
