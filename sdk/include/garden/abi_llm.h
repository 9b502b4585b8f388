/* The llm kind: a language model that answers a conversation, in text and in tool calls.
 *
 * verb "generate", request:
 *   {"system": "text",                      instructions; stable from turn to turn
 *    "context": "markdown",                 what the store's data says now; may be absent
 *    "messages": [{"role": "user"|"assistant"|"tool", "parts": [PART, ...]}, ...],
 *    "tools": [{"name", "description", "parameters": JSON Schema, "examples": ["question", ...]}, ...],
 *    "options": {"max_output_tokens": n, "temperature": x, "thinking": "off"|"low"|"high"}}     all optional
 *   PART is one of
 *     {"text": "..."} | {"thought": "..."}
 *     {"tool_call": {"id", "name", "arguments": {...}}}                        in an assistant message
 *     {"tool_result": {"id", "name", "ok": true|false, "content": any JSON}}   in a tool message
 *   and may carry "opaque": a string that the same provider emitted with that part, to be sent back byte for
 *   byte. The content of a named query's result is
 *     {"query", "title", "summary", "columns": [{"name", "type", "unit", "title"}], "rows": [[...]],
 *      "row_count", "total_rows", "truncated", "as_of", "params", "warnings": [...]}
 *
 * emits:
 *   GARDEN_TEXT      pieces of the answer          GARDEN_THOUGHT   pieces of thinking
 *   GARDEN_JSON      {"tool_call": {"id", "name", "arguments": {...}}, "opaque": "..."?}
 *                    {"opaque": "..."}             belongs to the text before it
 *                    {"usage": {"input_tokens", "output_tokens", "cached_tokens", "thought_tokens"}}
 *                                                  running totals
 *                    {"warning": {"code", "detail"}}
 *                    {"finish": {"reason": "stop"|"tool_calls"|"length"|"safety"|"other", "detail": "..."?}}
 *                                                  once, last
 * finish: OK, or what went wrong. A stream that ends without a finish event was cut off.
 *
 * verb "describe", request {}: emits one GARDEN_JSON
 *   {"model": "...", "context_tokens_max": n?, "offline": true?} */
#ifndef GARDEN_ABI_LLM_H
#define GARDEN_ABI_LLM_H
#define GARDEN_LLM_GENERATE "generate"
#define GARDEN_LLM_DESCRIBE "describe"
#endif
