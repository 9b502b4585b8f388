// Goal: the way through an MCP server over pipes: both eras, many questions at once, and every fault of a
// server. Method: the connector on FakeHost, its server a function (mcp_fake.hpp) behind garden.process/1.
#include <catch2/catch.hpp>

#include "direct_shop.hpp"
#include "garden/testing/fake_process.hpp"
#include "mcp_fake.hpp"

using namespace garden;
using namespace garden::tidb::testing;
using garden::testing::FakeHost;
using garden::testing::FakeOperation;
using garden::testing::FakeProcesses;
using garden::testing::FakeProgram;

namespace {

constexpr auto named = R"(,"columns":["a"],"max_rows":100)";

struct Bench {
  explicit Bench(const std::string& more = "", FakeMcp fake = {}) : mcp(std::move(fake)) {
    shop = std::make_unique<Shop>(R"({"mcp":{"command":["server"])" + more + "}}");
    programs = std::make_unique<FakeProcesses>(*shop->host);
    programs->on_start([this](const FakeProcesses::Start& asked, FakeProgram& program) -> garden_status {
      request = asked.request;
      program.on_line = [this](FakeProgram& self, std::string_view line) { on_line(self, line); };
      return GARDEN_OK;
    });
  }
  // What the server does with a line; tests put faults before it.
  std::function<void(FakeProgram&, std::string_view)> on_line = [this](FakeProgram& self,
                                                                       std::string_view line) {
    if (auto answer = mcp.answer(line); !answer.empty()) self.say(std::move(answer));
  };
  FakeOperation& ask(const std::string& sql = "SELECT a FROM t", const std::string& more = named) {
    return shop->query(sql, "[]", more);
  }

  FakeMcp mcp;
  std::string request;
  std::unique_ptr<Shop> shop;
  std::unique_ptr<FakeProcesses> programs;
};

bool is_call(std::string_view line) { return json::same(json::member(line, "method"), "tools/call"); }

}  // namespace

TEST_CASE("mcp stdio: a server of each era answers, agreed with once") {
  const bool modern = GENERATE(true, false);
  const bool answers = GENERATE(true, false);
  FakeMcp fake;
  fake.modern = modern;
  fake.answers_unknown = answers;
  Bench bench("", fake);
  for (int i = 0; i < 3; ++i) {
    auto& operation = bench.ask();
    INFO(operation.result());
    REQUIRE(operation.status() == GARDEN_OK);
    CHECK(rows_of(operation) == std::vector<std::string>{"[1]"});
    CHECK(done_of(operation, "via") == "\"mcp\"");
  }
  CHECK(bench.mcp.count("server/discover") == 1);
  CHECK(bench.mcp.count("initialize") == (modern ? 0 : 1));
  CHECK(bench.mcp.count("notifications/initialized") == (modern ? 0 : 1));
  CHECK(bench.mcp.count("tools/list") == 1);
  CHECK(bench.mcp.statements.at(0) == "SELECT /*+ MAX_EXECUTION_TIME(10000) */ a FROM t\nLIMIT 101");
  CHECK(json::text(json::at(bench.request, "env", "MYSQL_BIG_NUMBER_STRINGS")) == "true");
  CHECK(bench.shop->host->violations().empty());
}

TEST_CASE("mcp stdio: only named queries, only reading, only servers that promise it") {
  Bench bench;
  CHECK(bench.ask("SELECT a FROM t", "").status() == GARDEN_DENIED);
  CHECK(bench.ask("DELETE FROM t").status() == GARDEN_DENIED);
  CHECK(bench.ask("SELECT 1; SELECT 2").status() == GARDEN_INVALID);
  CHECK(bench.programs->started() == 0);
  FakeMcp writes;
  writes.tools = R"([{"name":"db_query","inputSchema":{"properties":{"sql":{"type":"string"}}}}])";
  Bench refused("", writes);
  auto& operation = refused.ask();
  CHECK(operation.status() == GARDEN_UNAVAILABLE);
  CHECK(operation.result().contains("trust"));
  CHECK(refused.mcp.statements.empty());
  Bench trusted(R"(,"trust":true,"env":{"ALLOW_DDL_OPERATION":"x"})", writes);
  CHECK(trusted.ask().status() == GARDEN_OK);
  auto& ping = trusted.shop->ask("ping");
  CHECK(ping.json().at(0).contains("trust"));
  CHECK(json::text(json::at(trusted.request, "env", "ALLOW_DDL_OPERATION")) == "x");
}

