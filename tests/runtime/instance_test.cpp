// Goal: instances are made, refused in their own words, retired and ended in the right order, quarantined
// when they break the rules, and never take the host or each other along. Method: scripts that refuse, hang,
// stall and throw; clocks turned down where the real ones are long.
#include <atomic>
#include <catch2/catch.hpp>
#include <cstring>

#include "runtime/shard.hpp"
#include "support/test_host.hpp"

using namespace garden;
using namespace std::chrono_literals;
using base::Code;
using testing::Script;
using testing::TestHost;

namespace {

void echo(Script& me, garden_op op, std::string_view, std::string_view request) {
  me.emit(op, request);
  me.finish(op);
}

}  // namespace

TEST_CASE("What create and start say is the error, with the place in the configuration") {
  Script script;
  std::string calls;
  script.begin = echo;
  script.create = [&](Script&, garden_error& error) -> garden_status {
    calls += "create ";
    std::strcpy(error.path, "/api_key");
    std::strcpy(error.message, "no key; set it");
    return GARDEN_INVALID;
  };
  script.stop = [&](Script&) { calls += "stop "; };
  script.destroy = [&](Script&) { calls += "destroy "; };
  TestHost host;
  auto made = host.try_add(script, "shop");
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().code == Code::invalid);
  CHECK(made.error().where == "/api_key");
  CHECK(made.error().message == "'shop' could not be created: no key; set it");
  CHECK(calls == "create ");

  script.create = nullptr;
  script.start = [&](Script&, garden_error& error) -> garden_status {
    calls += "start ";
    std::memset(error.message, 'm', sizeof error.message);  // without an end
    return 4711;
  };
  made = host.try_add(script, "shop");
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().code == Code::internal);
  CHECK(made.error().message.size() < 600);
  CHECK(calls == "create start destroy ");
  CHECK(host.runtime->instances().empty());
}

TEST_CASE("A create that hangs costs its caller a deadline, and what it makes later is destroyed") {
  Script script;
  std::atomic<bool> go{false}, destroyed{false};
  script.begin = echo;
  script.create = [&](Script&, garden_error&) -> garden_status {
    while (!go) std::this_thread::sleep_for(1ms);
    return GARDEN_OK;
  };
  script.destroy = [&](Script&) { destroyed = true; };
  TestHost host;
  auto made = host.runtime->create(
      {.name = "slow", .component = testing::script_component(true), .internal = &script}, 50ms);
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().code == Code::deadline);
  go = true;
  CHECK(testing::eventually([&] { return destroyed.load(); }));
}

TEST_CASE("An exception that leaves a component costs it its place, and nobody else anything") {
  Script bad, good;
  good.begin = echo;
  bad.begin = [](Script&, garden_op, std::string_view verb, auto) {
    if (verb == "throw") throw std::runtime_error("across the border");
  };
  TestHost host;
  auto bad_one = host.add(bad, "bad");
  auto good_one = host.add(good, "good");
  auto open = runtime::run_then(*host.runtime, {.instance = bad_one, .verb = "wait"}, host.runtime->shard(0),
                                [](auto) {});
  const auto answer = host.ask(bad_one, "throw");
  CHECK(answer.status == Code::internal);
  CHECK(testing::eventually([&] { return bad_one->state() == runtime::InstanceState::quarantined; }));
  CHECK(testing::eventually([&] { return (*open)->is_over(); }));
  const auto next = host.ask(bad_one, "wait");
  CHECK(next.status == Code::unavailable);
  CHECK(next.body.find("quarantine") != std::string::npos);
  CHECK(host.ask(good_one, "x", "still here").text() == "still here");
  CHECK(host.metric("garden_plugin_quarantined", R"(instance="bad")") == 1);

  Script throws_in_create;
  throws_in_create.create = [](Script&, garden_error&) -> garden_status { throw 1; };
  CHECK(host.try_add(throws_in_create, "worse").error().code == Code::internal);
}

