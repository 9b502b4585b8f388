// The schema of the tidb connector's configuration. Threads: a constant.
#pragma once

namespace garden::tidb {

inline constexpr char config_schema[] = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "The tidb connector: a shop's database in TiDB, MySQL or MariaDB, only ever read",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "direct": {"type": "object", "required": ["host", "user", "database"], "additionalProperties": false,
      "description": "The way over the database's own protocol.",
      "properties": {
        "host": {"type": "string", "minLength": 1, "examples": ["${TIDB_HOST}", "/run/mysqld/mysqld.sock"],
          "description": "What the server's certificate is made out to, or the path of a socket."},
        "port": {"type": "integer", "minimum": 1, "maximum": 65535, "default": 4000,
          "description": "TiDB listens on 4000, MySQL and MariaDB on 3306."},
        "user": {"type": "string", "minLength": 1, "examples": ["${TIDB_USER}"],
          "description": "A user who may only SELECT. On TiDB Cloud with the cluster's prefix."},
        "password": {"type": "string", "default": "", "examples": ["${TIDB_PASSWORD}"]},
        "database": {"type": "string", "minLength": 1, "examples": ["${TIDB_DATABASE}"]},
        "tls": {"enum": ["verify-identity", "verify-ca", "off"],
          "description": "verify-identity unless `host` is a socket. verify-ca: any name. off: plaintext."},
        "ca": {"type": "string", "format": "path", "examples": ["/etc/ssl/certs/ca-certificates.crt"],
          "description": "The file of the CAs that are trusted; without it the system's."},
        "time_zone": {"type": "string", "minLength": 1, "default": "+00:00",
          "description": "Of the session: in which TIMESTAMP columns are read. DATETIME columns have none."},
        "connections": {"type": "integer", "minimum": 1, "maximum": 64, "default": 4,
          "description": "Queries at once; more wait. Above 4, raise the plugin's `offload_threads`, too."},
        "connect_timeout": {"type": "string", "format": "duration", "default": "10s",
          "description": "For one try to connect. A cluster that wakes up takes some seconds."},
        "statement_timeout": {"type": "string", "format": "duration", "default": "2m",
          "description": "After it the server itself ends a statement; a query's own deadline is shorter."},
        "idle": {"type": "string", "format": "duration", "default": "1m",
          "description": "A connection that nobody needed for so long is closed."},
        "lifetime": {"type": "string", "format": "duration", "default": "5m",
          "description": "After so long a connection is replaced, for clusters that move theirs."},
        "require_read_only": {"type": "boolean", "default": false,
          "description": "Refuse to work with a user who may do more than read."}
      }},
    "order": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"enum": ["direct", "mcp"]},
      "examples": [["mcp", "direct"]],
      "description": "Which way is tried first. The other is used while that one does not work."},
    "mcp": {"type": "object", "additionalProperties": false,
      "description": "The way through an MCP server that can run SQL: pytidb's, dbhub, mcp-server-mysql.",
      "properties": {
        "command": {"type": "array", "minItems": 1, "items": {"type": "string"},
          "examples": [["dbhub", "--transport", "stdio", "--config", "dbhub.toml"], ["mcp-server-mysql"]],
          "description": "A server to start and to talk to over its pipes: program and arguments."},
        "env": {"type": "object", "additionalProperties": {"type": "string"},
          "examples": [{"MYSQL_HOST": "${TIDB_HOST}", "MYSQL_PASS": "${TIDB_PASSWORD}"}],
          "description": "The program's environment. What makes known servers read only is added."},
        "url": {"type": "string", "minLength": 1, "examples": ["http://127.0.0.1:8080/mcp"],
          "description": "Or a server that runs already, by Streamable HTTP."},
        "token": {"type": "string", "examples": ["${MCP_TOKEN}"], "description": "Sent to the url as a bearer."},
        "headers": {"type": "object", "additionalProperties": {"type": "string"},
          "description": "More headers for the url."},
        "tool": {"type": "string", "minLength": 1, "examples": ["execute_sql_shop"],
          "description": "The tool that reads, where the server has more than one."},
        "trust": {"type": "boolean", "default": false,
          "description": "Use a server that does not promise to be read only. Its user must be."},
        "max_answer": {"type": "string", "format": "size", "default": "16MiB",
          "description": "A larger answer is refused."}
      }},
    "max_rows": {"type": "integer", "minimum": 1, "maximum": 1000000, "default": 200000,
      "description": "Rows of one query at most, whatever it asks for."}
  }
})";

}  // namespace garden::tidb
