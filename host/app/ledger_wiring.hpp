// LedgerWiring: the store's ledger, where one of its agents knows how to fill it. Threads: blocking.
#pragma once
#include "app/store_wiring.hpp"

namespace garden::app {

// The first agent with a ledger.yaml and a connector fills it. What is wrong with that file is a problem; a
// ledger that cannot be opened is said in the log, and the store is served without.
void wire_ledger(const config::StoreConfig& store, const WiringParts& parts,
                 conversation::ServedStore& served, config::Problems& problems);

}  // namespace garden::app
