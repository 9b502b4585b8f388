// load_component: the first component of a library, loaded as a host loads it. It is never unloaded.
//
// Threads: [any].
#pragma once
#include <dlfcn.h>

#include <stdexcept>
#include <string>

#include "garden/abi.h"

namespace garden::testing {

inline const garden_component& load_component(const std::string& file) {
  void* const library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) throw std::runtime_error(dlerror());
  auto* const entry = reinterpret_cast<const garden_plugin* (*)()>(dlsym(library, "garden_plugin_v1"));
  if (!entry) throw std::runtime_error(file + " is no plugin");
  return *entry()->components[0];
}

}  // namespace garden::testing
