// get_context: the context of an agent for a turn, from the nearest place that has a good one.
//
// The key is `ctx:{store}:{agent}:{version}:{bucket}`; a bucket is a piece of the clock as long as the
// agent's ttl. First the cache in process; then, for all in this process who miss at once by one of them, the
// agent's cache plugin, and then the database (context_builder.hpp). A context is built for the bucket in
// which the clock will be a tenth of a ttl later, and the first who asks in that last tenth begins the next
// build without waiting for it: so nobody feels the edge of a bucket, and no crowd meets there. While the
// database is down the last good context serves at once, with its age; one build every few seconds finds out
// whether it is back. Threads: [lane of the operation].
#pragma once
#include <string>

#include "conversation/context_cache.hpp"
#include "conversation/turn.hpp"

namespace garden::conversation {

// Who asks, for what; all outlive the answer.
struct ContextQuestion {
  garden::Context& context;
  Conversation& conversation;
  const ServedStore& store;
  const ServedAgent& agent;
  runtime::Shard& home;  // of the operation
};

struct ContextFound {
  ContextPointer context;  // null: there is none
  std::string status;      // hit | stale | miss | partial | unavailable | none
  std::string trouble;     // why it is stale or unavailable
};

garden::Task<ContextFound> get_context(ContextQuestion question);
inline garden::Task<ContextFound> get_context(TurnFrame& frame) {
  return get_context({frame.context, frame.conversation, frame.store, frame.agent, frame.run.home()});
}

}  // namespace garden::conversation
