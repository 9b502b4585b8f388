// Section view: one section of a report: what its rows are against those of the last report, and its words.
// Threads: pure functions [any].
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "reports/compose.hpp"

namespace garden::reports {

struct SectionView {
  const Section* section = nullptr;
  std::string failed;              // why there is no result; else empty
  std::string sentence;            // empty: it is left out
  std::string quiet;               // for the line of a quiet day
  std::vector<std::string> lines;  // best first
  std::size_t hidden = 0;          // rows that would have had a line
  bool has_news = false;
  base::Json counts = base::Json::object();
  base::Json kept;  // for the report's body
};

// What a section of the last report held.
struct Earlier {
  bool exists = false;  // there was such a section, and it had a result
  std::string day;
  std::set<std::string> keys;      // of all its rows
  std::vector<std::string> shown;  // of those that had a line
  base::Json rows;                 // key -> {column: value}
};
Earlier earlier_section(const base::Json& previous, const std::string& name);

// The rows of a result that the section is about.
queries::QueryResult narrowed(const Section& section, queries::QueryResult result);

SectionView view_of(const Section& section, const queries::QueryResult& result, const Earlier& earlier,
                    const Occasion& occasion);
// Of a section that holds the advice of `source` against today's, both narrowed.
SectionView changes_view(const Section& section, const Section& source, const queries::QueryResult& today,
                         const Earlier& earlier, const Occasion& occasion);
SectionView failed_view(const Section& section, const base::Error& error);

}  // namespace garden::reports
