/* A step of a named query in an agent's library: what SQL cannot say.
 *
 * A query's YAML may name a step (`compute: NAME`). Then the rows of its `facts` go to the library, and what
 * the library gives back are the rows of the query: checked against the declared columns, converted and
 * rounded like a database's, cited, shown and kept alike, wherever the query is run.
 *
 * verb "garden.compute/1" of the agent kind, request:
 *   {"step": "NAME", "query": "get_...",
 *    "params": {...},                   the query's parameters, complete, `limit` among them
 *    "settings": {...},                 the agent's, complete
 *    "as_of": "2026-11-22T18:00:00Z", "today": "2026-11-22", "currency": "USD",
 *    "period": {"since", "until"},      where the query looks at whole days
 *    "columns": [{"name", "type"}, ...],     of the facts, as abi_connector.h has them
 *    "tables": {"NAME": {"columns": [{"name"}, ...], "rows": [[...], ...]}, ...},
 *                                       of the product's ledger, as the query's `tables` name them; not there
 *                                       where a store keeps no ledger
 *    "rows": [[...], ...]}              all of them, at most 50 000; exact integers, text beyond 2^53
 * emits GARDEN_JSON, as a connector's "query" does:
 *   {"columns": [{"name": "..."}]}      once, first: those that the query declares, in any order, its totals
 *                                       too, and `total_rows` if there are more than it gives
 *   {"rows": [[...], ...]}              0..n batches; values in the form of the SQL (thousandths, 1e-4)
 *   {"done": {"truncated": bool, "warnings"?: ["..."]}}
 *                                       once, last; warnings, at most 20: what had to be assumed, said with
 *                                       the result
 * finish: OK; NOT_FOUND: there is no such step; INVALID: the rows are not what the step needs. Rows beyond
 * `limit` are counted and let go.
 *
 * A library without the verb answers UNIMPLEMENTED. */
#ifndef GARDEN_ABI_COMPUTE_H
#define GARDEN_ABI_COMPUTE_H
#define GARDEN_AGENT_COMPUTE "garden.compute/1"
#endif
