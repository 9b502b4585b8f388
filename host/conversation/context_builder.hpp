// ContextBuilder: makes the context of an agent from its queries, for all who wait for it.
//
// It is an operation of its own, because it must not end with the turn that happened to be first. All queries
// run at once, each with its own deadline; one that fails is named in the text; if all fail, the build does.
// Across hosts a short lock in the cache plugin lets one build, the others look there for what it made
// (context_shared.hpp). Those who wait hear before anything is written to the cache plugin.
// Threads: the operation's lane; begin_build [any].
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "conversation/context_shared.hpp"
#include "conversation/conversation.hpp"
#include "garden/garden.hpp"
#include "queries/runner.hpp"

namespace garden::conversation {

// Builds for the ticket of ContextCache::join; completes it, whatever happens. `looked`: the cache plugin has
// just said that it has nothing.
void begin_build(Conversation& conversation, const ServedStore& store, const ServedAgent& agent,
                 ContextKey key, std::uint64_t ticket, bool looked, runtime::Shard& home);

// The component "context" (built_in.hpp).
class ContextBuilder {
 public:
  ContextBuilder(garden::Config config, garden::Host host);
  garden::Task<> run(garden::Context& context);

 private:
  // A query of the context with what came of it.
  struct Part {
    const queries::Definition* definition;
    queries::QueryOutcome outcome;
  };
  struct Job;
  // What another host has made meanwhile, or null: then this one builds, with the lock if `has_lock`.
  garden::Task<ContextPointer> made_elsewhere(Job& job);
  // Throws garden::Failure when no query gave anything.
  garden::Task<BuiltContext> build(Job& job);
  static BuiltContext render(const Job& job, const std::vector<Part>& parts, base::Wall as_of);

  Conversation& conversation_;
};

}  // namespace garden::conversation

#include "conversation/context_lookup.hpp"  // IWYU pragma: export
