// Descriptions: what an unknown library offers, found out by a child process and remembered.
//
// To ask a library what it offers its code must run, and it may crash, hang or exit. So `garden-probe` does
// it, in a child with limits, and what it prints is kept under the library's content hash: the same bytes are
// asked once. Only a good description is kept on disk; a library that failed is asked again by the next
// start, because what failed may have been the machine. Threads: the owner's lock; blocks for as long as the
// child may run.
#pragma once
#include <filesystem>
#include <map>
#include <string>

#include "plugins/catalogue.hpp"
#include "plugins/child_process.hpp"

namespace garden::plugins {

class Descriptions {
 public:
  explicit Descriptions(const CatalogueOptions& options);

  // The description of the library at `path`, whose content has this hash. A library that cannot be used has
  // `refused` set.
  LibraryDescription describe(const std::filesystem::path& path, const std::string& hash);

 private:
  LibraryDescription ask_probe(const std::filesystem::path& path);
  std::filesystem::path cache_file(const std::string& hash) const;

  const std::filesystem::path state_;
  const std::filesystem::path probe_;
  const ChildLimits limits_;
  std::map<std::string, LibraryDescription> known_;  // by hash
};

}  // namespace garden::plugins
