// Goal: what host->http promises: streams in order, back-pressure, each deadline, cancel at any time, kept
// connections, refusals of what could carry something hidden.
// Method: a fake upstream that misbehaves by its address; a component that fetches and may be slow.
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>

#include "base/json.hpp"
#include "runtime/http_request.hpp"
#include "runtime/shard.hpp"
#include "support/fake_upstream.hpp"
#include "support/test_host.hpp"

using namespace garden;
using namespace std::chrono_literals;
using base::Code;
using base::Json;
using testing::FakeUpstream;
using testing::Script;
using testing::TestHost;

namespace {

// Fetches what the request says; emits the status, the head and what came; "nap_ms" pauses after each DATA.
struct Fetcher : Script {
  struct One {
    std::string head, body;
    unsigned nap_ms = 0;
    bool ended = false;
  };
  std::mutex mutex;
  std::map<garden_op, std::shared_ptr<One>> all;  // [mutex] operations of several shards
  std::string newest_body;                        // [mutex] of the last answer that ended, all of it
  std::atomic<int> overtaken{0};                  // DATA that came while it was paused

  Fetcher() {
    begin = [this](Script&, garden_op op, std::string_view, std::string_view request) {
      auto one = std::make_shared<One>();
      auto asked = base::parse_json(request).value();
      one->nap_ms = static_cast<unsigned>(base::integer_at(asked, "nap_ms", 0));
      {
        std::lock_guard guard(mutex);
        all[op] = one;
      }
      const auto body = base::text_at(asked, "body");
      const auto status = host->http(host, op, 1, testing::raw(request), testing::raw(body));
      if (status != GARDEN_OK) finish(op, status, "refused at once");
    };
    event = [this](Script&, garden_op op, const garden_event& event) { on_event(op, event); };
  }

  void on_event(garden_op op, const garden_event& event) {
    std::shared_ptr<One> one;
    {
      std::lock_guard guard(mutex);
      one = all[op];
      if (event.event == GARDEN_EV_CANCEL || event.event == GARDEN_EV_DONE) all.erase(op);
    }
    if (event.event == GARDEN_EV_HEAD) one->head = testing::view(event.body);
    if (event.event == GARDEN_EV_DATA) {
      one->body += testing::view(event.body);
      if (one->nap_ms != 0) {
        host->pause(host, op, 1, 1);
        host->sleep(host, op, 2, one->nap_ms);
      }
    }
    if (event.event == GARDEN_EV_WAKE) host->pause(host, op, 1, 0);
    if (event.event != GARDEN_EV_DONE) return;
    {
      std::lock_guard guard(mutex);
      newest_body = one->body;
    }
    emit(op, one->head, GARDEN_JSON);
    for (std::size_t at = 0; at < one->body.size(); at += 1000)
      emit(op, one->body.substr(at, 1000), GARDEN_RAW);
    finish(op, event.status, testing::view(event.body));
  }
};

struct Bench {
  FakeUpstream upstream;
  Fetcher fetcher;
  TestHost host{{.shards = 2}};
  std::shared_ptr<runtime::Instance> instance = host.add(fetcher, "fetcher");

  runtime::OperationRequest request(const std::string& path, Json more = {}) {
    Json json{{"url", upstream.url(path)}, {"method", "GET"}};
    if (more.is_object()) json.update(more);
    return {.instance = instance, .verb = "fetch", .request = base::to_text(json)};
  }
  runtime::Answer fetch(const std::string& path, Json more = {}) {
    return runtime::run(*host.runtime, request(path, std::move(more)));
  }
};

// "~0\n~1\n...": how many lines are there, and are they in order?
int lines_in_order(const std::string& body) {
  int next = 0;
  for (std::size_t at = 0; at < body.size(); next++) {
    const auto end = body.find('\n', at);
    if (end == body.npos || std::atoi(body.c_str() + at + 1) != next) return -1;
    at = end + 1;
  }
  return next;
}

int status_of(const runtime::Answer& answer) {
  const auto head = base::parse_json(answer.joined(GARDEN_JSON));
  return head ? static_cast<int>(base::integer_at(*head, "status", 0)) : 0;
}

}  // namespace

TEST_CASE("A streamed answer arrives whole and in order") {
  Bench bench;
  const auto answer = bench.fetch("/stream?chunks=50&gap=1");
  CHECK(answer.ok());
  CHECK(status_of(answer) == 200);
  CHECK(lines_in_order(answer.joined(GARDEN_RAW)) == 50);
}

TEST_CASE("Any status of the answer is an answer, and redirects are not followed") {
  Bench bench;
  for (int code : {204, 301, 404, 503}) {
    const auto answer = bench.fetch("/status?code=" + std::to_string(code));
    CHECK(answer.ok());
    CHECK(status_of(answer) == code);
  }
  CHECK(bench.upstream.requests() == 4);
}

