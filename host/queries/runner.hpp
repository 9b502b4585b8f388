// Runner: one named query, from a caller's values to a result.
//
// Checks the values, works out the dates in the store's own time zone, binds everything, has the connector
// read, and turns raw rows into declared types. It is a coroutine of the plugin SDK because it lives inside
// an operation: the host's turn, an HTTP request, a command; cancelling that operation stops the statement in
// the database. Many may run at once in one operation (garden::all).
//
// A query with a `compute` step hands the rows of its facts to the agent's library and takes the rows it
// gives back instead (sdk/include/garden/abi_compute.h); they are checked and rounded like a database's.
//
// A query may have a second text over the product's ledger; which one is read is said with the result
// (queries/ledger_way.hpp).
//
// A query's SQL may use its parameters, the dates of queries/moment.hpp, the agent's settings
// (:language_id, :counted_statuses, ...), where it declares a search, :found, and where it lists the filter
// `category`, :category (NULL when not asked for) and :category_found.
// Threads: run_query() and what it awaits run on the lane of its context.
#pragma once
#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "base/civil_time.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "garden/garden.hpp"
#include "queries/definition.hpp"
#include "queries/ledger_access.hpp"
#include "queries/result.hpp"

namespace garden::queries {

// What a query needs to know of the store and the moment. Borrowed parts outlive the run.
struct QueryEnvironment {
  const base::Clock* clock = nullptr;           // borrowed; for durations
  base::Wall as_of{};                           // the instant asked about, usually clock->wall()
  base::TimeZone zone = base::TimeZone::utc();  // the store's
  std::string currency;                         // "USD"; stands for the unit "currency"
  std::string connector;                        // what to call: "connector:shop"
  LedgerAccess* ledger = nullptr;               // borrowed; null: the store keeps none
  bool spare_shop = false;                      // fail rather than scan a large shop for want of the ledger
  std::string code;                             // the agent's library, for `compute`; empty: it has none
  const PersonalData* personal = nullptr;       // of the agent; null: nothing is known to be personal
  base::Json settings = base::Json::object();   // complete: Catalogue::settings_with()
  std::vector<std::string> assumptions;         // said with every result
  std::optional<std::chrono::milliseconds>
      time_max;  // what the caller has left, if less than the query's own
};

using QueryOutcome = std::expected<QueryResult, QueryError>;

// Borrows `definition` and `environment` until the task is over. Never throws but garden::Cancelled.
// Codes: invalid (parameters, or the statement), denied, deadline, unavailable (as the connector says),
// internal (the rows do not have the declared columns).
Task<QueryOutcome> run_query(Context& context, const Definition& definition, base::Json params,
                             const QueryEnvironment& environment);

}  // namespace garden::queries
