// Catalogue: which plugin libraries there are, what they offer, and which of them may run here.
//
// The danger of a library is that its code runs inside this process from the moment it is loaded. So nothing
// is loaded on sight: the file is first read as an ELF file (no code runs), a library that this host has not
// shipped is described by a child process (`garden-probe`), and only then is it loaded, for ever: a library
// is never unloaded, because a thread or a callback of it may still be on its way. What the operator brings,
// and what has changed on disk, is loaded from a copy, `<state>/<hash>.so`, beside the old one: new instances
// use the new one. A library may be in quarantine (it crashed the host); then it is refused with the reason.
//
// Threads: all calls [any]; one library is loaded at a time. Loading blocks (files, a child process): never
// call it on a shard.
#pragma once
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "plugins/component.hpp"

namespace garden::telemetry {
class Log;
class Metrics;
}  // namespace garden::telemetry

namespace garden::plugins {
class Descriptions;
struct Library;
struct LibraryFile;

struct PluginDirectory {
  std::filesystem::path path;
  bool shipped = false;  // came with this host: loaded in place, without the probe
};

struct CatalogueOptions {
  std::vector<PluginDirectory> directories;  // searched in this order
  std::filesystem::path state;  // where hashes, probe results and copies are kept ("var/plugins")
  std::filesystem::path probe;  // the garden-probe program; empty: unknown libraries are refused
  std::chrono::milliseconds probe_time_max{10'000};
};

class Catalogue {
 public:
  Catalogue(CatalogueOptions options, telemetry::Log& log, telemetry::Metrics& metrics);
  ~Catalogue();

  // The component `id` of a library, loaded when it is not yet. `library` is a name ("sqlite" ->
  // DIRECTORY/sqlite.so) or a path. An empty id means the library's only component.
  // not_found: no such library or component (the text names the places searched, and what there is);
  // invalid: not a plugin, or a broken one; unavailable: in quarantine.
  base::Result<std::shared_ptr<const Component>> component(std::string_view library,
                                                           std::string_view id = {});

  // A component that is part of this program. `plugin` must live as long as the process.
  base::Result<> add_built_in(const garden_plugin& plugin);

  // Describes a library without loading it here: safe for any file whatever. not_found, or a description
  // whose `refused` says what is wrong.
  base::Result<LibraryDescription> inspect(std::string_view library);

  // All libraries in the directories, described as by inspect(), by name.
  std::vector<LibraryDescription> list();

  // From now on the library with this content is refused, with this reason.
  void quarantine(std::string_view hash, std::string reason);
  std::map<std::string, std::string, std::less<>> quarantined() const;  // hash -> reason

 private:
  base::Result<std::filesystem::path> find(std::string_view library) const;
  bool is_shipped(const std::filesystem::path& path) const;
  base::Result<std::filesystem::path> place_to_load(const LibraryFile& file, bool shipped);
  base::Result<std::shared_ptr<Library>> load(const std::filesystem::path& path);
  LibraryDescription describe_file(const std::filesystem::path& path);

  const CatalogueOptions options_;
  telemetry::Log& log_;
  telemetry::Metrics& metrics_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Library>> loaded_;  // by content hash; kept for ever
  std::map<std::string, std::string> paths_;                // of what was loaded -> the first hash seen there
  std::map<std::string, std::string, std::less<>> quarantined_;
  std::vector<std::shared_ptr<const Component>> built_in_;
  std::unique_ptr<Descriptions> descriptions_;
};

}  // namespace garden::plugins
