#include "app/places.hpp"

namespace garden::app {
namespace fs = std::filesystem;

Places find_places() {
  std::error_code error;
  Places places;
  auto program = fs::read_symlink("/proc/self/exe", error);
  places.program = error ? fs::path(".") : program.parent_path();
  auto add_if_there = [&](std::vector<fs::path>& list, const fs::path& path) {
    if (fs::is_directory(path, error)) list.push_back(path.lexically_normal());
  };
  auto root = places.program / "..";
  add_if_there(places.plugins, root / "plugins");
  add_if_there(places.plugins, root / "lib/agent-garden/plugins");
  add_if_there(places.agents, root / "share/agent-garden/agents");
  add_if_there(places.agents, root / "../../agents");  // the source tree above build/PRESET/bin
  for (const auto& probe : {places.program / "garden-probe", root / "lib/agent-garden/garden-probe"})
    if (places.probe.empty() && fs::is_regular_file(probe, error)) places.probe = probe.lexically_normal();
  return places;
}

}  // namespace garden::app
