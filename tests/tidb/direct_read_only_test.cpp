// Goal: nothing is ever written, by layers that do not need each other, and a user who could write is named
// with the statement that makes one who cannot. Method: statements that would write, sent by a user who may;
// each layer also alone.
#include <catch2/catch.hpp>

#include "direct/cursor.hpp"
#include "direct/grants.hpp"
#include "direct_shop.hpp"
#include "statement.hpp"

using namespace garden;
using namespace garden::tidb;
using namespace garden::tidb::testing;
using Catch::Matchers::Contains;

namespace {

garden_status status_of(const std::string& sql) {
  try {
    check_reads_only(sql);
    return GARDEN_OK;
  } catch (const Failure& failure) {
    return failure.status();
  }
}

}  // namespace

TEST_CASE("statements are looked at before they are sent") {
  for (std::string sql :
       {"SELECT 1", " /* why */ select * from t -- end", "WITH a AS (SELECT 1) SELECT * FROM a;",
        "(SELECT 1) UNION (SELECT 2)", "SHOW TABLES", "EXPLAIN SELECT 1",
        "SELECT `update`, t.lock, 'INTO', \"DELETE\" FROM `insert` t # INTO",
        "SELECT 'it''s; fine', REPLACE(a, 'x', 'y') FROM t", "SELECT 5--3", "SELECT a FROM t LIMIT ?"}) {
    INFO(sql);
    CHECK((status_of(sql) == GARDEN_OK));
  }
  for (std::string sql : {"INSERT INTO t VALUES (1)",
                          "UPDATE t SET a = 1",
                          "DELETE FROM t",
                          "REPLACE INTO t VALUES (1)",
                          "DROP TABLE t",
                          "SET SESSION tx_read_only = 0",
                          "CALL p()",
                          "LOAD DATA INFILE 'x' INTO TABLE t",
                          "LOCK TABLES t WRITE",
                          "SELECT 1 INTO OUTFILE '/tmp/x'",
                          "SELECT 1 INTO @a",
                          "SELECT @a := 1",
                          "SELECT * FROM t FOR UPDATE",
                          "SELECT * FROM t FOR SHARE",
                          "SELECT * FROM t LOCK IN SHARE MODE",
                          "SELECT GET_LOCK('a', 1)",
                          "SELECT load_file ('/etc/passwd')",
                          "SELECT NEXTVAL(s)",
                          "SELECT NEXT VALUE FOR s",
                          "/*!50000 DROP TABLE t */",
                          "SELECT 1 /*! INTO OUTFILE 'x' */",
                          "SELECT 1 /*M! INTO @a */",
                          "WITH a AS (SELECT 1) DELETE FROM t",
                          "EXPLAIN ANALYZE DELETE FROM t",
                          "DO SLEEP(1)",
                          "HANDLER t OPEN",
                          "BEGIN",
                          "KILL 1"}) {
    INFO(sql);
    CHECK((status_of(sql) == GARDEN_DENIED));
  }
  for (std::string sql : {"", "  -- nothing", "SELECT 1; SELECT 2", "SELECT 'open", "SELECT /* open",
                          "SELECT `open", "SELECT 'a\\' OR 1'", "SELECT '\\''"}) {
    INFO(sql);
    CHECK((status_of(sql) == GARDEN_INVALID));
  }
  CHECK(status_of(std::string("SELECT 1") + '\0') == GARDEN_INVALID);
  CHECK(status_of("SELECT " + std::string(70'000, '1')) == GARDEN_INVALID);
}

TEST_CASE("direct: a user who may write cannot, by either layer") {
  const MariaDbServer server;
  server.sql("CREATE TABLE t (id INT) ENGINE=InnoDB; INSERT INTO t VALUES (1); CREATE SEQUENCE s");
  Shop shop(direct_config(server, server.writer()));
  for (std::string sql : {"INSERT INTO t VALUES (2)", "DROP TABLE t", "SELECT 1 INTO OUTFILE '/tmp/x'",
                          "SET SESSION tx_read_only = 0", "DELETE FROM t RETURNING id"}) {
    INFO(sql);
    CHECK((shop.query(sql).status() == GARDEN_DENIED));
  }
  // The engine's layer alone: the session is READ ONLY.
  const auto config = direct_config(server, server.writer());
  const auto settings = read_settings(Config(config));
  Connection connection(settings, std::chrono::seconds(10), std::chrono::seconds(60));
  connection.set_session();
  auto fails = [&](const std::string& sql) {
    try {
      connection.run(sql);
    } catch (const DatabaseFailure& failure) {
      return failure.status();
    }
    return garden_status{GARDEN_OK};
  };
  for (std::string sql : {"INSERT INTO t VALUES (2)", "DROP TABLE t", "CREATE TABLE u (id INT)",
                          "UPDATE t SET id = 3", "DELETE FROM t", "TRUNCATE t"}) {
    INFO(sql);
    CHECK((fails(sql) == GARDEN_DENIED));
  }
  // And the cursor's: only what returns rows is executed.
  CHECK_THROWS_AS(Cursor(connection, Query{"INSERT INTO t VALUES (2)", "[]", 10, {}}), Failure);
  CHECK(server.sql("SELECT COUNT(*), MAX(id) FROM t") == "1\t1\n");
  // What the session was set up with.
  CHECK(connection.run("SELECT @@time_zone, @@tx_read_only, @@sql_select_limit, @@max_statement_time, "
                       "@@character_set_client, @@character_set_results") ==
        Connection::Rows{{"+00:00", "1", "200001", "120.000000", "utf8mb4", "utf8mb4"}});
}

TEST_CASE("direct: a user who may write is named, with the GRANT that would do instead") {
  const MariaDbServer server;
  server.sql("CREATE TABLE old (id INT) ENGINE=MyISAM");
  Shop shop(direct_config(server, server.writer()));
  const auto& ping = shop.ask("ping");
  REQUIRE(ping.status() == GARDEN_OK);
  CHECK(json::text(json::member(ping.json().at(0), "via")) == "direct");
  const auto warning = json::text(json::element(json::member(ping.json().at(0), "warnings"), 0));
  CHECK_THAT(warning, Contains("writer@%") && Contains("GRANT SELECT ON `shop`.* TO 'garden_reader'@'%'") &&
                          Contains("MyISAM"));
  const auto& described = shop.ask("describe");
  CHECK_THAT(described.json().at(0), Contains("garden_reader") && Contains("READ ONLY"));
  bool logged = false;
  for (const auto& line : shop.host->log()) logged = logged || line.text == warning;
  CHECK(logged);

  Shop strict(direct_config(server, server.writer(), R"(,"require_read_only":true)"));
  CHECK(strict.query("SELECT 1").status() == GARDEN_DENIED);
  Shop reader(direct_config(server, server.reader(), R"(,"require_read_only":true)"));
  CHECK(reader.query("SELECT 1").status() == GARDEN_OK);
  server.sql("DROP TABLE old; CREATE TABLE orders (orders_id INT PRIMARY KEY, total DECIMAL(15,4))");
  Shop clean(direct_config(server, server.reader()));
  CHECK(clean.ask("ping").json() == std::vector<std::string>{R"({"via":"direct","warnings":[]})"});
  const auto text = clean.ask("describe").json().at(0);
  CHECK(json::text(json::member(text, "dialect")) == "mariadb");
  CHECK(json::member(text, "tables") ==
        R"~([{"name":"orders","columns":[{"name":"orders_id","type":"int(11)"},)~"
        R"~({"name":"total","type":"decimal(15,4)"}]}])~");
  CHECK(shop.host->violations().empty());
}

TEST_CASE("what a user may do is read from its grants") {
  using Words = std::vector<std::string>;
  CHECK(writing_privileges({"GRANT USAGE ON *.* TO `r`@`%` IDENTIFIED BY PASSWORD '*ABC'",
                            "GRANT SELECT, SHOW VIEW ON `shop`.* TO `r`@`%`"})
            .empty());
  CHECK(writing_privileges({"GRANT SELECT (`insert`, b), UPDATE (c) ON `x, DELETE`.`t` TO 'r'@'%'"}) ==
        Words{"UPDATE"});
  CHECK(writing_privileges({"GRANT ALL PRIVILEGES ON `shop`.* TO `w`@`%` WITH GRANT OPTION"}) ==
        Words{"ALL PRIVILEGES"});
  CHECK(writing_privileges({"GRANT SELECT, INSERT, CREATE ON *.* TO `w`@`%`",
                            "GRANT INSERT ON a.b TO `w`@`%`"}) == Words{"INSERT", "CREATE"});
  CHECK(writing_privileges({"GRANT `app_role`@`%` TO `w`@`%`"}) == Words{"the role `app_role`@`%`"});
  CHECK_THAT(reading_user_sql("3pTAoNNegb47Uc8.root@%", "shop"),
             Contains("'3pTAoNNegb47Uc8.garden_reader'@'%'"));
}
