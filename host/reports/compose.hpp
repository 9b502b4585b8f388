// Compose: from the results of a report's queries, and the report of a day before, to today's report.
//
// What people read is Markdown of at most one screen: the news first, a count for what is as it was, at the
// end how old the data is, what was assumed and what could not be looked up. A day without news is one line.
// What is kept is JSON: every section's rows, so that tomorrow can tell what is new, and that a report can be
// shown again as it was. Nothing here asks anybody: the same results give the same report. Threads: pure
// functions [any].
#pragma once
#include <expected>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "queries/result.hpp"
#include "reports/definition.hpp"

namespace garden::reports {

inline constexpr std::size_t kept_rows_max = 1'000;  // of a section; rows beyond count as known tomorrow

// When and where a report is made.
struct Occasion {
  std::string store_title, currency;
  std::string day;         // local, "2026-03-10"
  std::string local_time;  // "2026-03-10 09:15:00"
  std::string zone;        // "America/Los_Angeles"
};

// Of each section in order; those with changes_of have an empty one.
using SectionResults = std::vector<std::expected<queries::QueryResult, base::Error>>;

struct Composed {
  std::string markdown;
  std::string headline;  // its first section's sentence
  base::Json body;       // {report, title, day, since_day, quiet, text, sections: [...]}
  base::Json counts;     // every number that was counted here: {section: {new, still, gone, ...}}
  bool is_quiet = false;
};

// `previous`: body of the report it is compared with, or null.
Composed compose(const Definition& definition, const Occasion& occasion, const SectionResults& results,
                 const base::Json& previous);

}  // namespace garden::reports
