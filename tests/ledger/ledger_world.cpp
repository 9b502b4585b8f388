#include "ledger_world.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "garden/abi_compute.h"
#include "shop_data/demo.hpp"
#include "sqlite_connector.hpp"

namespace garden::ledger::testing {
namespace {

constexpr const char* agent = GARDEN_SOURCE_DIR "/agents/inventory_intelligence";

// Made once for all tests of this program; each has a copy.
const std::string& demo_file() {
  static garden::testing::TempDir folder;
  static const std::string file = [] {
    shop_data::DemoOptions options;
    options.path = folder.file("demo.db");
    options.as_of = "2026-11-22 10:30:00";
    auto made = shop_data::make_demo_shop(options);
    if (!made) throw std::runtime_error(made.error().text());
    return folder.file("demo.db");
  }();
  return file;
}

class Runner {
 public:
  explicit Runner(Config config)
      : work_(reinterpret_cast<std::function<Task<>(Context&)>*>(config.integer("/work"))) {}
  Task<> run(Context& context) { co_await (*work_)(context); }

 private:
  std::function<Task<>(Context&)>* work_;
};

}  // namespace

LedgerWorld::LedgerWorld(LedgerOptions options) : options_(std::move(options)) {
  std::filesystem::copy_file(demo_file(), folder.file("shop.db"));
  auto catalogue = queries::Catalogue::load(agent);
  if (!catalogue) throw std::runtime_error(config::text_of(catalogue.error()));
  catalogue_ = std::make_unique<queries::Catalogue>(std::move(*catalogue));
  connector_ = std::make_unique<garden::testing::FakeHost>(
      component<sqlite_connector::SqliteConnector>(GARDEN_CONNECTOR, "sqlite", "", "{}", GARDEN_REENTRANT),
      base::to_text({{"path", folder.file("shop.db")}}));
  runner_ = std::make_unique<garden::testing::FakeHost>(
      component<Runner>(GARDEN_AGENT, "runner", "", "{}"),
      base::to_text({{"work", reinterpret_cast<std::intptr_t>(&work_)}}));
  runner_->on_call("connector:shop", "query", [this](const garden::testing::CallSeen& seen) {
    if (calls_left == 0)
      return garden::testing::CallAnswer{.ending = GARDEN_UNAVAILABLE, .result = "the shop is away"};
    if (calls_left > 0) --calls_left;
    auto& operation = connector_->run(seen.verb, seen.request);
    return garden::testing::CallAnswer{
        .emits = operation.emitted(), .ending = operation.status(), .result = operation.result()};
  });
  environment.clock = &clock_;
  environment.connector = "connector:shop";
  environment.currency = "USD";
  environment.settings = catalogue_->settings_with({}).value();
  set_time("2026-11-22T10:30:00Z");
  if (options_.path.empty()) options_.path = folder.file("ledger.db");
  reopen();
}

void LedgerWorld::reopen() {
  ledger_.reset();
  auto source = load_shop_source(std::string(agent) + "/ledger.yaml", catalogue_->rules());
  if (!source) throw std::runtime_error(config::text_of(source.error()));
  ledger_ = Ledger::open(options_, std::move(*source)).value();
}

void LedgerWorld::set_time(const std::string& rfc3339) {
  environment.as_of = base::parse_rfc3339(rfc3339).value();
  clock_.set(environment.as_of);
}

void LedgerWorld::run(std::function<Task<>(Context&)> work) {
  work_ = std::move(work);
  (void)runner_->run("", "");
}

base::Result<RefreshReport> LedgerWorld::refresh(RefreshOrder order) {
  base::Result<RefreshReport> report = base::fail(base::Code::internal, "the operation ended early");
  auto silent = [](double, std::string) -> Task<> { co_return; };
  run([&](Context& context) -> Task<> {
    report = co_await ledger::refresh(context, *ledger_, environment, order, silent);
  });
  return report;
}

RefreshReport LedgerWorld::refreshed(RefreshOrder order) {
  auto report = refresh(order);
  if (!report) FAIL(report.error().text());
  return *report;
}

queries::QueryOutcome LedgerWorld::ask(const std::string& query, base::Json params, bool with_ledger) {
  queries::QueryOutcome outcome = std::unexpected(queries::QueryError{});
  environment.ledger = with_ledger ? ledger_.get() : nullptr;
  run([&](Context& context) -> Task<> {
    outcome = co_await queries::run_query(context, *catalogue_->find(query), params, environment);
  });
  return outcome;
}

queries::LedgerView LedgerWorld::view() {
  queries::LedgerView view;
  run([&](Context& context) -> Task<> { view = co_await ledger_->view(context, environment); });
  return view;
}

void LedgerWorld::change_shop(const std::string& sql) {
  auto shop = sqlite::Database::open(folder.file("shop.db")).value();
  if (auto done = shop.run(sql); !done) throw std::runtime_error(done.error().text());
}

std::int64_t LedgerWorld::number(const std::string& sql) {
  auto file = sqlite::Database::open(options_.path, {.access = sqlite::Access::read_write}).value();
  auto value = file.integer(sql);
  if (!value) throw std::runtime_error(value.error().text() + ": " + sql);
  return *value;
}

std::int64_t LedgerWorld::shop_number(const std::string& sql) {
  return sqlite::Database::open(folder.file("shop.db")).value().integer(sql).value();
}

std::int64_t LedgerWorld::wrong_days() {
  auto file = sqlite::Database::open(options_.path, {.access = sqlite::Access::read_write}).value();
  auto done = file.run("ATTACH '" + folder.file("shop.db") + "' AS shop");
  if (!done) throw std::runtime_error(done.error().text());
  const std::string theirs =
      "SELECT CAST(julianday(substr(o.date_purchased, 1, 10)) - 2440587.5 AS INTEGER) AS day, "
      "op.products_id, "
      "sum(CAST(round(1000 * op.products_quantity) AS INTEGER)), count(DISTINCT o.orders_id), "
      "sum(CAST(round(10000 * op.final_price) AS INTEGER) * CAST(round(1000 * op.products_quantity) AS "
      "INTEGER)) "
      "FROM shop.orders o JOIN shop.orders_products op ON op.orders_id = o.orders_id "
      "WHERE o.orders_status IN (1, 2, 3, 4) GROUP BY 1, 2";
  const std::string ours = "SELECT day, products_id, units_m, orders_n, revenue FROM sales_day";
  auto wrong = file.integer("SELECT count(DISTINCT day) FROM (SELECT * FROM (" + theirs + " EXCEPT " + ours +
                            ") UNION ALL SELECT * FROM (" + ours + " EXCEPT " + theirs + "))");
  if (!wrong) throw std::runtime_error(wrong.error().text());
  return *wrong;
}

}  // namespace garden::ledger::testing
