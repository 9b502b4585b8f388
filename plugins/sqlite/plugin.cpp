// The library's one export: the connector as a component.
#include "garden/plugin.hpp"
#include "sqlite_connector.hpp"

GARDEN_PLUGIN("sqlite", GARDEN_VERSION,
              garden::component<garden::sqlite_connector::SqliteConnector>(
                  GARDEN_CONNECTOR, "sqlite", "Reads a shop's database from one SQLite file, and only reads.",
                  garden::sqlite_connector::config_schema, GARDEN_REENTRANT))
