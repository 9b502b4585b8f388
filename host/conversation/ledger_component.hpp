// LedgerComponent: a refresh of the store's ledger as an operation, for the command line, the host's clock
// and whoever is about to read it. Component "ledger" of built_in.hpp; verb "refresh", request {"rebuild",
// "past", "check", "snapshot", "daily"}, all optional booleans; emits {"progress", "what"} and at last
// {"report"}. Verb "status" emits how it stands. Threads: [lane]; begin_ledger_refresh [any].
#pragma once
#include "conversation/conversation.hpp"
#include "garden/garden.hpp"
#include "ledger/refresh.hpp"

namespace garden::conversation {

// Begins one and does not wait for it; what goes wrong is logged. Nothing happens where the store has no
// ledger, and little while another refresh is under way.
void begin_ledger_refresh(Conversation& conversation, const ledger::RefreshOrder& order);

// What is to be done, as the verb's request.
std::string ledger_request(const ledger::RefreshOrder& order);

class LedgerComponent {
 public:
  LedgerComponent(garden::Config config, garden::Host host);
  garden::Task<> run(garden::Context& context);

 private:
  garden::Task<> status(garden::Context& context, const ServedStore& store);
  garden::Task<> refresh(garden::Context& context, const ServedStore& store, const ServedAgent& agent);

  Conversation& conversation_;
};

}  // namespace garden::conversation
