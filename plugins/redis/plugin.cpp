// The library's one export: the cache as a component.
#include "garden/plugin.hpp"
#include "redis_cache.hpp"

GARDEN_PLUGIN("redis", GARDEN_VERSION,
              garden::component<garden::redis_cache::RedisCache>(
                  GARDEN_CACHE, "redis", "Keeps values and queues in Redis, shared by any number of hosts.",
                  garden::redis_cache::config_schema, GARDEN_REENTRANT))
