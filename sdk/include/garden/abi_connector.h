/* The connector kind: reads a database. Nothing that writes ever passes; the component proves it in layers.
 *
 * verb "query", request:
 *   {"sql": "SELECT ... ? ...",                    one statement; positional parameters only
 *    "params": [null|true|1|1.5|"text", ...],      bound, never pasted; an integer as an integer, a date as
 *                                                  text
 *    "columns": ["name", ...],                      of a named query, as it declares them; may be absent
 *    "max_rows": n,                                stops after n rows and says truncated (it looks for row
 * n+1) "timeout_ms": n}                              then finish(DEADLINE); the database is told to stop as
 * well emits, all GARDEN_JSON:
 *   {"columns": [{"name": "...", "type": "integer|number|decimal|text|blob|datetime|unknown"}]}    once,
 * first
 *   {"rows": [[...], ...]}                         0..n batches of at most 64 KB; NULL is null, integers
 *                                                  beyond 2^53 and DECIMAL are strings, a blob is
 *                                                  {"base64": "..."}
 *   {"done": {"row_count": n, "truncated": bool, "ms": x, "via": "sqlite"|"direct"|"mcp"}}         once, last
 * finish: OK; INVALID (the statement, with the database's words), DENIED (it would write), DEADLINE,
 * UNAVAILABLE.
 *
 * verb "describe", request {}: emits one GARDEN_JSON
 *   {"dialect": "sqlite|mysql|mariadb|tidb", "version": "...", "read_only": "how it is enforced",
 *    "tables": [{"name", "columns": [{"name", "type"}]}], "warnings": [...]}
 *
 * verb "ping", request {}: finish OK or UNAVAILABLE, within 2 s; emits one GARDEN_JSON
 *   {"via": "...", "warnings": [...]}              warnings may be left out: sentences for the operator */
#ifndef GARDEN_ABI_CONNECTOR_H
#define GARDEN_ABI_CONNECTOR_H
#define GARDEN_CONNECTOR_QUERY "query"
#define GARDEN_CONNECTOR_DESCRIBE "describe"
#define GARDEN_CONNECTOR_PING "ping"
#endif
