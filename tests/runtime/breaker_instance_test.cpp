// Goal: every operation of a model, a database or a cache goes through the instance's breaker: a dead one is
// not asked, its callers hear why at once, a probe brings it back, agents have none.
// Method: components written as lambdas in a real runtime whose breakers read a clock of the test.
#include <catch2/catch.hpp>

#include "runtime/breaker.hpp"
#include "runtime/scope.hpp"
#include "support/test_host.hpp"

using namespace garden;
using namespace std::chrono_literals;
using base::Code;
using runtime::Breaker;
using testing::Script;
using testing::TestHost;

namespace {

class HandClock final : public base::Clock {
 public:
  base::Steady now() const override { return base::Steady(time_.load()); }
  base::Wall wall() const override { return {}; }
  void move(std::chrono::milliseconds by) { time_ = time_.load() + by; }

 private:
  std::atomic<base::Steady::duration> time_{base::Steady::duration(1'000'000)};
};

// A component of any kind that ends as its request says: a status, and a text before it for "text 8".
struct Patient : Script {
  std::atomic<int> begun{0};
  Patient() {
    begin = [this](Script& me, garden_op op, auto, std::string_view request) {
      ++begun;
      if (request == "wait") return;
      if (request.starts_with("text ")) {
        me.emit(op, "Good");
        request.remove_prefix(5);
      }
      me.finish(op, std::stoi(std::string(request)), "as it was asked");
    };
  }
};

struct Bench {
  HandClock clock;
  Patient patient;
  TestHost host{{.shards = 2, .clock = &clock}};
  std::shared_ptr<runtime::Instance> instance;

  explicit Bench(garden_component_kind kind) {
    auto component = std::make_shared<plugins::Component>(*testing::script_component(true));
    component->functions.kind = kind;
    instance = *host.runtime->create({.name = "gemini", .component = component, .internal = &patient});
  }
  Code ask(garden_status status) { return host.ask(instance, "x", std::to_string(status)).status; }
  Breaker::State state() const { return instance->breaker()->report().state; }
};

}  // namespace

TEST_CASE("a model that is away is not asked until its rest is over") {
  Bench bench(GARDEN_LLM);
  for (int i = 0; i < 3; ++i) CHECK(bench.ask(GARDEN_UNAVAILABLE) == Code::unavailable);
  CHECK(bench.state() == Breaker::State::open);
  auto refused = bench.host.ask(bench.instance, "x", "0");
  CHECK(refused.status == Code::unavailable);
  CHECK(refused.body.find("'gemini' rests for 1 s after 3 failures in a row, the last: as it was asked") ==
        0);
  CHECK(bench.patient.begun == 3);
  const auto* label = R"(instance="gemini")";
  CHECK(bench.host.metric("garden_breaker_state", label) == 2);
  CHECK(bench.host.metric("garden_breaker_openings_total", label) == 1);
  CHECK(bench.host.metric("garden_breaker_refusals_total", label) == 1);
  bench.clock.move(1s);
  CHECK(bench.ask(GARDEN_OK) == Code::ok);
  CHECK(bench.state() == Breaker::State::closed);
  CHECK(bench.host.metric("garden_breaker_state", label) == 0);
  CHECK(bench.patient.begun == 4);
}

TEST_CASE("what is wrong with the question says nothing against who was asked") {
  Bench bench(GARDEN_CONNECTOR);
  for (auto status : {GARDEN_INVALID, GARDEN_DENIED, GARDEN_NOT_FOUND, GARDEN_INTERNAL})
    for (int i = 0; i < 4; ++i) bench.ask(status);
  CHECK(bench.state() == Breaker::State::closed);
  bench.ask(GARDEN_DEADLINE);
  bench.ask(GARDEN_UNAVAILABLE);
  bench.ask(GARDEN_DENIED);  // it answered
  bench.ask(GARDEN_RATE_LIMITED);
  bench.ask(GARDEN_DEADLINE);
  CHECK(bench.state() == Breaker::State::closed);
  bench.ask(GARDEN_UNAVAILABLE);
  CHECK(bench.state() == Breaker::State::open);
}

TEST_CASE("a model that refuses our key is of no use; one that began to answer is there") {
  Bench bench(GARDEN_LLM);
  for (int i = 0; i < 5; ++i) CHECK(bench.host.ask(bench.instance, "x", "text 8").text() == "Good");
  CHECK(bench.state() == Breaker::State::closed);
  for (int i = 0; i < 3; ++i) bench.ask(GARDEN_DENIED);
  CHECK(bench.state() == Breaker::State::open);
}

TEST_CASE("an agent has no breaker") {
  Bench bench(GARDEN_AGENT);
  CHECK(bench.instance->breaker() == nullptr);
  for (int i = 0; i < 5; ++i) bench.ask(GARDEN_UNAVAILABLE);
  CHECK(bench.patient.begun == 5);
}

TEST_CASE("a probe that is cancelled leaves its place; a ping asks past the breaker") {
  Bench bench(GARDEN_CACHE);
  for (int i = 0; i < 3; ++i) bench.ask(GARDEN_UNAVAILABLE);
  bench.clock.move(1s);
  auto probe = runtime::run_then(*bench.host.runtime, {.instance = bench.instance, .request = "wait"},
                                 bench.host.runtime->shard(0), [](auto) {});
  REQUIRE(probe);
  CHECK(bench.ask(GARDEN_OK) == Code::unavailable);
  runtime::OperationRequest ping{.instance = bench.instance, .verb = "ping", .request = "0"};
  ping.past_breaker = true;
  CHECK(runtime::run(*bench.host.runtime, std::move(ping)).ok());
  CHECK(bench.state() == Breaker::State::half_open);
  (*probe)->cancel();
  CHECK(bench.ask(GARDEN_OK) == Code::ok);
  CHECK(bench.state() == Breaker::State::closed);
}

TEST_CASE("a component that calls a resting one hears why, at the end of the call") {
  Bench bench(GARDEN_LLM);
  for (int i = 0; i < 3; ++i) bench.ask(GARDEN_UNAVAILABLE);
  Script caller;
  caller.begin = [](Script& me, garden_op op, auto, auto) {
    auto status =
        me.host->call(me.host, op, 1, testing::raw("llm:gemini"), testing::raw("x"), testing::raw("0"), 0);
    if (status != GARDEN_OK) me.finish(op, status, "refused without words");
  };
  caller.event = [](Script& me, garden_op op, const garden_event& event) {
    if (event.event == GARDEN_EV_DONE) me.finish(op, event.status, testing::view(event.body));
  };
  auto scope =
      std::make_shared<const runtime::Scope>(runtime::Scope::Targets{{"llm:gemini", bench.instance}});
  auto answer = bench.host.ask(bench.host.add(caller, "caller"), "go", "", scope);
  CHECK(answer.status == Code::unavailable);
  CHECK(answer.body.find("'gemini' rests") == 0);
}
