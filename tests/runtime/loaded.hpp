// Instances of components in real libraries, for the tests of this folder.
#pragma once
#include <filesystem>
#include <stdexcept>
#include <string>

#include "plugins/library.hpp"
#include "plugins/library_file.hpp"
#include "support/test_host.hpp"

namespace garden::testing {

inline std::filesystem::path abi_plugin(const std::string& name) {
  return std::filesystem::path(GARDEN_BINARY_DIR) / "tests/abi/plugins" / (name + ".so");
}
inline std::filesystem::path own_plugin(const std::string& name) {
  return std::filesystem::path(GARDEN_BINARY_DIR) / "tests/runtime/plugins" / (name + ".so");
}

inline std::shared_ptr<const plugins::Component> load(const std::filesystem::path& file,
                                                      std::size_t which = 0) {
  auto library = plugins::Library::open(file, file.string(), "");
  if (!library) throw std::runtime_error(library.error().text());
  return library->components.at(which);
}

inline base::Result<std::shared_ptr<runtime::Instance>> try_make(TestHost& host,
                                                                 const std::filesystem::path& file,
                                                                 std::string name = "x",
                                                                 std::size_t which = 0) {
  return host.runtime->create({.name = std::move(name), .component = load(file, which)});
}

inline std::shared_ptr<runtime::Instance> make(TestHost& host, const std::filesystem::path& file,
                                               std::string name = "x", std::size_t which = 0) {
  auto made = try_make(host, file, std::move(name), which);
  if (!made) throw std::runtime_error(made.error().text());
  return *made;
}

}  // namespace garden::testing
