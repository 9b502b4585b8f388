// Goal: everything an operation can wait for works, in order, and stops when it should.
// Method: one component with a verb for each promise, on FakeHost; then every verb is cancelled before each
// of its events in turn, with the locals of its coroutines counted.
#include <atomic>
#include <catch2/catch.hpp>
#include <numeric>
#include <thread>

#include "garden/garden.hpp"
#include "garden/testing/fake_host.hpp"

using garden::Config;
using garden::Context;
using garden::Task;
using garden::testing::CallAnswer;
using garden::testing::FakeHost;
using garden::testing::HttpAnswer;

namespace {

std::atomic<int> alive{0};
struct Local {
  Local() { ++alive; }
  Local(const Local&) = delete;
  ~Local() { --alive; }
};

struct Prover {
  Task<> emits(Context& ctx) {
    Local local;
    for (int i = 0; i < 5; ++i) co_await ctx.emit(std::to_string(i));
    co_await ctx.emit("hm", GARDEN_THOUGHT);
    co_await ctx.emit_json(R"({"done": true})");
  }
  Task<> sleeps(Context& ctx) {
    Local local;
    const auto before = ctx.now_us();
    co_await ctx.sleep(60'000);
    co_await ctx.sleep(0);
    co_await ctx.emit(std::to_string((ctx.now_us() - before) / 1000));
  }
  Task<> offloads(Context& ctx) {
    Local local;
    std::vector<int> numbers(100);
    std::iota(numbers.begin(), numbers.end(), 1);
    const long sum =
        co_await ctx.offload([&] { return std::accumulate(numbers.begin(), numbers.end(), 0L); });
    co_await ctx.offload([&] { numbers.clear(); });
    std::string caught;
    try {
      co_await ctx.offload([]() -> int { throw std::runtime_error("in the pool"); });
    } catch (const std::exception& error) {
      caught = error.what();
    }
    co_await ctx.emit(std::to_string(sum) + " " + std::to_string(numbers.size()) + " " + caught);
  }
  Task<> emits_from_pool(Context& ctx) {
    Local local;
    co_await ctx.offload([&ctx] {
      for (int i = 0; i < 10; ++i) ctx.emit_blocking(std::to_string(i), GARDEN_TEXT);
    });
  }
  static Task<std::string> one(Context& ctx, std::string word) {
    Local local;
    co_await ctx.sleep(5);
    co_return co_await ctx.call("llm:echo", "generate", std::move(word));
  }
  Task<> parallel(Context& ctx) {
    Local local;
    std::vector<Task<std::string>> many;
    for (const auto* word : {"a", "b", "c"}) many.push_back(one(ctx, word));
    const auto parts = co_await garden::all(std::move(many));
    auto [last, nobody] = co_await garden::all(one(ctx, "d"), ctx.try_call("llm:nobody", "generate", ""));
    co_await ctx.emit(parts[0] + parts[1] + parts[2] + last + std::string(garden::name_of(nobody.status)));
  }
  Task<> forwards(Context& ctx) {
    Local local;
    auto answer = ctx.stream("llm:poet", "generate", ctx.request(), ctx.within_ms(5000));
    while (const auto message = co_await answer.next()) {
      co_await ctx.emit(message->bytes, message->kind);
      co_await ctx.sleep(1);
    }
    co_await ctx.emit(answer.result());
  }
  Task<> leaves_stream(Context& ctx) {
    Local local;
    {
      auto answer = ctx.stream("llm:poet", "generate", "");
      const auto first = co_await answer.next();
      co_await ctx.emit(first->bytes, first->kind);
    }
    co_await ctx.sleep(100);
  }
  Task<> fetches(Context& ctx) {
    Local local;
    garden::HttpRequest request("POST", "https://example.test/v1");
    request.header("Content-Type", "application/json").header("x-key", "k\"\n").body = "{\"prompt\": 1}";
    auto reply = co_await ctx.http(std::move(request));
    if (reply.status() != 200) {
      const auto why = co_await reply.excerpt(20);
      throw garden::Failure(GARDEN_UNAVAILABLE, std::to_string(reply.status()) + " " + why);
    }
    while (const auto event = co_await reply.next_sse()) {
      co_await ctx.emit("[" + std::string(*event) + "]");
      if (ctx.request() == "slowly") co_await ctx.sleep(10);
    }
    co_await ctx.emit(reply.header("X-Count"));
  }
  Task<> downloads(Context& ctx) {
    Local local;
    auto reply = co_await ctx.http(garden::HttpRequest("GET", "https://example.test/file"));
    const auto body = co_await reply.body(1000);
    co_await ctx.emit(body);
  }
  Task<> signals(Context& ctx) {
    Local local;
    garden::Signal<std::string> answer(ctx);
    garden::Signal<> done(ctx);
    std::jthread thread([waker = answer.waker(), finished = done.waker()] {
      waker.set("from a thread");
      waker.set("too late");
      finished.set();
    });
    const std::string text = co_await answer;
    co_await done;
    co_await ctx.emit(text);
  }

  static constexpr garden::Verb<Prover> verbs[] = {
      {"emits", &Prover::emits},          {"sleeps", &Prover::sleeps},     {"offloads", &Prover::offloads},
      {"pool", &Prover::emits_from_pool}, {"parallel", &Prover::parallel}, {"forwards", &Prover::forwards},
      {"leaves", &Prover::leaves_stream}, {"fetches", &Prover::fetches},   {"downloads", &Prover::downloads},
      {"signals", &Prover::signals}};
};

const HttpAnswer sse{.chunks = {"data: a\n\ndata: b\n", "\nda", "ta: c\n\n"},
                     .headers = {{"x-count", "3"}},
                     .delay_ms = 100,
                     .gap_ms = 20};
const CallAnswer poem{.emits = {{GARDEN_THOUGHT, "hm"}, {GARDEN_TEXT, "roses"}, {GARDEN_TEXT, " are"}},
                      .result = " red",
                      .delay_ms = 10,
                      .gap_ms = 10};

// A host with everything the verbs ask for.
std::unique_ptr<FakeHost> make_host() {
  auto host = std::make_unique<FakeHost>(garden::component<Prover>(GARDEN_AGENT, "prover", "Proves.", "{}"));
  host->on_call("llm:echo", "generate", [](const auto& seen) {
    return CallAnswer{.emits = {{GARDEN_TEXT, seen.request}}, .delay_ms = seen.request == "a" ? 50u : 1u};
  });
  host->answer_call("llm:poet", "generate", poem);
  host->on_http(
      [](const auto& seen) { return seen.method() == "GET" ? HttpAnswer{.chunks = {"12", "34"}} : sse; });
  return host;
}

std::string run(FakeHost& host, const char* verb, const char* request = "") {
  auto& op = host.run(verb, request);
  CHECK(op.children() == 0);
  return op.status() == GARDEN_OK ? op.text() : std::to_string(op.status()) + " " + op.result();
}

}  // namespace

TEST_CASE("Context: each promise") {
  auto host = make_host();
  CHECK(run(*host, "emits") == "01234");
  CHECK(run(*host, "sleeps") == "60000");
  CHECK(run(*host, "offloads") == "5050 0 in the pool");
  CHECK(run(*host, "pool") == "0123456789");
  CHECK(run(*host, "parallel") == "abcdnot_found");
  CHECK(run(*host, "forwards") == "roses are red");
  CHECK(run(*host, "leaves") == "");
  CHECK(run(*host, "fetches") == "[a][b][c]3");
  CHECK(run(*host, "fetches", "slowly") == "[a][b][c]3");
  CHECK(run(*host, "downloads") == "1234");
  CHECK(host->calls_seen().at(5).timeout_ms == 5000);
  CHECK(host->http_seen().at(0).url() == "https://example.test/v1");
  CHECK(host->http_seen().at(0).header("x-key") == "k\"\n");
  CHECK(host->http_seen().at(0).body == "{\"prompt\": 1}");
  CHECK(host->violations().empty());
  CHECK(alive == 0);
}

TEST_CASE("Context: the kinds and the order of what is emitted") {
  auto host = make_host();
  auto& op = host->run("emits", "");
  CHECK(op.bytes(GARDEN_THOUGHT) == "hm");
  CHECK(op.json() == std::vector<std::string>{R"({"done": true})"});
  CHECK(op.emitted().size() == 7);
}

TEST_CASE("Context: FULL loses nothing and keeps the order") {
  for (const unsigned n : {2u, 3u}) {
    auto host = make_host();
    host->full_every(n);
    CHECK(run(*host, "emits") == "01234");
    CHECK(run(*host, "forwards") == "roses are red");
    CHECK(run(*host, "fetches") == "[a][b][c]3");
    CHECK(host->violations().empty());
  }
}

TEST_CASE("Context: a reader that stops holds the component, a reader that goes on lets it go on") {
  auto host = make_host();
  host->buffer_bytes_max(2);
  auto& op = host->run("emits", "");
  CHECK_FALSE(op.over());
  CHECK(op.text() == "01");
  host->drain(op);
  host->work();
  CHECK(op.text() == "0123");
  for (int i = 0; i < 5; ++i) {
    host->drain(op);
    host->work();
  }
  CHECK(op.finished());
  CHECK(op.emitted().size() == 7);
}

TEST_CASE("Context: offload on real threads, with emits that wait there") {
  auto host = make_host();
  host->offload_on_threads(true);
  CHECK(run(*host, "offloads") == "5050 0 in the pool");
  host->full_every(3);
  CHECK(run(*host, "pool") == "0123456789");
  CHECK(host->violations().empty());
}

TEST_CASE("Context: a thread wakes the lane") {
  auto host = make_host();
  for (int i = 0; i < 50; ++i) {
    auto& op = host->begin("signals", "");
    REQUIRE(host->wait(op));
    REQUIRE(op.text() == "from a thread");
  }
  CHECK(host->violations().empty());
}

TEST_CASE("Context: what the other side says when it fails") {
  auto host = make_host();
  host->on_http([](const auto&) {
    return HttpAnswer{.status = 0, .ending = GARDEN_UNAVAILABLE, .error = "connection refused"};
  });
  CHECK(run(*host, "fetches") == "8 connection refused");
  host->on_http([](const auto&) {
    return HttpAnswer{.chunks = {"data: a\n\n", "data: b"}, .ending = GARDEN_DEADLINE, .error = "too slow"};
  });
  CHECK(run(*host, "fetches") == "4 too slow");
  host->on_http([](const auto&) { return HttpAnswer{.status = 503, .chunks = {std::string(100, 'x')}}; });
  CHECK(run(*host, "fetches") == "8 503 " + std::string(20, 'x'));
  host->on_http(
      [](const auto&) { return HttpAnswer{.chunks = {std::string(600, 'x'), std::string(600, 'y')}}; });
  CHECK(run(*host, "downloads") == "5 the answer is larger than 1000 bytes");
  host->answer_call("llm:poet", "generate",
                    {.emits = {{GARDEN_TEXT, "a"}}, .ending = GARDEN_DENIED, .result = "no"});
  CHECK(run(*host, "forwards") == "7 no");
  host->answer_call("llm:poet", "generate", {.emits = {{GARDEN_TEXT, "a"}}, .delay_ms = 6000});
  CHECK(run(*host, "forwards") == "4 the call took too long");
  CHECK(host->violations().empty());
  CHECK(alive == 0);
}

TEST_CASE("Context: a deadline ends it, and within_ms never promises more") {
  auto host = make_host();
  host->deadline_ms(1000);
  auto& op = host->run("sleeps", "");
  CHECK(op.over());
  CHECK_FALSE(op.finished());
  CHECK(op.status() == GARDEN_DEADLINE);
  host->run("forwards", "");
  CHECK(host->calls_seen().back().timeout_ms == 1000);
  CHECK(alive == 0);
}

TEST_CASE("Context: cancelled before each of its events, every verb ends and leaves nothing") {
  for (const bool threads : {false, true}) {
    for (const auto& verb : Prover::verbs) {
      auto host = make_host();
      host->offload_on_threads(threads);
      if (verb.name != "signals") host->full_every(3);
      for (int events = 0; events < 60; ++events) {
        auto& op = host->run(std::string(verb.name), "", events);
        if (verb.name == "signals") REQUIRE(host->wait(op));
        INFO(verb.name << " cancelled after " << events << " events");
        REQUIRE(op.over());
        REQUIRE(op.children() == 0);
        REQUIRE(alive == 0);
      }
      CHECK(host->violations().empty());
    }
  }
}

TEST_CASE("Signal: outlives everything, and nobody answering is a failure") {
  struct Waits {
    explicit Waits(Config) {}
    Task<> run(Context& ctx) {
      garden::Signal<int> signal(ctx);
      kept() = signal.waker();
      if (ctx.request() == "forget") kept().reset();
      const int got = co_await signal;
      co_await ctx.emit(std::to_string(got));
    }
    static std::optional<garden::Waker<int>>& kept() {
      static std::optional<garden::Waker<int>> waker;
      return waker;
    }
  };
  {
    FakeHost host(garden::component<Waits>(GARDEN_AGENT, "waits", "Waits.", "{}"));
    auto& forgotten = host.run("run", "forget");
    CHECK(forgotten.status() == GARDEN_UNAVAILABLE);
    CHECK(forgotten.result() == "nobody answered");
    auto& answered = host.run("run", "");
    CHECK_FALSE(answered.over());
    Waits::kept()->set(7);
    host.work();
    CHECK(answered.text() == "7");
    auto& cancelled = host.run("run", "", 0);
    CHECK(cancelled.status() == GARDEN_CANCELLED);
    CHECK(host.violations().empty());
  }
  Waits::kept()->set(8);  // the operation, the instance and the host are gone
  Waits::kept().reset();
}
