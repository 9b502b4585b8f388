// The headers as C++: compiled as C++11 to C++23 by CMakeLists.txt, every macro used once.
#include "garden/abi.h"
#include "garden/abi_agent.h"
#include "garden/abi_cache.h"
#include "garden/abi_compute.h"
#include "garden/abi_connector.h"
#include "garden/abi_llm.h"
#include "garden/abi_process.h"
#include "garden/abi_queue.h"

static const char* const verbs[] = {GARDEN_LLM_GENERATE, GARDEN_CONNECTOR_QUERY, GARDEN_CACHE_GET,
                                    GARDEN_AGENT_RUN,    GARDEN_AGENT_COMPUTE,   GARDEN_QUEUE_EXTENSION};

int garden_uses_every_header(const garden_host* host, const garden_component* component);
int garden_uses_every_header(const garden_host* host, const garden_component* component) {
  return GARDEN_HAS(host, garden_host, extension) && GARDEN_HAS(component, garden_component, event) &&
         verbs[0] != nullptr && GARDEN_ABI_MAJOR == 1u && GARDEN_PLUGIN_SIZE_1_0 <= sizeof(garden_plugin) &&
         GARDEN_COMPONENT_SIZE_1_0 <= sizeof(garden_component) && GARDEN_HOST_SIZE_1_0 <= sizeof(garden_host);
}
