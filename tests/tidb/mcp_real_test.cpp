// Goal: dbhub and mcp-server-mysql, as they come from npm, read a real MariaDB for us, over pipes and over
// HTTP, and give the same rows as the direct way; a way that dies is replaced by the other and used again
// when it heals. Method: the connector in a real runtime; the servers from tests/npm, started by it or beside
// it.
#include <catch2/catch.hpp>
#include <filesystem>
#include <optional>

#include "base/json.hpp"
#include "catalogue.hpp"
#include "support/mariadb_server.hpp"
#include "support/script_child.hpp"
#include "support/temp_dir.hpp"
#include "support/test_host.hpp"
#include "tidb_connector.hpp"

using namespace garden;
using namespace std::chrono_literals;
using base::Code;
using base::Json;
using testing::MariaDbServer;
using testing::TempDir;
using testing::TestHost;

namespace {

const std::string modules = std::string(GARDEN_SOURCE_DIR) + "/tests/npm/node_modules";

// What the connector is configured with to start this server.
Json started(const std::string& kind, const MariaDbServer& server, const TempDir& folder,
             bool read_only = true) {
  const auto node = modules + "/.bin/node";
  if (!std::filesystem::exists(node)) FAIL("the npm packages are not there; `./dev test` installs them");
  const auto& user = server.reader();
  if (kind == "mysql")
    return {{"command", {node, modules + "/@benborla29/mcp-server-mysql/dist/index.js"}},
            {"env",
             {{"MYSQL_HOST", "127.0.0.1"},
              {"MYSQL_PORT", std::to_string(server.port())},
              {"MYSQL_USER", user.name},
              {"MYSQL_PASS", user.password},
              {"MYSQL_DB", "shop"}}}};
  folder.write(
      "dbhub.toml",
      "[[sources]]\nid = \"shop\"\ntype = \"mariadb\"\nhost = \"127.0.0.1\"\nport = " +
          std::to_string(server.port()) +
          "\nuser = \"${DB_USER}\"\npassword = \"${DB_PASSWORD}\"\ndatabase = \"shop\"\n"
          "sslmode = \"disable\"\n" +
          (read_only ? "[[tools]]\nname = \"execute_sql\"\nsource = \"shop\"\nreadonly = true\n" : ""));
  return {{"command",
           {node, modules + "/@bytebase/dbhub/dist/index.js", "--transport", "stdio", "--config",
            folder.file("dbhub.toml")}},
          {"env", {{"DB_USER", user.name}, {"DB_PASSWORD", user.password}}}};
}

// For tests/support/mcp_server.py, and what it says of the server it started.
Json database_of(const MariaDbServer& server) {
  return {{"host", "127.0.0.1"},
          {"port", server.port()},
          {"user", server.reader().name},
          {"password", server.reader().password}};
}
Json url_of(const testing::ScriptChild& child) {
  const auto facts = base::parse_json(child.facts()).value();
  return {{"url", facts["url"]}, {"token", facts["token"]}};
}

Json direct(const MariaDbServer& server) {
  return {{"host", server.socket()},
          {"user", server.reader().name},
          {"password", server.reader().password},
          {"database", "shop"},
          {"tls", "off"},
          {"connections", 2}};
}

// The connector in a real runtime.
struct Connector {
  explicit Connector(const Json& config) {
    auto component = std::make_shared<plugins::Component>();
    component->functions =
        garden::component<tidb::TidbConnector>(GARDEN_CONNECTOR, "tidb", "", "{}", GARDEN_REENTRANT);
    component->id = "tidb";
    auto made =
        host.runtime->create({.name = "shop", .component = component, .config_json = base::to_text(config)});
    REQUIRE(made);
    instance = *made;
  }
  runtime::Answer ask(const std::string& sql, const Json& params = Json::array(),
                      const Json& columns = Json::array({"a"}), std::size_t rows_max = 1000,
                      int timeout_ms = 30'000) {
    const Json request{{"sql", sql},
                       {"params", params},
                       {"columns", columns},
                       {"max_rows", rows_max},
                       {"timeout_ms", timeout_ms}};
    return host.ask(instance, "query", base::to_text(request), {}, 60s);
  }
  // Until it works by this way; the server may be starting.
  runtime::Answer ask_until(const std::string& via) {
    runtime::Answer answer;
    testing::eventually(
        [&] {
          answer = ask("SELECT 1 AS a");
          return answer.ok() && done(answer)["via"] == via;
        },
        60s);
    return answer;
  }
  static Json done(const runtime::Answer& answer) {
    return answer.records.empty()
               ? Json()
               : base::member(base::parse_json(answer.records.back().bytes).value(), "done");
  }

