// The library's one export: the connector as a component.
#include "garden/plugin.hpp"
#include "tidb_connector.hpp"

GARDEN_PLUGIN("tidb", GARDEN_VERSION,
              garden::component<garden::tidb::TidbConnector>(
                  GARDEN_CONNECTOR, "tidb",
                  "Reads a shop's database in TiDB, MySQL or MariaDB, and only reads.",
                  garden::tidb::config_schema, GARDEN_REENTRANT))
