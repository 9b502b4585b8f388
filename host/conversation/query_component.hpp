// QueryComponent: one named query as an operation, for callers that are no turn: the API, the command line,
// an agent's library. Component "query" of built_in.hpp. Threads: [lane].
#pragma once
#include "conversation/conversation.hpp"
#include "garden/garden.hpp"

namespace garden::conversation {

class QueryComponent {
 public:
  QueryComponent(garden::Config config, garden::Host host);
  garden::Task<> run(garden::Context& context);

 private:
  Conversation& conversation_;
};

}  // namespace garden::conversation
