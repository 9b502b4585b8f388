/* The agent kind: what an agent's library adds to its YAML folder. Every verb is optional (finish with
 * UNIMPLEMENTED).
 *
 * verb "tools", request {}: emits one GARDEN_JSON
 *   [{"name", "description", "parameters": JSON Schema, "examples": ["question", ...]}, ...]
 *
 * verb "call_tool", request {"name", "arguments", "session_id"}: emits one GARDEN_JSON
 *   the tool's result: a table as in abi_llm.h, or any JSON
 *
 * verb "context", request {"session_id", "message"}: emits GARDEN_TEXT
 *   Markdown that is added to the context of the prompt
 *
 * verb "run", request {"session_id", "message", "history": [messages as in abi_llm.h], "system", "context"}:
 *   takes the whole turn. Emits GARDEN_TEXT, GARDEN_THOUGHT, and GARDEN_JSON events
 *     {"tool_started"|"tool_result"|"table"|"chart"|"citation"|"warning"|"usage": {...}}
 *   and drives models, queries and other agents by call ("llm:NAME", "connector:NAME", "query:NAME",
 *   "agent:NAME"). The host writes messages, events and citations, and charges the budget. */
#ifndef GARDEN_ABI_AGENT_H
#define GARDEN_ABI_AGENT_H
#define GARDEN_AGENT_TOOLS "tools"
#define GARDEN_AGENT_CALL_TOOL "call_tool"
#define GARDEN_AGENT_CONTEXT "context"
#define GARDEN_AGENT_RUN "run"
#endif
