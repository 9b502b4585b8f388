// RedisCache: a cache that many hosts share, and their queues. The protocol is abi_cache.h.
//
// Each verb is one command on the shared connection (client.hpp); only who waits for work has a connection of
// its own (readers.hpp). A Redis that is away is an answer UNAVAILABLE at once, and one line in the log; the
// host goes on without it. Threads: reentrant; operations share the client, whose thread only moves bytes.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "client.hpp"
#include "garden/abi_cache.h"
#include "garden/abi_queue.h"
#include "garden/component.hpp"
#include "queue.hpp"
#include "readers.hpp"

namespace garden::redis_cache {

inline constexpr char config_schema[] = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "The redis cache: values and queues that many hosts share",
  "type": "object",
  "required": ["url"],
  "additionalProperties": false,
  "properties": {
    "url": {"type": "string", "minLength": 1,
      "examples": ["redis://127.0.0.1:6379/0"],
      "description": "redis://user:password@host:6379/0; rediss:// for TLS. Take it from the environment."},
    "ca_file": {"type": "string", "format": "path",
      "description": "Authorities to trust instead of the system's, in PEM, for rediss://."},
    "prefix": {"type": "string", "default": "", "examples": ["garden:"],
      "description": "Put before every key, where several applications share one database."},
    "timeout": {"type": "string", "format": "duration", "default": "500ms", "examples": ["100ms", "2s"],
      "description": "Of one command. A cache that is slower than this is no help."},
    "connect_timeout": {"type": "string", "format": "duration", "default": "5s",
      "description": "Until a new connection may be used: name, TCP, TLS and password."},
    "max_value": {"type": "string", "format": "size", "default": "2MiB", "examples": ["256KiB"],
      "description": "Of one value."},
    "readers": {"type": "integer", "minimum": 1, "maximum": 64, "default": 8,
      "description": "Connections for those who wait for work of a queue; one each."}
  }
})";

class RedisCache {
 public:
  RedisCache(Config config, Host host);

  void start() { client_.start(); }
  void stop();

  Task<> get(Context& context);
  Task<> set(Context& context);
  Task<> add(Context& context);
  Task<> remove(Context& context);
  Task<> compare_remove(Context& context);
  Task<> ping(Context& context);

  // The queue. (redis_queue.cpp)
  Task<> append(Context& context);
  Task<> take(Context& context);
  Task<> acknowledge(Context& context);
  Task<> reclaim(Context& context);
  const void* extension(const char* id);

  static constexpr Verb<RedisCache> verbs[] = {{GARDEN_CACHE_GET, &RedisCache::get},
                                               {GARDEN_CACHE_SET, &RedisCache::set},
                                               {GARDEN_CACHE_ADD, &RedisCache::add},
                                               {GARDEN_CACHE_DELETE, &RedisCache::remove},
                                               {GARDEN_CACHE_COMPARE_DELETE, &RedisCache::compare_remove},
                                               {GARDEN_CACHE_PING, &RedisCache::ping},
                                               {GARDEN_QUEUE_APPEND, &RedisCache::append},
                                               {GARDEN_QUEUE_TAKE, &RedisCache::take},
                                               {GARDEN_QUEUE_ACKNOWLEDGE, &RedisCache::acknowledge},
                                               {GARDEN_QUEUE_RECLAIM, &RedisCache::reclaim}};

 private:
  // What comes of one command on the shared connection.
  Task<Outcome> submitted(Context& context, std::string line);
  // The reply of one command, never an error. Throws Failure, whose text names the server.
  Task<Reply> ask(Context& context, std::string line);
  // The reply of an outcome, or its failure, thrown.
  Reply reply_of(Outcome outcome);
  // The same on a connection for this one reader, which may wait.
  Task<Outcome> wait_for_entries(Context& context, std::string line, Millis wait);
  Task<Reply> take_reply(Context& context, const QueueRequest& request);

  Host host_;
  const std::string prefix_;
  const Millis time_max_;  // of one command
  const std::size_t value_bytes_max_;
  Client client_;
  Readers readers_;
};

}  // namespace garden::redis_cache
