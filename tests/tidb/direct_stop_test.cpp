// Goal: a statement whose time is over, or that nobody wants any more, ends: for the caller, and on the
// server. Method: statements that would take minutes, with the server's own list of what it is doing as the
// witness.
#include <catch2/catch.hpp>

#include "direct_shop.hpp"

using namespace garden;
using namespace garden::tidb::testing;
using namespace std::chrono_literals;

namespace {

// One computes, so that the server is busy; the other only waits.
const std::string busy = "SELECT SUM(a.seq * b.seq) /* slow */ FROM seq_1_to_400000 a, seq_1_to_400000 b";
const std::string idle = "SELECT SLEEP(600) /* slow */";

std::size_t running(const MariaDbServer& server) {
  return std::stoul(
      server.sql("SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '%/* slow */%' "
                 "AND id <> CONNECTION_ID()"));
}
std::size_t sessions(const MariaDbServer& server) {
  return std::stoul(server.sql("SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'reader'"));
}

}  // namespace

TEST_CASE("direct: a deadline stops the statement on the server") {
  const MariaDbServer server;
  Shop shop(direct_config(server, server.reader()));
  for (const auto& slow : {busy, idle}) {
    auto& operation = shop.query(slow, "[]", ",\"timeout_ms\":300");
    CHECK(operation.status() == GARDEN_DEADLINE);
    CHECK(eventually([&] { return running(server) == 0; }));
    CHECK(shop.query("SELECT 1").status() == GARDEN_OK);
  }
  // In the middle of the rows, too.
  auto& streaming = shop.query(
      "SELECT a.seq, REPEAT('x', 10000) /* slow */ FROM seq_1_to_400000 a, seq_1_to_400000 b WHERE b.seq % "
      "9999 = 1",
      "[]", ",\"timeout_ms\":700");
  CHECK(streaming.status() == GARDEN_DEADLINE);
  CHECK(!rows_of(streaming).empty());
  CHECK(eventually([&] { return running(server) == 0; }));
  CHECK(shop.query("SELECT 1").status() == GARDEN_OK);
  CHECK(shop.host->violations().empty());
}

TEST_CASE("direct: who leaves is not worked for any longer") {
  const MariaDbServer server;
  Shop shop(direct_config(server, server.reader()));
  for (const auto& slow : {busy, idle}) {
    auto& operation = shop.host->begin("query", request(slow, "[]", ",\"timeout_ms\":100000"));
    REQUIRE(shop.until([&] { return running(server) == 1; }));
    shop.host->cancel(operation);
    shop.host->work();
    CHECK(operation.status() == GARDEN_CANCELLED);
    CHECK(eventually([&] { return running(server) == 0; }));
  }
  // A reader that stops reading in the middle holds its statement; when it leaves, that ends.
  shop.host->buffer_bytes_max(100'000);
  auto& stuck =
      shop.host->begin("query", request("SELECT seq, REPEAT('x', 10000) /* slow */ FROM seq_1_to_400000",
                                        "[]", ",\"timeout_ms\":100000"));
  REQUIRE(shop.until([&] { return running(server) == 1 && !rows_of(stuck).empty(); }));
  shop.host->cancel(stuck);
  shop.host->work();
  CHECK(eventually([&] { return running(server) == 0; }));
  shop.host->buffer_bytes_max(SIZE_MAX);
  CHECK(shop.query("SELECT 1").status() == GARDEN_OK);
  CHECK(shop.host->violations().empty());
}

TEST_CASE("direct: the pool is bounded, who waits too long is told so, and all are served") {
  const MariaDbServer server;
  Shop shop(direct_config(server, server.reader(), R"(,"connections":3)"));
  std::vector<garden::testing::FakeOperation*> operations;
  for (int i = 0; i < 50; ++i)
    operations.push_back(&shop.host->begin(
        "query", request("SELECT SLEEP(0.02), ?", "[" + std::to_string(i) + "]", ",\"timeout_ms\":100000")));
  std::size_t most = 0;
  for (auto* operation : operations) {
    most = std::max(most, sessions(server));
    shop.finish(*operation);
  }
  CHECK(most <= 3);
  for (std::size_t i = 0; i < operations.size(); ++i) {
    INFO(operations[i]->result());
    CHECK(rows_of(*operations[i]) == std::vector<std::string>{"[0," + std::to_string(i) + "]"});
  }
  CHECK(shop.host->metric("connections_opened_total") <= 3);

  Shop narrow(direct_config(server, server.reader(), R"(,"connections":1)"));
  auto& first = narrow.host->begin("query", request(idle, "[]", ",\"timeout_ms\":100000"));
  REQUIRE(narrow.until([&] { return running(server) == 1; }));
  auto& second = narrow.host->begin("query", request("SELECT 1", "[]", ",\"timeout_ms\":200"));
  narrow.finish(second);
  CHECK(second.status() == GARDEN_DEADLINE);
  CHECK_THAT(second.result(), Catch::Matchers::Contains("`connections`"));
  // Busy is not dead: the connector has just worked.
  Shop busy_one(direct_config(server, server.reader(), R"(,"connections":1)"));
  CHECK(busy_one.query("SELECT 1").status() == GARDEN_OK);
  auto& busy_query = busy_one.host->begin("query", request(idle, "[]", ",\"timeout_ms\":100000"));
  REQUIRE(busy_one.until([&] { return running(server) == 2; }));
  CHECK(busy_one.ask("ping").status() == GARDEN_OK);
  busy_one.host->cancel(busy_query);
  narrow.host->cancel(first);
  CHECK(narrow.query("SELECT 1").status() == GARDEN_OK);
  narrow.host->close();
  CHECK(eventually([&] { return running(server) == 0; }));
  CHECK(narrow.host->violations() == std::vector<std::string>{});
}

TEST_CASE("direct: a server that hangs holds nobody for longer than the deadline") {
  MariaDbServer server;
  Shop shop(direct_config(server, server.reader()));
  CHECK(shop.query("SELECT 1").status() == GARDEN_OK);
  server.pause();
  const auto began = std::chrono::steady_clock::now();
  auto& operation = shop.query("SELECT 1", "[]", ",\"timeout_ms\":500");
  CHECK(operation.status() == GARDEN_DEADLINE);
  CHECK(std::chrono::steady_clock::now() - began < 20s);
  server.resume();
  CHECK(shop.query("SELECT 1", "[]", ",\"timeout_ms\":60000").status() == GARDEN_OK);
  CHECK(shop.host->violations().empty());
}

TEST_CASE("direct: connections that nobody needs are closed") {
  const MariaDbServer server;
  Shop shop(direct_config(server, server.reader(), R"(,"idle":"200ms")"));
  CHECK(shop.query("SELECT 1").status() == GARDEN_OK);
  CHECK(eventually([&] { return sessions(server) == 0; }));
  CHECK(shop.query("SELECT 1").status() == GARDEN_OK);
  Shop short_lived(direct_config(server, server.reader(), R"(,"lifetime":"1ms")"));
  for (int i = 0; i < 3; ++i) CHECK(short_lived.query("SELECT SLEEP(0.01)").status() == GARDEN_OK);
  CHECK(short_lived.host->metric("connections_opened_total") >= 3);
}
