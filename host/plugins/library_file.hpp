// Library file: what can be known of a library from its bytes, before any code of it runs.
//
// The file is read once and everything is judged by those bytes: its hash, whether it is an ELF file whose
// parts lie where they say, and which functions it exports. So a file that changes meanwhile is at worst read
// as broken.
// Threads: [any]; blocks on the disk.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace garden::plugins {

struct LibraryFile {
  std::filesystem::path path;
  std::vector<unsigned char> bytes;
  std::string hash;

  // not_found; invalid: no regular file, empty, or larger than a library may be; unavailable: cannot be read.
  static base::Result<LibraryFile> read(const std::filesystem::path& path);

  // Is it a plugin that this host can load? invalid with the reason: "not a garden plugin", "needs ABI major
  // 2, host speaks 1", "not a shared library for this machine". `at` is where the same bytes are on disk.
  base::Result<> check(const std::filesystem::path& at) const;
};

}  // namespace garden::plugins
