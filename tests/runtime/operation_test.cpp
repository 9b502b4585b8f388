// Goal: an operation's promises: output in order, one end, GONE after it, FULL and WRITABLE, lanes,
// deadlines. Method: scripts (support/test_host.hpp) as components behind the real table of functions;
// clients that take their output slowly or not at all.
#include <atomic>
#include <catch2/catch.hpp>

#include "runtime/shard.hpp"
#include "support/test_host.hpp"

using namespace garden;
using namespace std::chrono_literals;
using base::Code;
using testing::Script;
using testing::TestHost;

TEST_CASE("What is emitted arrives in order and with its kind, then the end") {
  Script script;
  script.begin = [](Script& me, garden_op op, std::string_view verb, std::string_view request) {
    me.emit(op, verb);
    me.emit(op, R"({"a":1})", GARDEN_JSON);
    me.emit(op, request);
    me.emit(op, "\xff", GARDEN_RAW);
    me.finish(op, GARDEN_OK, "done");
  };
  TestHost host;
  const auto answer = host.ask(host.add(script, "one"), "verb", "request");
  CHECK(answer.status == Code::ok);
  CHECK(answer.body == "done");
  REQUIRE(answer.records.size() == 4);
  CHECK(answer.records[0].bytes == "verb");
  CHECK(answer.records[1].kind == GARDEN_JSON);
  CHECK(answer.records[2].bytes == "request");
  CHECK(answer.records[3].bytes == "\xff");
  CHECK(answer.text() == "verbrequest");
}

TEST_CASE("After the end every call about an operation is answered GONE and counted") {
  Script script;
  std::atomic<garden_op> last{0};
  script.begin = [&last](Script& me, garden_op op, std::string_view, std::string_view) {
    me.finish(op);
    last = op;
  };
  TestHost host;
  auto instance = host.add(script, "ghost");
  REQUIRE(host.ask(instance, "x").ok());
  const garden_op op = last;
  const garden_host* table = script.host;
  CHECK(table->emit(table, op, GARDEN_TEXT, testing::raw("late")) == GARDEN_GONE);
  CHECK(table->finish(table, op, GARDEN_OK, {}) == GARDEN_GONE);
  CHECK(table->wake(table, op, 1) == GARDEN_GONE);
  CHECK(table->sleep(table, op, 1, 1) == GARDEN_GONE);
  CHECK(table->cancelled(table, op) == 1);
  CHECK(table->remaining_ms(table, op) == 0);
  CHECK(table->emit(table, 0, GARDEN_TEXT, {}) == GARDEN_GONE);
  CHECK(testing::eventually(
      [&] { return host.metric("garden_plugin_gone_total", R"(instance="ghost")") >= 5; }));
}

TEST_CASE("A number that belongs to another instance is GONE") {
  Script one, two;
  std::atomic<garden_op> number{0};
  one.begin = [&number](Script&, garden_op op, std::string_view, std::string_view) { number = op; };
  two.begin = [&number](Script& me, garden_op op, std::string_view, std::string_view) {
    me.finish(op, me.emit(number, "stolen") == GARDEN_GONE && me.finish(number) == GARDEN_GONE
                      ? GARDEN_OK
                      : GARDEN_INTERNAL);
  };
  TestHost host;
  auto first = host.add(one, "one");
  auto held =
      runtime::run_then(*host.runtime, {.instance = first, .verb = "x"}, host.runtime->shard(0), [](auto) {});
  REQUIRE(held.has_value());
  REQUIRE(testing::eventually([&] { return number != 0; }));
  CHECK(host.ask(host.add(two, "two"), "x").ok());
  (*held)->cancel();
}

TEST_CASE("Text that is not UTF-8 is refused, raw bytes are not") {
  Script script;
  script.begin = [](Script& me, garden_op op, std::string_view, std::string_view) {
    const bool right = me.emit(op, "\xc3", GARDEN_TEXT) == GARDEN_INVALID &&
                       me.emit(op, "\xed\xa0\x80", GARDEN_JSON) == GARDEN_INVALID &&
                       me.emit(op, "gr\xc3\xbcn", GARDEN_THOUGHT) == GARDEN_OK &&
                       me.emit(op, "\xc3", GARDEN_RAW) == GARDEN_OK && me.emit(op, "x", 17) == GARDEN_INVALID;
    me.finish(op, right ? GARDEN_UNAVAILABLE : GARDEN_OK, "broken \xff text");
  };
  TestHost host;
  const auto answer = host.ask(host.add(script, "x"), "x");
  CHECK(answer.status == Code::unavailable);
  CHECK(answer.body == "broken \xef\xbf\xbd text");
}

