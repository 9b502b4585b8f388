// The library's one export: the cache as a component.
#include "garden/plugin.hpp"
#include "memory_cache.hpp"

GARDEN_PLUGIN("memory", GARDEN_VERSION,
              garden::component<garden::memory_cache::MemoryCache>(
                  GARDEN_CACHE, "memory", "Keeps values in this process, within a number of bytes.",
                  garden::memory_cache::config_schema, GARDEN_REENTRANT))