TEST_CASE("Three callbacks over the limit mean quarantine; the operations of others go through") {
  Script slow, good;
  good.begin = echo;
  slow.begin = [](Script& me, garden_op op, auto, auto) {
    std::this_thread::sleep_for(60ms);
    me.finish(op);
  };
  TestHost host({.shards = 1, .stall_log = 20ms, .stall_quarantine = 40ms});
  auto slow_one = host.add(slow, "slow");
  auto good_one = host.add(good, "good");
  for (int i = 0; i < 3; i++) CHECK(host.ask(slow_one, "x").ok());
  CHECK(testing::eventually([&] { return slow_one->state() == runtime::InstanceState::quarantined; }));
  CHECK(slow_one->stalls() == 3);
  CHECK(slow_one->reason().find("begin") != std::string::npos);
  CHECK(host.ask(slow_one, "x").status == Code::unavailable);
  CHECK(host.ask(good_one, "x", "fine").text() == "fine");
}

TEST_CASE("An instance ends when nobody refers to it: stop, then destroy, after its last operation and job") {
  Script script;
  std::mutex mutex;
  std::string calls;
  auto note = [&](const char* what) {
    std::lock_guard guard(mutex);
    calls += what;
  };
  std::atomic<bool> gate{false}, begun_it{false};
  script.begin = [&](Script& me, garden_op op, auto, auto) {
    begun_it = true;
    me.host->offload(
        me.host, op, 1,
        [](void* argument) {
          while (!*static_cast<std::atomic<bool>*>(argument)) std::this_thread::sleep_for(1ms);
        },
        &gate);
  };
  script.event = [&](Script& me, garden_op op, const garden_event& event) {
    if (event.event == GARDEN_EV_DONE) note("done ");
    me.finish(op);
  };
  script.stop = [&](Script&) { note("stop "); };
  script.destroy = [&](Script&) { note("destroy "); };
  TestHost host;
  auto instance = host.add(script, "x");
  auto begun = runtime::run_then(*host.runtime, {.instance = instance, .verb = "x"}, host.runtime->shard(0),
                                 [](auto) {});
  REQUIRE(begun.has_value());
  REQUIRE(testing::eventually([&] { return begun_it.load(); }));
  instance.reset();
  (*begun)->cancel();  // the client goes, the job stays
  begun->reset();
  CHECK(host.runtime->instances().size() == 1);
  gate = true;
  CHECK(testing::eventually([&] {
    std::lock_guard guard(mutex);
    return calls == "done stop destroy ";
  }));
  CHECK(testing::eventually([&] { return host.runtime->instances().empty(); }));
}

TEST_CASE(
    "A retired instance finishes what runs, lets its scope's children in and nobody new; at last it is cut") {
  Script worker, caller;
  std::atomic<bool> go{false}, destroyed{false};
  worker.begin = echo;
  worker.destroy = [&](Script&) { destroyed = true; };
  caller.begin = [](Script& me, garden_op op, auto, auto) { me.host->sleep(me.host, op, 1, 1); };
  caller.event = [&](Script& me, garden_op op, const garden_event& event) {
    if (event.event == GARDEN_EV_DONE) return void(me.finish(op, event.status));
    if (event.event != GARDEN_EV_WAKE) return;
    if (!go) return void(me.host->sleep(me.host, op, 1, 1));
    const auto status = me.host->call(me.host, op, 2, testing::raw("llm:w"), {}, testing::raw("x"), 0);
    if (status != GARDEN_OK) me.finish(op, status);
  };
  TestHost host;
  auto instance = host.add(worker, "worker");
  auto calling = host.add(caller, "caller");
  auto scope = std::make_shared<const runtime::Scope>(runtime::Scope::Targets{{"llm:w", instance}});
  std::atomic<int> ends{0}, oks{0};
  auto end = [&](runtime::Answer answer) {
    oks += answer.ok();
    ends++;
  };
  auto begun = runtime::run_then(*host.runtime, {.instance = calling, .verb = "x", .scope = scope},
                                 host.runtime->shard(0), end);
  host.runtime->retire(instance, 20s);
  CHECK(host.ask(instance, "new").status == Code::unavailable);
  go = true;
  CHECK(testing::eventually([&] { return ends == 1; }));
  CHECK(oks == 1);
  CHECK_FALSE(destroyed);  // the scope still names it
  go = false;
  begun = runtime::run_then(*host.runtime, {.instance = calling, .verb = "x", .scope = scope},
                            host.runtime->shard(0), end);
  host.runtime->retire(instance, 0ms);
  CHECK(testing::eventually([&] { return destroyed.load(); }));
  CHECK(instance->state() == runtime::InstanceState::closed);
  go = true;
  CHECK(testing::eventually([&] { return ends == 2; }));
  CHECK(oks == 1);
}