TEST_CASE("mcp stdio: a server that talks nonsense between its answers is understood") {
  Bench bench;
  const auto right = bench.on_line;
  bench.on_line = [&](FakeProgram& self, std::string_view line) {
    self.say("Starting up...");
    self.say("[1,2,3]");
    self.say("{\"half\":");
    self.say(R"({"jsonrpc":"2.0","method":"notifications/message","params":{}})");
    self.say(FakeMcp::result("999", "{}"));
    self.say(R"({"jsonrpc":"2.0","id":"srv-1","method":"ping"})");
    self.say(R"({"jsonrpc":"2.0","id":5,"method":"sampling/createMessage","params":{}})");
    right(self, line);
  };
  CHECK(bench.ask().status() == GARDEN_OK);
  const auto& lines = bench.programs->at(0).lines_seen;
  const auto has = [&lines](const std::string& text) {
    return std::ranges::find(lines, text) != lines.end();
  };
  CHECK(has(R"({"jsonrpc":"2.0","id":"srv-1","result":{}})"));
  CHECK(has(R"({"jsonrpc":"2.0","id":5,"error":{"code":-32601,"message":"not offered"}})"));
  std::size_t warnings = 0;
  for (const auto& line : bench.shop->host->log()) warnings += line.level == GARDEN_LOG_WARN;
  CHECK(warnings >= 1);
  CHECK(warnings <= 5);
}

TEST_CASE("mcp stdio: many ask at once; answers in any order reach whom they belong to") {
  Bench bench;
  std::vector<std::string> held;
  std::vector<std::size_t> order =
      GENERATE(std::vector<std::size_t>{0, 1, 2, 3, 4}, std::vector<std::size_t>{4, 3, 2, 1, 0},
               std::vector<std::size_t>{2, 0, 4, 1, 3});
  bench.mcp.rows = [](const std::string& sql) {
    return R"([{"a":")" + sql.substr(sql.find("q="), 3) + R"("}])";
  };
  const auto right = bench.on_line;
  REQUIRE(bench.ask("SELECT 'q=x'").status() == GARDEN_OK);
  bench.on_line = [&](FakeProgram& self, std::string_view line) {
    if (!is_call(line)) return right(self, line);
    held.push_back(bench.mcp.answer(line));
    if (held.size() == order.size())
      for (const auto index : order) self.say(held[index]);
  };
  std::vector<FakeOperation*> all;
  for (std::size_t i = 0; i < order.size(); ++i)
    all.push_back(
        &bench.shop->host->begin("query", request("SELECT 'q=" + std::to_string(i) + "'", "[]", named)));
  bench.shop->host->work();
  for (std::size_t i = 0; i < all.size(); ++i) {
    INFO(all[i]->result());
    REQUIRE(all[i]->status() == GARDEN_OK);
    CHECK(rows_of(*all[i]) == std::vector<std::string>{"[\"q=" + std::to_string(i) + "\"]"});
  }
  CHECK(bench.shop->host->violations().empty());
}

TEST_CASE("mcp stdio: one who is cancelled takes nobody along, and the server is told") {
  Bench bench;
  REQUIRE(bench.ask().status() == GARDEN_OK);
  std::vector<std::string> held;
  bench.on_line = [&](FakeProgram&, std::string_view line) {
    if (is_call(line)) held.push_back(bench.mcp.answer(line));
  };
  auto& first = bench.shop->host->begin("query", request("SELECT 1", "[]", named));
  auto& second = bench.shop->host->begin("query", request("SELECT 2", "[]", named));
  bench.shop->host->cancel(first);  // who listens
  bench.programs->at(0).say(held.at(1));
  bench.shop->host->work();
  CHECK(second.status() == GARDEN_OK);
  CHECK(bench.programs->at(0).lines_seen.back().contains("notifications/cancelled"));
  CHECK(bench.shop->host->violations().empty());
}