TEST_CASE("Method, headers and body arrive as they were given; bytes that are not ASCII come back as JSON") {
  Bench bench;
  const auto answer = bench.fetch(
      "/echo", {{"method", "PUT"},
                {"headers", Json::array({Json::array({"X-Key", "secret"}), Json::array({"X-Empty", ""})})},
                {"body", "{\"a\":1}"}});
  REQUIRE(answer.ok());
  const auto request = answer.joined(GARDEN_RAW);
  CHECK(request.starts_with("PUT /echo HTTP/1.1\r\n"));
  CHECK(request.find("\r\nX-Key: secret\r\n") != request.npos);
  CHECK(request.find("\r\nX-Empty:\r\n") != request.npos);
  CHECK(request.find("Expect:") == request.npos);
  CHECK(request.ends_with("\r\n\r\n{\"a\":1}"));
  const auto head = base::parse_json(answer.joined(GARDEN_JSON));
  REQUIRE(head.has_value());
  CHECK(base::to_text(*head).find("caf\xc3\xa9 \\\"q\\\"") != std::string::npos);
}

TEST_CASE("A body arrives whole, whatever its size, and on a connection that turned out to be dead") {
  FakeUpstream upstream;
  Fetcher fetcher;
  TestHost host({.shards = 1});
  auto instance = host.add(fetcher, "fetcher");
  std::string text;
  for (int i = 0; text.size() < 400'000; ++i) text += std::to_string(i) + " ";
  const auto is_echoed = [&](const char* path, const std::string& body) {
    Json json{{"url", upstream.url(path)}, {"method", "POST"}, {"body", body}};
    const auto answer = host.ask(instance, "fetch", base::to_text(json));
    std::lock_guard guard(fetcher.mutex);
    return answer.ok() && fetcher.newest_body.ends_with("\r\n\r\n" + body);
  };
  for (std::size_t size : {0, 1, 2'048, 2'049, 65'536, 98'303, 98'304, 98'305, 400'000})
    CHECK(is_echoed("/echo", text.substr(0, size)));
  CHECK(upstream.connections() == 1);
  CHECK(is_echoed("/echo-once", text));  // the connection is used again, and again once it is a new one
  CHECK(upstream.connections() == 2);
  CHECK(upstream.requests() == 11);
}

TEST_CASE("A run's trace goes with what its components ask, unless they send one of their own") {
  Bench bench;
  const std::string ours = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const auto sent = [&bench, &ours](Json more) {
    auto request = bench.request("/echo", std::move(more));
    request.trace = {"run_1", ours};
    return runtime::run(*bench.host.runtime, std::move(request)).joined(GARDEN_RAW);
  };
  CHECK(sent({}).find("\r\ntraceparent: " + ours + "\r\n") != std::string::npos);
  const auto own = sent({{"headers", Json::array({Json::array({"Traceparent", "own"})})}});
  CHECK(own.find("\r\nTraceparent: own\r\n") != std::string::npos);
  CHECK(own.find(ours) == std::string::npos);
}

TEST_CASE("Connections are kept and used again") {
  FakeUpstream upstream;
  Fetcher fetcher;
  TestHost host({.shards = 1});
  auto instance = host.add(fetcher, "fetcher");
  for (int i = 0; i < 6; i++) {
    Json json{{"url", upstream.url("/stream?chunks=2")}, {"method", "GET"}};
    CHECK(host.ask(instance, "fetch", base::to_text(json)).ok());
  }
  CHECK(upstream.requests() == 6);
  CHECK(upstream.connections() == 1);
}

TEST_CASE("A slow component pauses its upstream: little is buffered, nothing is lost") {
  Bench bench;
  const auto answer = bench.fetch("/stream?chunks=600&size=2000", {{"nap_ms", 1}});
  CHECK(answer.ok());
  CHECK(lines_in_order(answer.joined(GARDEN_RAW)) <= 600);
  CHECK(testing::eventually([&] { return bench.host.metric("garden_http_client_pauses_total") > 0; }));
}

TEST_CASE("One paused stream does not hold up its neighbours") {
  FakeUpstream upstream;
  Fetcher fetcher;
  TestHost host({.shards = 1});
  auto instance = host.add(fetcher, "fetcher");
  Json slow{{"url", upstream.url("/stream?chunks=600&size=2000")}, {"method", "GET"}, {"nap_ms", 60'000}};
  auto held = runtime::run_then(*host.runtime,
                                {.instance = instance, .verb = "fetch", .request = base::to_text(slow)},
                                host.runtime->shard(0), [](auto) {});
  REQUIRE(held.has_value());
  REQUIRE(testing::eventually([&] { return host.metric("garden_http_client_pauses_total") > 0; }));
  Json quick{{"url", upstream.url("/stream?chunks=20&gap=1")}, {"method", "GET"}};
  CHECK(lines_in_order(host.ask(instance, "fetch", base::to_text(quick)).joined(GARDEN_RAW)) == 20);
  (*held)->cancel();
}

TEST_CASE("Each deadline ends a request with a word for it") {
  Bench bench;
  const auto first_byte = bench.fetch("/stall", {{"first_byte_ms", 100}});
  CHECK(first_byte.status == Code::deadline);
  CHECK(first_byte.body == "the first byte deadline has passed");
  const auto idle = bench.fetch("/stall-after?chunks=5", {{"idle_ms", 100}});
  CHECK(idle.status == Code::deadline);
  CHECK(idle.body == "the idle deadline has passed");
  CHECK(lines_in_order(idle.joined(GARDEN_RAW)) == 5);
  const auto total = bench.fetch("/stream?chunks=10000&gap=5", {{"total_ms", 100}});
  CHECK(total.status == Code::deadline);
  CHECK(total.body == "the total deadline has passed");
}

TEST_CASE("The idle clock stands still while the component has paused") {
  Bench bench;
  const auto answer = bench.fetch("/stream?chunks=3&gap=1", {{"idle_ms", 150}, {"nap_ms", 400}});
  CHECK(answer.ok());
  CHECK(lines_in_order(answer.joined(GARDEN_RAW)) == 3);
}

TEST_CASE("An upstream that resets, cuts off or refuses is away, not silent") {
  Bench bench;
  CHECK(bench.fetch("/reset-after?chunks=3").status == Code::unavailable);
  CHECK(bench.fetch("/cut").status == Code::unavailable);
  CHECK(bench.fetch("/big-head?size=100000").status == Code::unavailable);
  CHECK(bench.fetch("/close?chunks=3").ok());
  CHECK(bench.fetch("", {{"url", "http://127.0.0.1:1/"}}).status == Code::unavailable);
}

TEST_CASE("Requests that could carry something hidden are refused in words") {
  Bench bench;
  auto header = [&bench](const char* name, const char* value) {
    return bench.fetch("/echo", {{"headers", Json::array({Json::array({name, value})})}});
  };
  for (const auto& answer :
       {header("X-A", "1\r\nX-Injected: 2"), header("X-A\r\nX-B", "1"), header("", "1"), header("X A", "1"),
        header("Content-Length", "0"), header("transfer-encoding", "chunked"),
        bench.fetch("", {{"url", "file:///etc/passwd"}}), bench.fetch("", {{"url", "ftp://127.0.0.1/"}}),
        bench.fetch("", {{"url", "no url"}}),
        bench.fetch("/echo", {{"method", "GET /x HTTP/1.1\r\n\r\nGET"}}),
        bench.fetch("/echo", {{"idle_ms", -1}}), bench.fetch("/echo", {{"http", "3"}}),
        bench.fetch("/echo", {{"headers", "text"}})}) {
    CHECK(answer.status == Code::invalid);
    CHECK(answer.body.size() > 10);
  }
  CHECK(bench.upstream.requests() == 0);
}

TEST_CASE(
    "A cancelled request closes its connection, in mid-stream, while paused and before the first byte") {
  Bench bench;
  for (const char* path : {"/stream?chunks=100000&gap=1", "/stream?chunks=100000&size=2000", "/stall"}) {
    auto begun = runtime::run_then(*bench.host.runtime, bench.request(path, {{"nap_ms", 1}}),
                                   bench.host.runtime->shard(0), [](auto) {});
    REQUIRE(begun.has_value());
    REQUIRE(testing::eventually([&] { return bench.upstream.open() == 1; }));
    (*begun)->cancel();
    CHECK(testing::eventually([&] { return bench.upstream.open() == 0; }));
  }
  CHECK(testing::eventually([&] { return bench.host.metric("garden_http_client_open") == 0; }));
}

TEST_CASE("Requests to one host are limited, and the next ones go through again") {
  FakeUpstream upstream;
  Fetcher fetcher;
  TestHost host({.shards = 1, .http = {.ca_file = {}, .transfers_per_host_max = 3}});
  auto instance = host.add(fetcher, "fetcher");
  const auto stalled = base::to_text(Json{{"url", upstream.url("/stall")}, {"method", "GET"}});
  std::vector<std::shared_ptr<runtime::Operation>> held;
  for (int i = 0; i < 3; i++)
    held.push_back(runtime::run_then(*host.runtime, {.instance = instance, .verb = "f", .request = stalled},
                                     host.runtime->shard(0), [](auto) {})
                       .value());
  REQUIRE(testing::eventually([&] { return upstream.requests() == 3; }));
  const auto refused = host.ask(instance, "f", stalled);
  CHECK(refused.status == Code::rate_limited);
  CHECK(testing::eventually([&] {
    return host.metric("garden_limit_hits_total", R"(limit="upstream_transfers_per_host_max")") == 1;
  }));
  for (auto& operation : held) operation->cancel();
  CHECK(testing::eventually([&] {
    return host.ask(instance, "f", base::to_text(Json{{"url", upstream.url("/echo")}, {"method", "GET"}}))
        .ok();
  }));
}

TEST_CASE("A proxy named in the environment is used") {
  Bench bench;
  setenv("http_proxy", bench.upstream.url("").c_str(), 1);
  const auto answer = bench.fetch("", {{"url", "http://shop.example/echo"}});
  unsetenv("http_proxy");
  REQUIRE(answer.ok());
  CHECK(answer.joined(GARDEN_RAW).starts_with("GET http://shop.example/echo HTTP/1.1\r\n"));
}
