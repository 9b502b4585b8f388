// LedgerWorld: a demo shop of the test's own, which it may change, and a ledger of it. Operations run as in
// the host, on a FakeHost, their calls answered by the real connector for sqlite on a second one.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "garden/testing/fake_host.hpp"
#include "ledger/ledger.hpp"
#include "ledger/refresh.hpp"
#include "queries/catalogue.hpp"
#include "queries/runner.hpp"
#include "sqlite/database.hpp"
#include "support/temp_dir.hpp"

namespace garden::ledger::testing {

// Stands still until it is set.
class SetClock final : public base::Clock {
 public:
  base::Steady now() const override { return {}; }
  base::Wall wall() const override { return now_; }
  void set(base::Wall now) { now_ = now; }

 private:
  base::Wall now_{};
};

class LedgerWorld {
 public:
  // The shop's last moment is 2026-11-22 10:30:00 in UTC, which is its zone; so is the clock's.
  explicit LedgerWorld(LedgerOptions options = {});

  // Opens the ledger's file again, as a new process would.
  void reopen();
  void set_time(const std::string& rfc3339);

  base::Result<RefreshReport> refresh(RefreshOrder order = {});
  // A refresh that must work.
  RefreshReport refreshed(RefreshOrder order = {});
  queries::QueryOutcome ask(const std::string& query, base::Json params = base::Json::object(),
                            bool with_ledger = true);
  queries::LedgerView view();

  // Statements on the shop, and one number of the ledger.
  void change_shop(const std::string& sql);
  std::int64_t number(const std::string& sql);
  std::int64_t shop_number(const std::string& sql);
  // The days on which the ledger's sums are not what the shop says now.
  std::int64_t wrong_days();

  Ledger& ledger() { return *ledger_; }
  const queries::Catalogue& catalogue() const { return *catalogue_; }
  queries::QueryEnvironment environment;
  int calls_left = -1;  // that the shop answers; behind them it is away. Below 0: no end
  garden::testing::TempDir folder;

 private:
  void run(std::function<Task<>(Context&)> work);

  LedgerOptions options_;
  SetClock clock_;
  std::unique_ptr<queries::Catalogue> catalogue_;
  std::unique_ptr<Ledger> ledger_;
  std::function<Task<>(Context&)> work_;
  std::unique_ptr<garden::testing::FakeHost> connector_, runner_;
};

}  // namespace garden::ledger::testing
