// The library's one export: the model as a component.
#include "garden/plugin.hpp"
#include "gemini/config_schema.hpp"
#include "gemini/gemini_model.hpp"

GARDEN_PLUGIN("gemini", GARDEN_VERSION,
              garden::component<garden::gemini::GeminiModel>(GARDEN_LLM, "gemini", "Google's Gemini models.",
                                                             garden::gemini::config_schema, GARDEN_REENTRANT))