  TestHost host{{.shards = 2}};
  std::shared_ptr<runtime::Instance> instance;
};

Json rows_of(const runtime::Answer& answer) {
  Json all = Json::array();
  for (const auto& record : answer.records) {
    const auto message = base::parse_json(record.bytes).value();
    for (const auto& row : base::member(message, "rows")) all.push_back(row);
  }
  return all;
}

// Stands for that connector on a FakeHost, where the catalogue is asked.
struct Proxy {
  explicit Proxy(Config config) : connector(reinterpret_cast<Connector*>(config.integer("/connector"))) {}
  Task<> run(Context& context) {
    const auto answer = connector->host.ask(connector->instance, std::string(context.verb()),
                                            std::string(context.request()), {}, 120s);
    if (!answer.ok()) throw Failure(static_cast<garden_status>(answer.status), answer.body);
    for (const auto& record : answer.records) co_await context.emit(record.bytes, record.kind);
  }
  Connector* connector;
};

const std::string table =
    "CREATE TABLE t (id BIGINT PRIMARY KEY, price DECIMAL(15,4), at DATETIME, name VARCHAR(99), n INT,"
    " r DOUBLE, note VARCHAR(99));"
    "INSERT INTO t VALUES"
    " (1, 12.5, '2026-11-22 08:25:39', 'it''s 100% \"caf\xc3\xa9\" \\\\ \xf0\x9f\x8c\xbb', 7, 0.1,"
    " 'it''s 100%; -- # ? \"caf\xc3\xa9\"'),"
    " (9007199254740993, -0.0001, '2026-01-02 00:00:00', '', NULL, -1e300, NULL)";

constexpr const char* stored = "it's 100% \"caf\xc3\xa9\" \\ \xf0\x9f\x8c\xbb";
constexpr const char* wanted = "It's 100%; -- # ? \"CAF\xc3\x89\"";

void check_reads(Connector& shop, bool takes_any_text) {
  auto answer = shop.ask("SELECT id AS a, price AS b, at AS c, name AS d, n AS e, r AS f FROM t ORDER BY id");
  INFO(answer.body);
  REQUIRE(answer.ok());
  const auto rows = rows_of(answer);
  REQUIRE(rows.size() == 2);
  CHECK((rows[0][0] == 1 || rows[0][0] == "1"));  // what the host takes for an integer
  CHECK(rows[0][1] == "12.5000");
  CHECK(rows[0][2].get<std::string>().starts_with("2026-11-22"));
  CHECK(rows[0][2].get<std::string>().substr(11, 8) == "08:25:39");
  CHECK(rows[0][3] == stored);
  CHECK(rows[0][4] == 7);
  CHECK(rows[0][5] == 0.1);
  CHECK(rows[1][0] == "9007199254740993");
  CHECK(rows[1][4].is_null());
  answer = shop.ask("SELECT id AS a FROM t WHERE note = ? AND at >= ? AND n IN (?, ?) AND r < ?",
                    {wanted, "2026-11-22 00:00:00", 7, -3, 0.5});
  INFO(answer.body);
  CHECK(base::to_text(rows_of(answer)).contains("1"));
  answer = shop.ask("SELECT id AS a FROM t WHERE name = ?", Json::array({stored}));  // with a backslash
  CHECK(answer.status == (takes_any_text ? Code::ok : Code::unimplemented));
  CHECK(rows_of(answer).size() == (takes_any_text ? 1 : 0));
  answer = shop.ask(
      "WITH x AS (SELECT id, ROW_NUMBER() OVER (ORDER BY id DESC) AS place FROM t) "
      "SELECT id AS a, place AS b FROM x WHERE place > ?",
      {5}, {"a", "b"});
  INFO(answer.body);
  REQUIRE(answer.ok());
  CHECK(rows_of(answer).empty());
  CHECK(base::parse_json(answer.records.front().bytes).value()["columns"].size() == 2);
  answer = shop.ask("SELECT id AS a FROM t ORDER BY id", Json::array(), {"a"}, 1);
  CHECK(rows_of(answer).size() == 1);
  CHECK(Connector::done(answer)["truncated"] == true);
  CHECK(shop.ask("SELECT nothing AS a FROM t").status == Code::invalid);
  CHECK(shop.ask("DELETE FROM t").status == Code::denied);
}

}  // namespace

TEST_CASE("mcp real: both servers over pipes read what is there") {
  const std::string kind = GENERATE("dbhub", "mysql");
  const MariaDbServer server("none");
  server.sql(table);
  const TempDir folder;
  Connector shop(Json{{"mcp", started(kind, server, folder)}});
  INFO(kind);
  REQUIRE(shop.ask_until("mcp").ok());
  check_reads(shop, kind == "dbhub");
  const auto described = shop.host.ask(shop.instance, "describe", "{}");
  INFO(described.body);
  REQUIRE(described.ok());
  const auto text = base::parse_json(described.records.at(0).bytes).value();
  CHECK(text["dialect"] == "mariadb");
  CHECK(text["tables"][0]["columns"].size() == 7);
}