TEST_CASE("mcp stdio: a server that dies is started again, and the question asked again") {
  Bench bench;
  REQUIRE(bench.ask().status() == GARDEN_OK);
  bench.programs->at(0).end(GARDEN_UNAVAILABLE, "it ended with status 3");
  auto& soon = bench.ask();  // it did not live long: not at once
  CHECK(soon.status() == GARDEN_UNAVAILABLE);
  CHECK(soon.result().contains("status 3"));
  CHECK(bench.programs->started() == 1);
  REQUIRE(eventually([&] { return bench.ask().status() == GARDEN_OK; }));
  CHECK(bench.programs->started() == 2);
  CHECK(bench.mcp.count("initialize") == 2);
  CHECK(bench.mcp.count("server/discover") == 1);  // what it speaks was known
  CHECK(bench.shop->host->violations().empty());
}

TEST_CASE("mcp stdio: a program that is not there, or says nothing, or too much") {
  SECTION("not there") {
    Bench bench;
    bench.programs->on_start(
        [](const FakeProcesses::Start&, FakeProgram&) -> garden_status { return GARDEN_NOT_FOUND; });
    CHECK(bench.ask().status() == GARDEN_UNAVAILABLE);
    CHECK(bench.ask().result().contains("away"));
  }
  SECTION("hangs") {
    Bench bench;
    bench.on_line = [](FakeProgram&, std::string_view) {};
    CHECK(bench.ask().status() == GARDEN_DEADLINE);
    CHECK(bench.ask().status() == GARDEN_DEADLINE);
    CHECK(bench.programs->started() == 1);
  }
  SECTION("a line that is too long") {
    Bench bench;
    const auto right = bench.on_line;
    bench.on_line = [&](FakeProgram& self, std::string_view line) {
      if (!is_call(line)) return right(self, line);
      self.say("{\"result\":{\"content...,\"id\":" + std::string(json::member(line, "id")) + "}",
               GARDEN_INVALID);
    };
    auto& operation = bench.ask();
    CHECK(operation.status() == GARDEN_UNIMPLEMENTED);
    CHECK(operation.result().contains("max_answer"));
  }
  SECTION("an error of the database") {
    Bench bench;
    bench.mcp.rows = [](const std::string&) { return "Error: You have an error in your SQL syntax"; };
    CHECK(bench.ask().status() == GARDEN_INVALID);
  }
  SECTION("an unknown protocol") {
    FakeMcp strange;
    strange.version = "1999-01-01";
    Bench bench("", strange);
    CHECK(bench.ask().status() == GARDEN_UNAVAILABLE);
  }
}

TEST_CASE("mcp stdio: rows are capped as they were asked for, and a large answer comes in batches") {
  Bench bench;
  bench.mcp.rows = [](const std::string& sql) {
    std::string rows = "[";
    for (int i = 0; i < std::atoi(sql.substr(sql.find("LIMIT ") + 6).c_str()); ++i)
      rows += (i ? ",{\"a\":" : "{\"a\":") + std::to_string(i) + R"(,"t":")" + std::string(100, 'x') + "\"}";
    return rows + "]";
  };
  for (const std::string cap : {"0", "1", "7", "3000"}) {
    auto& operation = bench.ask("SELECT a, t FROM t", R"(,"columns":["a","t"],"max_rows":)" + cap);
    REQUIRE(operation.status() == GARDEN_OK);
    CHECK(std::to_string(rows_of(operation).size()) == cap);
    CHECK(done_of(operation, "truncated") == "true");
    CHECK(operation.json().front() ==
          R"({"columns":[{"name":"a","type":"unknown"},{"name":"t","type":"unknown"}]})");
  }
  CHECK(bench.shop->host->violations().empty());
}
