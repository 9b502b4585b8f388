// The library's one export: the offline model as a component.
#include "garden/plugin.hpp"
#include "offline_model.hpp"

GARDEN_PLUGIN("offline", GARDEN_VERSION,
              garden::component<garden::offline::OfflineModel>(
                  GARDEN_LLM, "offline", "Answers from the agent's own queries, without a language model.",
                  garden::offline::kConfigSchema, GARDEN_REENTRANT))
