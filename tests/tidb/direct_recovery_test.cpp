// Goal: what passes by itself is not the caller's trouble: killed connections, restarts, a database that
// comes up late. What does not is said in time, and is over when it is over. Method: a real server, stopped,
// killed and started again under the connector.
#include <catch2/catch.hpp>

#include "direct_shop.hpp"

using namespace garden;
using namespace garden::tidb::testing;
using namespace std::chrono_literals;

namespace {

void kill_sessions(const MariaDbServer& server) {
  const auto ids = server.sql("SELECT id FROM information_schema.processlist WHERE user = 'reader'");
  for (std::size_t at = 0, end = 0; (end = ids.find('\n', at)) != std::string::npos; at = end + 1)
    server.sql("KILL " + ids.substr(at, end - at));
}
std::size_t running(const MariaDbServer& server) {
  return std::stoul(
      server.sql("SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '%/* slow */%' "
                 "AND id <> CONNECTION_ID()"));
}

}  // namespace

TEST_CASE("direct: a connection that was killed is replaced, and the query sent again") {
  const MariaDbServer server;
  Shop shop(direct_config(server, server.reader()));
  for (int i = 0; i < 3; ++i) {
    auto& operation = shop.query("SELECT ?", "[" + std::to_string(i) + "]");
    INFO(operation.result());
    REQUIRE(operation.status() == GARDEN_OK);
    CHECK(rows_of(operation).size() == 1);
    kill_sessions(server);
  }
  CHECK(shop.host->metric("retries_total") >= 2);
  // Killed while it works, before it has a row: it is sent again.
  auto& operation =
      shop.host->begin("query", request("SELECT 1, SLEEP(1) /* slow */", "[]", ",\"timeout_ms\":60000"));
  REQUIRE(shop.until([&] { return running(server) == 1; }));
  kill_sessions(server);
  shop.finish(operation);
  CHECK(rows_of(operation) == std::vector<std::string>{"[1,0]"});
  CHECK(shop.host->violations().empty());
}

TEST_CASE("direct: restarts between and within queries") {
  MariaDbServer server;
  server.sql("CREATE TABLE t AS SELECT seq AS i, REPEAT('x', 1000) AS text FROM seq_1_to_20000");
  Shop shop(direct_config(server, server.reader()));
  CHECK(shop.query("SELECT 1").status() == GARDEN_OK);
  for (const bool in_order : {true, false}) {
    in_order ? server.stop() : server.kill();
    const auto began = std::chrono::steady_clock::now();
    auto& away = shop.query("SELECT 1");
    CHECK(away.status() == GARDEN_UNAVAILABLE);
    CHECK(std::chrono::steady_clock::now() - began < 8s);
    CHECK_THAT(away.result(),
               Catch::Matchers::Contains("shop at 127.0.0.1:" + std::to_string(server.port())) &&
                   Catch::Matchers::Contains("is it running"));
    CHECK(shop.ask("ping").status() == GARDEN_UNAVAILABLE);
    CHECK(shop.ask("describe").status() == GARDEN_UNAVAILABLE);
    server.start();
    CHECK(shop.query("SELECT 1").status() == GARDEN_OK);
    CHECK(shop.ask("ping").status() == GARDEN_OK);
  }
  // In the middle of the rows nothing can be repeated: the reader has some of them.
  shop.host->buffer_bytes_max(200'000);
  auto& cut = shop.host->begin("query", request("SELECT i, text FROM t", "[]", ",\"timeout_ms\":60000"));
  REQUIRE(shop.until([&] { return !rows_of(cut).empty(); }));
  server.kill();
  shop.host->buffer_bytes_max(SIZE_MAX);
  shop.host->drain(cut);
  shop.finish(cut);
  CHECK(cut.status() == GARDEN_UNAVAILABLE);
  CHECK(rows_of(cut).size() < 20'000);
  server.start();
  CHECK(rows_of(shop.query("SELECT i, text FROM t", "[]", ",\"timeout_ms\":60000")).size() == 20'000);
  CHECK(shop.host->violations().empty());
}

TEST_CASE("direct: a database that comes up later than the host is no trouble") {
  MariaDbServer server;
  server.stop();
  Shop shop(direct_config(server, server.reader()));
  CHECK(shop.host->create_status() == GARDEN_OK);
  CHECK(shop.query("SELECT 1").status() == GARDEN_UNAVAILABLE);
  CHECK(eventually([&] { return !shop.host->log().empty(); }));
  server.start();
  CHECK(shop.query("SELECT 1").status() == GARDEN_OK);
  CHECK(shop.host->violations().empty());
}

TEST_CASE("direct: a pooled connection that went in silence costs a ping and no more") {
  MariaDbServer server("right", {"--wait-timeout=1"});
  Shop shop(direct_config(server, server.reader()));
  auto works = [&shop] {
    auto& operation = shop.query("SELECT 1");
    INFO(operation.result());
    CHECK(operation.status() == GARDEN_OK);
  };
  for (int i = 0; i < 2; ++i) {
    works();
    REQUIRE(eventually([&] {
      return server.sql("SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'reader'") == "0\n";
    }));
  }
  works();
}
