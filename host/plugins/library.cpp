#include "plugins/library.hpp"

#include <dlfcn.h>

#include <boost/dll/shared_library.hpp>

namespace garden::plugins {
namespace dll = boost::dll;
using base::Code;

base::Result<Library> Library::open(const std::filesystem::path& file, std::string_view name,
                                    std::string_view hash) {
  // shared_library closes in its destructor and cannot be told not to; NODELETE makes that mean nothing.
  const auto mode = dll::load_mode::rtld_now | dll::load_mode::rtld_local |
                    static_cast<dll::load_mode::type>(RTLD_NODELETE);
  boost::system::error_code error;
  dll::shared_library loaded;
  try {
    loaded.load(file.string(), mode);
  } catch (const boost::system::system_error& failure) {
    return base::fail(Code::invalid, std::string("cannot be loaded: ") + failure.what(), std::string(name));
  }
  if (!loaded.has("garden_plugin_v1"))
    return base::fail(Code::invalid, "not a garden plugin: it exports no garden_plugin_v1",
                      std::string(name));
  const garden_plugin* plugin = loaded.get<const garden_plugin*()>("garden_plugin_v1")();
  auto components = read_plugin(plugin, name, hash);
  if (!components) return std::unexpected(components.error());
  return Library{std::move(*components), plugin->abi_minor};
}

}  // namespace garden::plugins
