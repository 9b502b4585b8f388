// Goal: the way through an MCP server over Streamable HTTP: headers and eras, bodies and streams, lost
// sessions. Method: the connector on FakeHost, its upstream a function (mcp_fake.hpp).
#include <catch2/catch.hpp>

#include "direct_shop.hpp"
#include "mcp_fake.hpp"

using namespace garden;
using namespace garden::tidb::testing;
using garden::testing::FakeOperation;
using garden::testing::HttpAnswer;
using garden::testing::HttpSeen;

namespace {

struct Bench {
  explicit Bench(FakeMcp fake = {}) : mcp(std::move(fake)) {
    shop = std::make_unique<Shop>(
        R"({"mcp":{"url":"http://mcp.test/mcp","token":"t0ken","headers":{"X-Shop":"7"}}})");
    shop->host->on_http([this](const HttpSeen& seen) { return on_http(seen); });
  }
  HttpAnswer answer(const HttpSeen& seen) {
    if (!mcp.modern && json::same(json::member(seen.body, "method"), "server/discover"))
      return {.status = 400,
              .chunks = {R"({"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request"},"id":null})"}};
    auto message = mcp.answer(seen.body);
    if (message.empty()) return {.status = 202};
    HttpAnswer answer;
    if (!session.empty() && mcp.seen.back() == "initialize")
      answer.headers.emplace_back("Mcp-Session-Id", session);
    if (!stream) {
      answer.headers.emplace_back("content-type", "application/json");
      answer.chunks = {message};
    } else {
      answer.headers.emplace_back("Content-Type", "text/event-stream");
      answer.chunks = {
          ": hello\n\nevent: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}\n\n",
          "event: message\ndata: " + message.substr(0, 9), message.substr(9) + "\n\n"};
    }
    return answer;
  }
  FakeOperation& ask() { return shop->query("SELECT a FROM t", "[]", R"(,"columns":["a"])"); }

  FakeMcp mcp;
  bool stream = false;
  std::string session;
  std::function<HttpAnswer(const HttpSeen&)> on_http = [this](const HttpSeen& seen) { return answer(seen); };
  std::unique_ptr<Shop> shop;
};

}  // namespace

TEST_CASE("mcp http: both eras, bodies and streams") {
  FakeMcp fake;
  fake.modern = GENERATE(true, false);
  Bench bench(fake);
  bench.stream = GENERATE(true, false);
  for (int i = 0; i < 2; ++i) {
    auto& operation = bench.ask();
    INFO(operation.result());
    REQUIRE(operation.status() == GARDEN_OK);
    CHECK(rows_of(operation) == std::vector<std::string>{"[1]"});
  }
  const auto& seen = bench.shop->host->http_seen();
  CHECK(seen.size() == (fake.modern ? 4 : 6));
  const auto& last = seen.back();
  CHECK(last.method() == "POST");
  CHECK(last.header("Accept") == "application/json, text/event-stream");
  CHECK(last.header("Authorization") == "Bearer t0ken");
  CHECK(last.header("X-Shop") == "7");
  CHECK(last.header("MCP-Protocol-Version") == (fake.modern ? "2026-07-28" : "2025-06-18"));
  CHECK(last.header("Mcp-Method") == (fake.modern ? "tools/call" : ""));
  CHECK(last.header("Mcp-Name") == (fake.modern ? "mysql_query" : ""));
  CHECK(bench.shop->host->violations().empty());
}

TEST_CASE("mcp http: a session is kept, and made anew when the server has lost it") {
  Bench bench;
  bench.session = "s-1";
  REQUIRE(bench.ask().status() == GARDEN_OK);
  CHECK(bench.shop->host->http_seen().back().header("Mcp-Session-Id") == "s-1");
  bench.on_http = [&](const HttpSeen& seen) -> HttpAnswer {
    if (seen.header("Mcp-Session-Id") == "s-1") return {.status = 404, .chunks = {"not found"}};
    return bench.answer(seen);
  };
  bench.session = "s-2";
  REQUIRE(bench.ask().status() == GARDEN_OK);
  CHECK(bench.shop->host->http_seen().back().header("Mcp-Session-Id") == "s-2");
  CHECK(bench.mcp.count("initialize") == 2);
}

TEST_CASE("mcp http: what a server says by its status, and answers that break off") {
  struct Case {
    HttpAnswer answer;
    garden_status status;
    std::string word;
  };
  for (const auto& [answer, status, word] : std::vector<Case>{
           {{.status = 401}, GARDEN_UNAVAILABLE, "token"},
           {{.status = 503}, GARDEN_UNAVAILABLE, "503"},
           {{.status = 302}, GARDEN_UNAVAILABLE, "url"},
           {{.status = 0, .ending = GARDEN_UNAVAILABLE, .error = "refused"}, GARDEN_UNAVAILABLE, "refused"},
           {{.status = 200, .chunks = {"<html>"}, .headers = {{"Content-Type", "text/html"}}},
            GARDEN_INVALID,
            ""},
           {{.status = 200, .chunks = {": nothing\n\n"}, .headers = {{"Content-Type", "text/event-stream"}}},
            GARDEN_UNAVAILABLE,
            "broke off"},
           {{.status = 0, .ending = GARDEN_DEADLINE, .error = "too slow"}, GARDEN_DEADLINE, "slow"}}) {
    Bench bench;
    REQUIRE(bench.ask().status() == GARDEN_OK);
    const HttpAnswer wrong = answer;
    bench.on_http = [&](const HttpSeen& seen) {
      return json::same(json::member(seen.body, "method"), "tools/call") ? wrong : bench.answer(seen);
    };
    auto& operation = bench.ask();
    INFO(word << ": " << operation.result());
    CHECK(operation.status() == status);
    CHECK(operation.result().contains(word));
    CHECK_FALSE(operation.result().contains("t0ken"));
    CHECK(bench.shop->host->violations().empty());
  }
}

TEST_CASE("mcp: the configuration needs a way, and each way what it needs") {
  for (const auto* wrong : {"{}", R"({"mcp":{}})", R"({"mcp":{"url":"http://x/","command":["x"]}})",
                            R"({"mcp":{"url":"http://x/"},"order":["mcp","direct"]})",
                            R"({"mcp":{"url":"http://x/"},"order":["mcp","mcp"]})"}) {
    INFO(wrong);
    const Shop shop(wrong);
    CHECK(shop.host->create_status() == GARDEN_INVALID);
  }
}