TEST_CASE("Stopping the runtime cancels what runs and ends instances, last made first") {
  Script first, second;
  std::mutex mutex;
  std::string calls;
  auto note = [&](const char* what) {
    std::lock_guard guard(mutex);
    calls += what;
  };
  first.begin = second.begin = [](Script&, garden_op, auto, auto) {};
  first.destroy = [&](Script&) { note("first "); };
  second.destroy = [&](Script&) { note("second "); };
  TestHost host;
  auto one = host.add(first, "one");
  auto two = host.add(second, "two");
  runtime::Answer answer;
  auto begun = runtime::run_then(*host.runtime, {.instance = one, .verb = "x"}, host.runtime->shard(0),
                                 [&](runtime::Answer got) { answer = std::move(got); });
  REQUIRE(testing::eventually([&] { return host.runtime->open_operations() == 1; }));
  begun->reset();
  CHECK(host.runtime->stop(0ms).has_value());
  CHECK(answer.status == Code::unavailable);
  CHECK(calls == "second first ");
  CHECK(one->state() == runtime::InstanceState::closed);
}

TEST_CASE("A thread that a component left behind may call for ever, and is answered") {
  std::atomic<bool> leave{false}, gone{false};
  std::thread left;
  {
    Script script;
    garden_op last = 0;
    script.begin = [&](Script& me, garden_op op, auto, auto) {
      last = op;
      me.finish(op);
    };
    TestHost host;
    auto instance = host.add(script, "x");
    CHECK(host.ask(instance, "x").ok());
    const garden_host* table = script.host;
    left = std::thread([&leave, &gone, table, last] {
      while (!leave) {
        gone = table->emit(table, last, GARDEN_TEXT, testing::raw("late")) == GARDEN_GONE;
        table->log(table, last, GARDEN_LOG_INFO, testing::raw("still here"));
        table->metric(table, testing::raw("late_calls"), 1, GARDEN_METRIC_ADD);
        table->finish(table, last, GARDEN_OK, {});
        static_cast<void>(table->extension(table, "garden.internal/1"));
      }
    });
    REQUIRE(testing::eventually([&] { return gone.load(); }));
  }
  gone = false;
  CHECK(testing::eventually([&] { return gone.load(); }));
  leave = true;
  left.join();
}

TEST_CASE("Metrics of a component have its name, and their number has an end") {
  Script script;
  script.begin = [](Script& me, garden_op op, auto, auto) {
    auto metric = [&me](const std::string& name, double value, int32_t set) {
      me.host->metric(me.host, testing::raw(name), value, set);
    };
    metric("tokens_total", 40, GARDEN_METRIC_ADD);
    metric("tokens_total", 2, GARDEN_METRIC_ADD);
    metric("connections", 7, GARDEN_METRIC_SET);
    metric("Not A Name", 1, GARDEN_METRIC_ADD);
    metric("tokens_total", std::numeric_limits<double>::quiet_NaN(), GARDEN_METRIC_SET);
    for (int i = 0; i < 100; i++) metric("many_" + std::to_string(i), 1, GARDEN_METRIC_ADD);
    me.finish(op);
  };
  TestHost host;
  CHECK(host.ask(host.add(script, "x"), "x").ok());
  CHECK(host.metric("garden_plugin_tokens_total", R"(instance="x")") == 42);
  CHECK(host.metric("garden_plugin_connections", R"(instance="x")") == 7);
  CHECK(host.metric("garden_limit_hits_total", R"(limit="plugin_metrics_max")") > 0);
}

TEST_CASE("Calls that would block a shard are refused there") {
  Script script;
  script.begin = echo;
  TestHost host;
  auto instance = host.add(script, "x");
  std::atomic<int> refused{0};
  host.runtime->shard(0).post([&] {
    refused += host.ask(instance, "x").status == Code::internal;
    refused += !host.try_add(script, "y").has_value();
  });
  CHECK(testing::eventually([&] { return refused == 2; }));
}
