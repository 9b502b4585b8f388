// Goal: the first way while it works, the other when it does not, back when it heals; one line each, no
// error. Method: two ways of the test's making under a Failover whose clock is the test's, on FakeHost.
#include <catch2/catch.hpp>

#include "failover.hpp"
#include "garden/component.hpp"
#include "garden/testing/fake_host.hpp"

using namespace garden;
using namespace garden::tidb;
using namespace std::chrono_literals;
using garden::testing::FakeHost;

namespace {

struct Scripted final : Way {
  explicit Scripted(std::string_view name_) : called(name_) {}
  std::string_view name() const override { return called; }
  Task<> query(Context& context, const Query&, Answer& answer) override {
    ++asked;
    if (slow) co_await context.sleep(10);
    if (status != GARDEN_OK && !breaks_off) throw Failure(status, "reason");
    co_await answer.columns(R"({"columns":[{"name":"a"}]})");
    if (status != GARDEN_OK) throw Failure(status, "reason");
    co_await answer.rows(R"({"rows":[[1]]})", 1);
  }
  Task<std::string> describe(Context&) override {
    if (status != GARDEN_OK) throw Failure(status, "reason");
    co_return "{}";
  }
  Task<> probe(Context&, std::chrono::milliseconds) override {
    ++asked;
    if (status != GARDEN_OK) throw Failure(status, "reason");
    co_return;
  }
  std::string_view called;
  garden_status status = GARDEN_OK;
  bool breaks_off = false, slow = false;
  int asked = 0;
};

// What the test holds of the component that FakeHost makes.
struct World {
  Scripted* first = nullptr;
  Scripted* second = nullptr;
  Clock::time_point now{};
};
World* world = nullptr;  // of the test that runs

struct Connector {
  explicit Connector(Config, Host host) {
    auto first = std::make_unique<Scripted>("mcp");
    auto second = std::make_unique<Scripted>("direct");
    world->first = first.get();
    world->second = second.get();
    way = std::make_unique<Failover>(std::move(first), std::move(second), host, Failover::Delays{1s, 4s},
                                     [] { return world->now; });
  }
  Task<> run(Context& context) {
    if (context.verb() == "probe") {
      co_await way->probe(context, 1s);
      co_await context.emit(way->name());
      co_await context.emit(way->warning());
      co_return;
    }
    Answer answer(context);
    Query query;
    query.rows_max = 1;
    co_await way->query(context, query, answer);
    co_await context.emit(answer.via());
  }
  std::unique_ptr<Failover> way;
};

struct Bench {
  World here;
  FakeHost host;
  Bench() : host((world = &here, component<Connector>(GARDEN_CONNECTOR, "c", "", "{}", GARDEN_REENTRANT))) {}
  std::string ask(const std::string& verb = "query") {
    auto& operation = host.run(verb, "");
    return operation.status() == GARDEN_OK ? operation.text() : std::string(name_of(operation.status()));
  }
  std::size_t lines() const { return host.log().size(); }
};

}  // namespace

TEST_CASE("failover: to the other on failure, back when the first heals") {
  Bench bench;
  CHECK(bench.ask() == "mcp");
  CHECK(bench.lines() == 0);
  bench.here.first->status = GARDEN_UNAVAILABLE;
  CHECK(bench.ask() == "direct");
  CHECK(bench.lines() == 1);
  CHECK(bench.host.metric("failovers_total") == 1);
  CHECK(bench.host.metric("failed_over") == 1);
  const int asked = bench.here.first->asked;
  for (int i = 0; i < 5; ++i) CHECK(bench.ask() == "direct");
  CHECK(bench.here.first->asked == asked);  // nobody waits for what is dead
  bench.here.now += 1s;
  CHECK(bench.ask() == "direct");
  CHECK(bench.here.first->asked == asked + 1);
  bench.here.now += 1s;
  CHECK(bench.ask() == "direct");
  CHECK(bench.here.first->asked == asked + 1);  // the pause has grown to two seconds
  bench.here.first->status = GARDEN_OK;
  bench.here.now += 1s;
  CHECK(bench.ask() == "mcp");
  CHECK(bench.lines() == 2);
  CHECK(bench.host.metric("failed_over") == 0);
  CHECK(bench.host.violations().empty());
}

TEST_CASE("failover: health says which way is used, and looks whether the first has healed") {
  Bench bench;
  CHECK(bench.ask("probe") == "mcp");
  bench.here.first->status = GARDEN_UNAVAILABLE;
  CHECK(bench.ask("probe") == "direct'mcp' does not work (reason); 'direct' is used instead");
  bench.here.first->status = GARDEN_OK;
  CHECK(bench.ask("probe").starts_with("direct"));
  bench.here.now += 1s;
  CHECK(bench.ask("probe") == "mcp");
}

TEST_CASE("failover: both away is one failure that names both") {
  Bench bench;
  bench.here.first->status = bench.here.second->status = GARDEN_UNAVAILABLE;
  auto& operation = bench.host.run("query", "");
  CHECK(operation.status() == GARDEN_UNAVAILABLE);
  CHECK(operation.result() == "'mcp' fails: reason; and 'direct' fails: reason");
  CHECK(bench.host.run("query", "").result() == "'mcp' fails: reason; and 'direct' fails: reason");
}

TEST_CASE("failover: what would end alike is not asked twice; what one cannot do the other may") {
  for (const auto status : {GARDEN_INVALID, GARDEN_DENIED, GARDEN_DEADLINE}) {
    Bench bench;
    bench.here.first->status = status;
    CHECK(bench.ask() == name_of(status));
    CHECK(bench.here.second->asked == 0);
  }
  Bench bench;
  bench.here.first->status = GARDEN_UNIMPLEMENTED;
  CHECK(bench.ask() == "direct");
  CHECK(bench.ask() == "direct");
  CHECK(bench.here.first->asked == 2);
  CHECK(bench.lines() == 0);
}

TEST_CASE("failover: an answer that has begun is never begun again") {
  Bench bench;
  bench.here.first->status = GARDEN_UNAVAILABLE;
  bench.here.first->breaks_off = true;
  CHECK(bench.ask() == "unavailable");
  CHECK(bench.here.second->asked == 0);
  CHECK(bench.ask() == "direct");
}

TEST_CASE(
    "failover: one looks whether the first has healed, the others do not wait; one who gives up lets "
    "others") {
  Bench bench;
  bench.here.first->status = GARDEN_UNAVAILABLE;
  CHECK(bench.ask() == "direct");
  bench.here.now += 1s;
  bench.here.first->status = GARDEN_OK;
  bench.here.first->slow = true;
  auto& looks = bench.host.begin("query", "");
  auto& other = bench.host.begin("query", "");
  CHECK(other.text() == "direct");
  bench.host.cancel(looks);
  bench.host.work();
  CHECK(bench.ask() == "mcp");
  CHECK(bench.host.violations().empty());
}
