// Places: where a program finds what came with it, whether it runs from the build tree or was installed.
// Threads: pure, but for looking at the file system.
#pragma once
#include <filesystem>
#include <vector>

namespace garden::app {

struct Places {
  std::filesystem::path program;               // the folder of the running program
  std::vector<std::filesystem::path> plugins;  // that came with it, those that exist
  std::vector<std::filesystem::path> agents;
  std::filesystem::path probe;  // garden-probe; empty: it is not there
};

// Looks beside the program: PROGRAM/../plugins (build tree), PROGRAM/../lib/agent-garden/plugins and
// PROGRAM/../share/agent-garden/agents (installed).
Places find_places();

}  // namespace garden::app
