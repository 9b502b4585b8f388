// SharedContexts: the second level of contexts, in the agent's cache plugin, for all hosts of a store.
//
// It is a help and never a need: whatever fails here is a miss and a count in the metrics, no call lasts
// longer than a moment, and a cache that is away is not waited for at all (runtime/breaker.hpp). Besides the
// contexts, by their keys, it keeps the last good one of each family for a day, for a host that starts while
// the database is down; and a lock for each key, so that of many hosts one builds. The lock is short: a host
// that dies with it delays the others by seconds. Threads: [lane], within one operation.
#pragma once
#include <chrono>
#include <string>

#include "conversation/context_cache.hpp"
#include "conversation/conversation.hpp"
#include "garden/garden.hpp"

namespace garden::conversation {

class SharedContexts {
 public:
  // `target`: "cache:cache", or empty: then nothing is ever there. All outlive it.
  SharedContexts(garden::Context& context, const std::string& target, const ConversationParts& parts)
      : context_(context), target_(target), metrics_(parts.metrics), time_max_(parts.cache_time) {}

  // What is there under this key, or null.
  garden::Task<ContextPointer> get(std::string key);
  // What was last good of a family, whatever its age, or null.
  garden::Task<ContextPointer> get_last(std::string family) { return get(family + ":last"); }
  // Under its key until the bucket ends, and as the last good one.
  garden::Task<> put(ContextKey key, std::string text, std::chrono::milliseconds until_end);

  enum class Lock { got, taken, away };
  // `token` is what unlock() gives back.
  garden::Task<Lock> lock(std::string key, std::string token);
  garden::Task<> unlock(std::string key, std::string token);

  static constexpr std::chrono::milliseconds lock_time{3000};

 private:
  garden::Task<garden::Outcome> call(std::string verb, std::string request);

  garden::Context& context_;
  const std::string& target_;
  telemetry::Metrics& metrics_;
  const std::chrono::milliseconds time_max_;  // of one call
};

}  // namespace garden::conversation
