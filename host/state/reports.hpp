// Reports: what a store's reports said, kept so that the next one can tell what is new and people can read
// them again.
//
// A report is a document: a small head for lists, a body with the text and the rows of every section. Which
// queries and sections there are is the affair of who makes it. Threads: all calls [any], they never block;
// `done` as in store.hpp. The Store outlives this.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "state/store.hpp"

namespace garden::state {

struct Report {
  std::string report_id;           // empty when saved: one is made
  std::string name, agent;         // "morning", "inventory_intelligence"
  std::string day;                 // the store's, "2026-03-10"
  std::string title, headline;     // for lists
  std::string run_id, session_id;  // that made it
  bool is_quiet = false, is_read = false;
  base::Wall created_at{};
  std::string body;  // JSON text; empty in lists
};

struct ReportFilter {
  std::string name, agent;      // empty: all
  std::optional<bool> is_read;  // empty: both
};
struct ReportPage {
  std::vector<Report> reports;  // the newest first, without bodies
  std::string next;             // cursor of the next page; empty: this was the last
};

class Reports {
 public:
  Reports(Store& store, std::string scope, const base::Clock& clock);

  // `done` gives its id.
  void save(Report report, Store::Done<std::string> done);
  // Of that name and agent the newest one of a day before `day`, with its body; not_found: there is none.
  void last_before(std::string name, std::string agent, std::string day, Store::Done<Report> done);
  void report(std::string report_id, Store::Done<Report> done);  // with its body; not_found
  void reports(ReportFilter filter, std::size_t limit, std::string cursor, Store::Done<ReportPage> done);
  void mark_read(std::string report_id, Store::Done<void> done);  // not_found

 private:
  Store& store_;
  std::string scope_;
  const base::Clock& clock_;
};

}  // namespace garden::state
