// Goal: reports are kept, listed and found again, and the one to compare with is that of an earlier day.
// Method: reports of several days and names on a real store.
#include "state/reports.hpp"

#include <catch2/catch.hpp>

#include "state/support.hpp"

using namespace garden;
using namespace garden::state;
using namespace garden::state::testing;

namespace {

struct Shelf {
  SqliteBackend backend;
  std::unique_ptr<Store> store = backend.open();
  TickingClock clock;
  Reports reports{*store, "shop", clock};

  std::string save(const std::string& name, const std::string& day, const std::string& body) {
    Report report;
    report.name = name;
    report.agent = "stock";
    report.day = day;
    report.title = "Morning report, " + day;
    report.headline = "All is well.";
    report.run_id = "run_1";
    report.session_id = "ses_1";
    report.is_quiet = true;
    report.body = body;
    return wait_for<std::string>([&](auto done) { reports.save(report, std::move(done)); }).value();
  }
  base::Result<Report> before(const std::string& name, const std::string& day) {
    return wait_for<Report>([&](auto done) { reports.last_before(name, "stock", day, std::move(done)); });
  }
  std::vector<Report> list(ReportFilter filter) {
    return wait_for<ReportPage>([&](auto done) { reports.reports(filter, 10, {}, std::move(done)); })
        .value()
        .reports;
  }
};

}  // namespace

TEST_CASE("the report to compare with is the newest one of an earlier day") {
  Shelf shelf;
  CHECK(shelf.before("morning", "2026-03-10").error().code == base::Code::not_found);
  shelf.save("morning", "2026-03-08", "{\"n\":1}");
  shelf.save("morning", "2026-03-09", "{\"n\":2}");
  shelf.save("morning", "2026-03-09", "{\"n\":3}");
  shelf.save("weekly", "2026-03-09", "{\"n\":4}");
  shelf.save("morning", "2026-03-10", "{\"n\":5}");
  CHECK(shelf.before("morning", "2026-03-10")->body == "{\"n\":3}");
  CHECK(shelf.before("morning", "2026-03-09")->body == "{\"n\":1}");
  CHECK(shelf.before("morning", "2026-03-11")->body == "{\"n\":5}");
  CHECK(shelf.before("morning", "2026-03-08").error().code == base::Code::not_found);
}

TEST_CASE("reports are listed without their bodies and marked as read") {
  Shelf shelf;
  auto first = shelf.save("morning", "2026-03-08", "{}");
  auto second = shelf.save("weekly", "2026-03-09", "{}");
  auto all = shelf.list({});
  REQUIRE(all.size() == 2);
  CHECK(all[0].report_id == second);
  CHECK(
      (all[0].name == "weekly" && all[0].agent == "stock" && all[0].day == "2026-03-09" && all[0].is_quiet));
  CHECK((all[0].headline == "All is well." && all[0].run_id == "run_1" && all[0].body.empty() &&
         !all[0].is_read));
  CHECK(shelf.list({.name = "morning"}).size() == 1);
  REQUIRE(wait_for<void>([&](auto done) { shelf.reports.mark_read(first, std::move(done)); }));
  CHECK(shelf.list({.is_read = true}).size() == 1);
  CHECK(shelf.list({.is_read = false}).front().report_id == second);
  auto found = wait_for<Report>([&](auto done) { shelf.reports.report(first, std::move(done)); });
  REQUIRE(found);
  CHECK((found->is_read && found->body == "{}"));
  CHECK(
      wait_for<Report>([&](auto done) { shelf.reports.report("rep_none", std::move(done)); }).error().code ==
      base::Code::not_found);
  CHECK(
      wait_for<void>([&](auto done) { shelf.reports.mark_read("rep_none", std::move(done)); }).error().code ==
      base::Code::not_found);
}
