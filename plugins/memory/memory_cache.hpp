// MemoryCache: a cache in this process. The protocol is abi_cache.h. It loses everything when the host stops.
//
// Threads: reentrant; operations share the store.
#pragma once
#include <cstddef>

#include "garden/abi_cache.h"
#include "garden/component.hpp"
#include "store.hpp"

namespace garden::memory_cache {

inline constexpr char config_schema[] = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "The memory cache: values of this process, lost when it stops",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "max_bytes": {"type": "string", "format": "size", "default": "64MiB", "examples": ["16MiB", "1GiB"],
      "description": "Of all keys and values together; what was used least recently goes first."},
    "max_value": {"type": "string", "format": "size", "default": "2MiB", "examples": ["256KiB"],
      "description": "Of one value; at most a sixteenth of max_bytes is of use."}
  }
})";

class MemoryCache {
 public:
  MemoryCache(Config config, Host host);

  Task<> get(Context& context);
  Task<> set(Context& context);
  Task<> add(Context& context);
  Task<> remove(Context& context);
  Task<> compare_remove(Context& context);
  Task<> ping(Context& context);

  static constexpr Verb<MemoryCache> verbs[] = {{GARDEN_CACHE_GET, &MemoryCache::get},
                                                {GARDEN_CACHE_SET, &MemoryCache::set},
                                                {GARDEN_CACHE_ADD, &MemoryCache::add},
                                                {GARDEN_CACHE_DELETE, &MemoryCache::remove},
                                                {GARDEN_CACHE_COMPARE_DELETE, &MemoryCache::compare_remove},
                                                {GARDEN_CACHE_PING, &MemoryCache::ping}};

 private:
  void report() const;

  Host host_;
  std::size_t value_bytes_max_;
  Store store_;
};

}  // namespace garden::memory_cache
