// AgentCode wiring: the library of an agent that has code, from its agent.yaml to a running instance and the
// tools it offers. Threads: blocking; not on a shard.
#pragma once
#include <string>

#include "app/store_wiring.hpp"
#include "config/agent_config.hpp"

namespace garden::app {

// The instance, called as the agent is called in the store. What is wrong with agent.yaml is a problem; what
// only does not work now disables it with a reason: the agent is served without its code.
WiredInstance wire_agent_code(const config::AgentConfig& agent, const std::string& name,
                              const WiringParts& parts, config::Problems& problems);

// Asks the library for its tools and adds them to the agent's, which keeps those that agent.yaml wants. A
// name that a query has too, or that nothing has, is a problem.
void add_tools(conversation::ServedAgent& agent, const WiredInstance& code, const WiringParts& parts,
               config::Problems& problems);

// What a call means that names the library.
inline std::string code_target(const std::string& agent_name) { return "code:" + agent_name; }

}  // namespace garden::app
