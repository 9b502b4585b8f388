// AgentWiring: one agent of a store: its folder read, its queries checked, its instances found. Threads:
// blocking.
#pragma once
#include <memory>
#include <vector>

#include "app/store_wiring.hpp"

namespace garden::app {

// Null when something is wrong with it; then `problems` says what. The agent's library, where it has one, is
// appended to `instances`.
std::unique_ptr<const conversation::ServedAgent> wire_agent(const config::StoreConfig& store,
                                                            const config::AgentUse& use,
                                                            std::vector<WiredInstance>& instances,
                                                            const WiringParts& parts,
                                                            config::Problems& problems);

}  // namespace garden::app
