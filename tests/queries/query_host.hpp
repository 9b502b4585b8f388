// QueryHost: runs named queries in a test the way the host does, without the host: each on a FakeHost, its
// calls answered by a real connector on a second one, by default that for sqlite.
#pragma once
#include <memory>
#include <string>

#include "garden/testing/fake_host.hpp"
#include "queries/catalogue.hpp"
#include "queries/runner.hpp"
#include "sqlite_connector.hpp"

namespace garden::queries::testing {

// A clock that stands still.
class StillClock final : public base::Clock {
 public:
  base::Steady now() const override { return {}; }
  base::Wall wall() const override { return {}; }
};

// What the component below runs and where it puts the outcome; set for the time of one run.
struct Asked {
  const Definition* definition = nullptr;
  base::Json params;
  const QueryEnvironment* environment = nullptr;
  std::unique_ptr<QueryOutcome> outcome;
};

class Asker {
 public:
  explicit Asker(Config config) : asked_(reinterpret_cast<Asked*>(config.integer("/asked"))) {}
  Task<> run(Context& context) {
    auto outcome = co_await run_query(context, *asked_->definition, asked_->params, *asked_->environment);
    asked_->outcome = std::make_unique<QueryOutcome>(std::move(outcome));
  }

 private:
  Asked* asked_;
};

class QueryHost {
 public:
  explicit QueryHost(const std::string& database)
      : QueryHost(component<sqlite_connector::SqliteConnector>(GARDEN_CONNECTOR, "sqlite", "", "{}",
                                                               GARDEN_REENTRANT),
                  base::to_text({{"path", database}})) {}
  QueryHost(const garden_component& connector, const std::string& config)
      : connector_(connector, config),
        asker_(component<Asker>(GARDEN_AGENT, "asker", "", "{}"),
               base::to_text({{"asked", reinterpret_cast<std::intptr_t>(&asked_)}})) {
    environment.clock = &clock_;
    environment.connector = "connector:shop";
    environment.currency = "USD";
    asker_.on_call("connector:shop", "query",
                   [this](const garden::testing::CallSeen& seen) { return answer(seen); });
  }

  // What the next operation of asker() will run.
  void start(const Definition& definition, base::Json params) {
    asked_.definition = &definition;
    asked_.params = std::move(params);
    asked_.environment = &environment;
    asked_.outcome.reset();
  }

  QueryOutcome ask(const Definition& definition, base::Json params = base::Json::object()) {
    start(definition, std::move(params));
    auto& operation = asker_.run("", "");
    if (!asked_.outcome)
      return std::unexpected(
          QueryError{{base::Code(operation.status()), "the run ended: " + operation.result(), ""}, {}});
    return std::move(*asked_.outcome);
  }

  QueryEnvironment environment;
  garden::testing::FakeHost& asker() { return asker_; }
  garden::testing::FakeHost& connector() { return connector_; }

 private:
  garden::testing::CallAnswer answer(const garden::testing::CallSeen& seen) {
    auto& operation = connector_.run(seen.verb, seen.request);
    return {.emits = operation.emitted(), .ending = operation.status(), .result = operation.result()};
  }

  StillClock clock_;
  Asked asked_;
  garden::testing::FakeHost connector_;
  garden::testing::FakeHost asker_;
};

}  // namespace garden::queries::testing
