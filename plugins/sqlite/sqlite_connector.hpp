// SqliteConnector: a connector that reads a shop's database from one SQLite file. The protocol is
// abi_connector.h.
//
// Each query works on the instance's own threads for as long as it has rows to make, one batch at a time, and
// hands each batch on from its lane, waiting there while the reader is slow. Most answers are one batch.
// Threads: reentrant; operations share the pool.
#pragma once
#include <cstddef>
#include <cstdint>

#include "garden/abi_connector.h"
#include "garden/component.hpp"
#include "pool.hpp"

namespace garden::sqlite_connector {

inline constexpr char config_schema[] = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "The sqlite connector: a shop's database in one file, only ever read",
  "type": "object",
  "required": ["path"],
  "additionalProperties": false,
  "properties": {
    "path": {"type": "string", "minLength": 1, "format": "path",
      "examples": ["var/demo.db", "/srv/shop/shop.sqlite"],
      "description": "The database file. It is opened read-only and may be replaced while the host runs."},
    "connections": {"type": "integer", "minimum": 1, "maximum": 64, "default": 8,
      "description": "Queries that may be under way at once; more wait their turn."},
    "busy_timeout": {"type": "string", "format": "duration", "default": "2s", "examples": ["500ms", "5s"],
      "description": "How long to wait while another program writes."},
    "max_rows": {"type": "integer", "minimum": 1, "maximum": 1000000, "default": 200000,
      "description": "Rows of one query at most, whatever it asks for."}
  }
})";

class SqliteConnector {
 public:
  SqliteConnector(Config config, Host host);

  Task<> query(Context& context);
  Task<> describe(Context& context);
  Task<> ping(Context& context);

  static constexpr Verb<SqliteConnector> verbs[] = {{GARDEN_CONNECTOR_QUERY, &SqliteConnector::query},
                                                    {GARDEN_CONNECTOR_DESCRIBE, &SqliteConnector::describe},
                                                    {GARDEN_CONNECTOR_PING, &SqliteConnector::ping}};

 private:
  Host host_;
  std::uint64_t rows_max_;  // of one query
  Pool pool_;
};

}  // namespace garden::sqlite_connector
