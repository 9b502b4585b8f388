// LedgerWay: whether a query reads the shop's own tables or the product's ledger, and how it reads the
// latter.
//
// The shop is asked where that is fast enough: what it says is of this moment. The ledger is asked when the
// shop is large and the sums reach far enough back, or when it knows something the shop does not (days out of
// stock). A caller that must not wait (the context of a turn) is told why there is nothing yet instead of a
// scan of a large shop. Threads: on the lane of the context.
#pragma once
#include <optional>
#include <string>

#include "base/json.hpp"
#include "garden/garden.hpp"
#include "queries/definition.hpp"
#include "queries/runner.hpp"
#include "queries/sinks.hpp"

namespace garden::queries {

struct LedgerWay {
  bool use = false;     // read `ledger_facts` from the ledger
  LedgerView view;      // as it was; the default without a ledger
  std::string refused;  // why neither way is taken; empty: one is
  std::string remark;   // to be said with the result; or empty
};

// `params` are checked and complete.
Task<LedgerWay> choose_way(Context& context, const Definition& definition,
                           const QueryEnvironment& environment, const base::Json& params);

// How many days before today the oldest day is that `sql` asks the ledger for.
std::int64_t days_needed(std::string_view sql, const base::Json& params);

// Reads on a thread for blocking work.
Task<std::expected<ReadDone, base::Error>> read_ledger(Context& context, LedgerAccess& ledger,
                                                       ReadRequest request, RowSink& sink);

}  // namespace garden::queries
