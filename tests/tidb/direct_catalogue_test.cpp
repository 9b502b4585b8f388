// Goal: every named query gives the same rows on MariaDB as on SQLite, exactly. Method: catalogue.hpp, by the
// direct way.
#include <catch2/catch.hpp>

#include "catalogue.hpp"
#include "direct_shop.hpp"

using namespace garden;
using namespace garden::tidb::testing;

TEST_CASE("direct: the whole catalogue gives the rows that SQLite gives") {
  const MariaDbServer server;
  const DemoShops shops(server);
  std::size_t rows = 0;
  for (const auto& result : shops.expected()) rows += result["rows"].size();
  CHECK(rows > 1000);
  shops.compare(
      component<tidb::TidbConnector>(GARDEN_CONNECTOR, "tidb", "", tidb::config_schema, GARDEN_REENTRANT),
      direct_config(server, server.reader()), "direct");
}
