// ContextBuilder: makes the context of an agent from its queries, and decides when one must be made.
//
// The key of a context is `ctx:{store}:{agent}:{version}:{bucket}`; a bucket is a piece of the clock as long
// as the agent's ttl. First level: the cache in process. Second: the agent's cache plugin, if it has one; if
// that is away nobody notices. A miss is built by an operation of its own, all queries at once, each with its
// own deadline, and everybody who asks meanwhile waits for that one. A query that fails is named in the text;
// if all fail, or time runs out, the last good context serves with its age. A bucket in use is built anew
// shortly before it ends, so that the change of the bucket is not felt. Threads: get_context [lane of the
// turn].
#pragma once
#include <string>

#include "conversation/conversation.hpp"
#include "conversation/turn.hpp"
#include "garden/garden.hpp"

namespace garden::conversation {

struct ContextFound {
  ContextPointer context;  // null: there is none
  std::string status;      // hit | stale | miss | partial | unavailable | none
  std::string trouble;     // why it is stale or unavailable
};

garden::Task<ContextFound> get_context(TurnFrame& frame);

// The component "context" (built_in.hpp).
class ContextBuilder {
 public:
  ContextBuilder(garden::Config config, garden::Host host);
  garden::Task<> run(garden::Context& context);

 private:
  Conversation& conversation_;
};

}  // namespace garden::conversation