TEST_CASE("A status that does not exist ends an operation as internal") {
  Script script;
  script.begin = [](Script& me, garden_op op, std::string_view verb, std::string_view) {
    me.finish(op, verb == "full" ? GARDEN_FULL : 4711, "odd");
  };
  TestHost host;
  auto instance = host.add(script, "x");
  CHECK(host.ask(instance, "full").status == Code::internal);
  CHECK(host.ask(instance, "4711").status == Code::internal);
}

namespace {

// Takes nothing until it is told to.
struct SlowSink final : runtime::Sink {
  using Sink::Sink;
  void readable(runtime::Operation& operation) override {
    calls++;
    if (open) take(operation);
  }
  void take(runtime::Operation& operation) {
    runtime::Output output;
    while (operation.take(output)) {
      peak = std::max(peak.load(), output.records.size());
      output.each([this](garden_kind, std::string_view bytes) { text += bytes; });
      if (output.over) over = true;
    }
  }
  std::atomic<int> calls{0};
  std::atomic<bool> open{false}, over{false};
  std::atomic<std::size_t> peak{0};
  std::string text;
};

// Emits 10,000 numbered lines as fast as it may.
struct Flood {
  int next = 0, writables = 0, fulls = 0;
  void go(Script& me, garden_op op) {
    while (next < 10'000) {
      const auto line = std::to_string(next) + "\n";
      const auto status = me.emit(op, line);
      if (status == GARDEN_FULL) fulls++;
      if (status != GARDEN_OK) return;
      next++;
    }
    me.finish(op);
  }
};

}  // namespace

