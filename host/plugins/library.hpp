// Library: one that is loaded. It stays loaded for as long as the process lives.
//
// A thread or a callback of a library may be on its way whatever we do, so its code is never unmapped: not
// even when this object goes, or when the loading of its components failed. Threads: [any]; open() runs code
// of the library.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "plugins/component.hpp"

namespace garden::plugins {

struct Library {
  std::vector<std::shared_ptr<const Component>> components;
  std::uint32_t abi_minor = 0;

  // Loads `file`. `name` is what it is called in components and errors. invalid: it cannot be loaded (the
  // loader's words), or what it describes is broken.
  static base::Result<Library> open(const std::filesystem::path& file, std::string_view name,
                                    std::string_view hash);
};

}  // namespace garden::plugins
