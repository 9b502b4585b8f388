// Errand: what an agent's library asks the host for while it works: a named query, a language model, another
// agent.
//
// What a library asks of a connector in SQL of its own comes through here as well, so that no personal data
// gets past the border (queries/masked_stream.hpp).
//
// A library calls "query:low_stock" or "llm:fast" as it would call any instance. Where the call belongs to a
// run it comes here instead of going straight there, so that the host, not the library, tells the client of
// it, cites it and charges the run's limits; then it goes where it was meant for. Which agent asks is known
// by the instance that called. Component "errand" of built_in.hpp; its verb is "RUN AGENT TARGET VERB", made
// by errand_scope(). Threads: [lane] of the library, which need not be the run's.
#pragma once
#include <memory>
#include <string>

#include "conversation/conversation.hpp"
#include "conversation/turn.hpp"
#include "garden/garden.hpp"

namespace garden::conversation {

// What calls mean within the run `run_id` (empty: outside of any), for the libraries of the store's agents
// and for everybody else.
std::shared_ptr<const runtime::Scope> errand_scope(std::shared_ptr<const ServedStore> store,
                                                   std::shared_ptr<runtime::Instance> errand,
                                                   const std::string& run_id);

class Errand {
 public:
  Errand(garden::Config config, garden::Host host);
  garden::Task<> run(garden::Context& context);

 private:
  struct Asked;
  garden::Task<> query(Asked& asked);
  garden::Task<> model(Asked& asked);
  garden::Task<> agent(Asked& asked);
  garden::Task<> connector(Asked& asked);

  Conversation& conversation_;
};

}  // namespace garden::conversation