TEST_CASE("A client that does not take its output stops the component, and nothing is lost or out of order") {
  Flood flood;
  Script script;
  script.begin = [&flood](Script& me, garden_op op, auto, auto) { flood.go(me, op); };
  script.event = [&flood](Script& me, garden_op op, const garden_event& event) {
    if (event.event != GARDEN_EV_WRITABLE) return;
    flood.writables++;
    flood.go(me, op);
  };
  TestHost host;
  auto& home = host.runtime->shard(0);
  auto sink = std::make_shared<SlowSink>(home);
  auto begun = host.runtime->begin({.instance = host.add(script, "flood"), .verb = "x", .sink = sink});
  REQUIRE(begun.has_value());
  REQUIRE(testing::eventually([&] { return sink->calls == 1; }));
  home.post([&] {
    sink->open = true;
    sink->take(**begun);
  });
  REQUIRE(testing::eventually([&] { return sink->over.load(); }));
  std::string expected;
  for (int i = 0; i < 10'000; i++) expected += std::to_string(i) + "\n";
  CHECK(sink->text == expected);
  CHECK(sink->peak <= base::limits::operation_buffer_bytes_max + 16);
  CHECK(flood.fulls >= 1);
  CHECK(flood.writables == flood.fulls);
}

TEST_CASE("Several threads that emit at once: each keeps its order, and all hear of one WRITABLE") {
  constexpr int threads = 4, lines = 5'000;
  Script script;
  std::atomic<int> running{0}, writables{0};
  std::vector<std::thread> emitters;
  script.begin = [&](Script& me, garden_op op, auto, auto) {
    for (int t = 0; t < threads; t++) {
      running++;
      emitters.emplace_back([&me, &running, op, t] {
        for (int i = 0; i < lines; i++) {
          const std::string line = std::string(1, static_cast<char>('a' + t)) + std::to_string(i) + "\n";
          garden_status status;
          while ((status = me.emit(op, line)) == GARDEN_FULL) std::this_thread::yield();
          if (status != GARDEN_OK) return;
        }
        if (--running == 0) me.finish(op);
      });
    }
  };
  script.event = [&](Script&, garden_op, const garden_event& event) {
    writables += event.event == GARDEN_EV_WRITABLE;
  };
  TestHost host;
  const auto answer = host.ask(host.add(script, "many"), "x");
  for (auto& emitter : emitters) emitter.join();
  CHECK(answer.ok());
  std::array<int, threads> next{};
  std::size_t wrong = 0;
  for (const auto& record : answer.records) {
    const auto t = static_cast<std::size_t>(record.bytes[0] - 'a');
    if (record.bytes.substr(1) != std::to_string(next[t]++) + "\n") wrong++;
  }
  CHECK(wrong == 0);
  for (int count : next) CHECK(count == lines);
}

TEST_CASE("A function that belongs to a lane is refused elsewhere") {
  Script script;
  std::thread elsewhere;
  script.begin = [&](Script& me, garden_op op, auto, auto) {
    elsewhere = std::thread([&me, op] {
      const auto* h = me.host;
      const bool denied = h->sleep(h, op, 1, 1) == GARDEN_DENIED && h->pause(h, op, 1, 1) == GARDEN_DENIED &&
                          h->cancel(h, op, 1) == GARDEN_DENIED &&
                          h->call(h, op, 1, testing::raw("a:b"), {}, {}, 0) == GARDEN_DENIED &&
                          h->http(h, op, 1, testing::raw("{}"), {}) == GARDEN_DENIED &&
                          h->offload(h, op, 1, [](void*) {}, nullptr) == GARDEN_DENIED;
      me.finish(op, denied ? GARDEN_OK : GARDEN_INTERNAL);
    });
  };
  TestHost host;
  CHECK(host.ask(host.add(script, "x"), "x").ok());
  elsewhere.join();
}

TEST_CASE("An operation that never finishes ends at its deadline, and is told CANCEL after its client") {
  Script script;
  std::atomic<int> cancels{0};
  script.begin = [](Script& me, garden_op op, auto, auto) {
    me.emit(op, "half");
    me.host->sleep(me.host, op, 1, 60'000);
  };
  script.event = [&](Script&, garden_op, const garden_event& event) {
    cancels += event.event == GARDEN_EV_CANCEL;
  };
  TestHost host;
  const auto begun = std::chrono::steady_clock::now();
  const auto answer = host.ask(host.add(script, "x"), "x", "", {}, 50ms);
  CHECK(answer.status == Code::deadline);
  CHECK(answer.text() == "half");
  CHECK(answer.body.find("'x'") != std::string::npos);
  CHECK(std::chrono::steady_clock::now() - begun >= 50ms);
  CHECK(testing::eventually([&] { return cancels == 1 && host.runtime->open_operations() == 0; }));
}

TEST_CASE("A cancel before begin means that the component never hears of the operation") {
  Script blocker, script;
  std::atomic<bool> go{false}, begun{false};
  std::atomic<int> events{0};
  blocker.begin = [&](Script& me, garden_op op, auto, auto) {
    while (!go) std::this_thread::yield();
    me.finish(op);
  };
  script.begin = [&](Script&, garden_op, auto, auto) { begun = true; };
  script.event = [&](Script&, garden_op, const garden_event&) { events++; };
  TestHost host({.shards = 1, .stall_quarantine = 10s});
  auto& shard = host.runtime->shard(0);
  auto first = host.add(blocker, "blocker");
  auto second = host.add(script, "second");
  std::atomic<int> ends{0};
  runtime::Answer answer;
  auto one = runtime::run_then(*host.runtime, {.instance = first, .verb = "x"}, shard, [&](auto) { ends++; });
  auto two = runtime::run_then(*host.runtime, {.instance = second, .verb = "x"}, shard, [&](auto a) {
    answer = std::move(a);
    ends++;
  });
  (*two)->cancel();
  go = true;
  REQUIRE(testing::eventually([&] { return ends == 2 && host.runtime->open_operations() == 0; }));
  CHECK(answer.status == Code::cancelled);
  CHECK_FALSE(begun);
  CHECK(events == 0);
}

TEST_CASE("wake comes from any thread, as often as there are tokens, and once for each") {
  Script script;
  std::atomic<int> told{0};
  std::thread waker;
  script.begin = [&](Script& me, garden_op op, auto, auto) {
    for (std::uint64_t token = 1; token <= 3; token++)
      for (int again = 0; again < 1000; again++) me.host->wake(me.host, op, token);
    waker = std::thread([&me, op] { me.host->wake(me.host, op, 4); });
  };
  script.event = [&](Script& me, garden_op op, const garden_event& event) {
    told++;
    if (event.token == 4) me.finish(op);
  };
  TestHost host;
  CHECK(host.ask(host.add(script, "x"), "x").ok());
  waker.join();
  CHECK(told == 4);
}
