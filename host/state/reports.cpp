#include "state/reports.hpp"

#include <cstdlib>
#include <utility>

#include "base/ids.hpp"
#include "base/json.hpp"
#include "state/collections.hpp"
#include "state/times.hpp"

namespace garden::state {
namespace {

constexpr std::string_view read_state = "read", unread_state = "unread";
constexpr std::size_t runs_of_a_day_max = 100;  // reports of one day that are passed over for an earlier one

Report report_of(Document document) {
  auto head = base::parse_json(document.head).value_or(base::Json::object());
  Report report;
  report.report_id = std::move(document.key);
  report.name = std::move(document.labels.owner);
  report.agent = std::move(document.labels.group);
  report.title = std::move(document.labels.search);
  report.day = base::text_at(head, "day");
  report.headline = base::text_at(head, "headline");
  report.run_id = base::text_at(head, "run_id");
  report.session_id = base::text_at(head, "session_id");
  report.is_quiet = base::boolean_at(head, "quiet", false);
  report.is_read = document.labels.state == read_state;
  report.created_at = from_us(std::strtoll(document.labels.sort.c_str(), nullptr, 10));
  report.body = std::move(document.body);
  return report;
}

Filter filter_of(const std::string& scope, const ReportFilter& wanted) {
  Filter filter{.scope = scope, .collection = std::string(reports_collection)};
  if (!wanted.name.empty()) filter.owner = wanted.name;
  if (!wanted.agent.empty()) filter.group = wanted.agent;
  if (wanted.is_read) filter.state = std::string(*wanted.is_read ? read_state : unread_state);
  return filter;
}

}  // namespace

Reports::Reports(Store& store, std::string scope, const base::Clock& clock)
    : store_(store), scope_(std::move(scope)), clock_(clock) {}

void Reports::save(Report report, Store::Done<std::string> done) {
  auto now = clock_.wall();
  auto id = report.report_id.empty() ? base::make_id("rep", now) : report.report_id;
  base::Json head{{"day", report.day},
                  {"headline", report.headline},
                  {"run_id", report.run_id},
                  {"session_id", report.session_id},
                  {"quiet", report.is_quiet}};
  Create create{.address = {scope_, std::string(reports_collection), id},
                .labels = {.owner = report.name,
                           .group = report.agent,
                           .state = std::string(unread_state),
                           .sort = sort_text(now),
                           .search = report.title},
                .head = base::to_text(head),
                .body = std::move(report.body)};
  Batch batch;
  batch.push_back(std::move(create));
  store_.commit(std::move(batch), [done = std::move(done), id](base::Result<Committed> committed) mutable {
    if (!committed) return done(std::unexpected(std::move(committed.error())));
    done(std::move(id));
  });
}

void Reports::last_before(std::string name, std::string agent, std::string day, Store::Done<Report> done) {
  Listing listing{.filter = filter_of(scope_, {std::move(name), std::move(agent), {}}),
                  .limit = runs_of_a_day_max};
  store_.list(std::move(listing),
              [this, day = std::move(day), done = std::move(done)](base::Result<Page> page) mutable {
                if (!page) return done(std::unexpected(std::move(page.error())));
                for (auto& document : page->documents) {
                  auto found = report_of(std::move(document));
                  if (found.day < day) return report(std::move(found.report_id), std::move(done));
                }
                done(base::fail(base::Code::not_found, "there is no earlier report"));
              });
}

void Reports::report(std::string report_id, Store::Done<Report> done) {
  store_.get({scope_, std::string(reports_collection), std::move(report_id)},
             [done = std::move(done)](base::Result<Document> found) mutable {
               if (!found) return done(std::unexpected(std::move(found.error())));
               done(report_of(std::move(*found)));
             });
}

void Reports::reports(ReportFilter filter, std::size_t limit, std::string cursor,
                      Store::Done<ReportPage> done) {
  Listing listing{.filter = filter_of(scope_, filter), .limit = limit, .cursor = std::move(cursor)};
  store_.list(std::move(listing), [done = std::move(done)](base::Result<Page> page) mutable {
    if (!page) return done(std::unexpected(std::move(page.error())));
    ReportPage reports{.next = std::move(page->next)};
    for (auto& document : page->documents) reports.reports.push_back(report_of(std::move(document)));
    done(std::move(reports));
  });
}

void Reports::mark_read(std::string report_id, Store::Done<void> done) {
  Update update{.address = {scope_, std::string(reports_collection), std::move(report_id)},
                .state = std::string(read_state)};
  Batch batch;
  batch.push_back(std::move(update));
  store_.commit(std::move(batch), [done = std::move(done)](base::Result<Committed> committed) mutable {
    if (!committed) return done(std::unexpected(std::move(committed.error())));
    done({});
  });
}

}  // namespace garden::state
