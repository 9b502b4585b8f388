// The library's one export: the model as a component.
#include "garden/plugin.hpp"
#include "openai/config_schema.hpp"
#include "openai/openai_model.hpp"

GARDEN_PLUGIN("openai", GARDEN_VERSION,
              garden::component<garden::openai::OpenAiModel>(
                  GARDEN_LLM, "openai",
                  "Models behind OpenAI's chat.completions: OpenAI, Ollama, vLLM, llama.cpp.",
                  garden::openai::config_schema, GARDEN_REENTRANT))