TEST_CASE("mcp real: both servers over HTTP read what is there") {
  const std::string kind = GENERATE("dbhub", "mysql");
  const MariaDbServer server("none");
  server.sql(table);
  testing::ScriptChild child("mcp_server.py", {kind, base::to_text(database_of(server))});
  Connector shop(Json{{"mcp", url_of(child)}});
  INFO(kind);
  const auto first = shop.ask_until("mcp");
  INFO(first.body);
  REQUIRE(first.ok());
  check_reads(shop, kind == "dbhub");
  Connector stranger(Json{{"mcp", {{"url", url_of(child)["url"]}, {"token", "wrong"}}}});
  CHECK(stranger.ask("SELECT 1 AS a").status == Code::unavailable);
}

TEST_CASE("mcp real: a query past its deadline ends in time, and the next works") {
  const std::string kind = GENERATE("dbhub", "mysql");
  const MariaDbServer server("none");
  const TempDir folder;
  Connector shop(Json{{"mcp", started(kind, server, folder)}});
  INFO(kind);
  REQUIRE(shop.ask_until("mcp").ok());
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 2; ++i) {
    const auto late = shop.ask("SELECT SLEEP(120) AS a", Json::array(), {"a"}, 1, 500);
    INFO(late.body);
    CHECK(late.status == Code::deadline);
  }
  const auto answer = shop.ask("SELECT 2 AS a");
  INFO(answer.body);
  REQUIRE(answer.ok());
  CHECK(rows_of(answer) == Json::array({Json::array({2})}));
  CHECK(std::chrono::steady_clock::now() - begun < 100s);  // it did not wait for what is asleep
}

TEST_CASE("mcp real: a server that may write is refused") {
  const MariaDbServer server("none");
  const TempDir folder;
  Connector shop(Json{{"mcp", started("dbhub", server, folder, false)}});
  runtime::Answer answer;
  REQUIRE(
      testing::eventually([&] { return (answer = shop.ask("SELECT 1 AS a")).body.contains("trust"); }, 60s));
  CHECK(answer.status == Code::unavailable);
}

TEST_CASE("mcp real: the other way answers while one is dead, and the first again when it is back") {
  const MariaDbServer server("none");
  server.sql(table);
  testing::ScriptChild child("mcp_server.py", {"dbhub", base::to_text(database_of(server))});
  Connector shop(Json{{"order", {"mcp", "direct"}}, {"direct", direct(server)}, {"mcp", url_of(child)}});
  REQUIRE(shop.ask_until("mcp").ok());
  child.tell("kill");
  for (int i = 0; i < 20; ++i) {  // nobody sees an error
    const auto answer = shop.ask("SELECT 1 AS a");
    INFO(answer.body);
    REQUIRE(answer.ok());
    CHECK(Connector::done(answer)["via"] == "direct");
  }
  const auto ping = shop.host.ask(shop.instance, "ping", "{}");
  REQUIRE(ping.ok());
  CHECK(base::parse_json(ping.records.at(0).bytes).value()["via"] == "direct");
  CHECK(shop.host.metric("garden_plugin_failovers_total", "instance=\"shop\"") == 1);
  child.tell("start");
  CHECK(Connector::done(shop.ask_until("mcp"))["via"] == "mcp");
  CHECK(shop.host.metric("garden_plugin_failed_over", "instance=\"shop\"") == 0);
}

namespace {

void compare_catalogue(const std::string& kind) {
  const MariaDbServer server("none");
  const tidb::testing::DemoShops shops(server);
  const TempDir folder;
  testing::ScriptChild child("mcp_server.py", {kind, base::to_text(database_of(server))});
  for (const auto& mcp : {started(kind, server, folder), url_of(child)}) {
    Connector connector(Json{{"mcp", mcp}});
    REQUIRE(connector.ask_until("mcp").ok());
    shops.compare(component<Proxy>(GARDEN_CONNECTOR, "proxy", "", "{}", GARDEN_REENTRANT),
                  base::to_text({{"connector", reinterpret_cast<std::intptr_t>(&connector)}}), "mcp");
  }
}

}  // namespace

TEST_CASE("mcp real: through dbhub the whole catalogue gives the rows that SQLite gives") {
  compare_catalogue("dbhub");
}

TEST_CASE("mcp real: through mcp-server-mysql the whole catalogue gives the rows that SQLite gives") {
  compare_catalogue("mysql");
}
