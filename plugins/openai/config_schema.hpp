// What an instance may be configured with; the descriptions are the reference.
//
// Threads: a constant.
#pragma once

namespace garden::openai {

inline constexpr char config_schema[] = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "The openai model: a server that speaks OpenAI's chat.completions, such as Ollama, vLLM or llama.cpp",
  "type": "object",
  "required": ["base_url", "model"],
  "additionalProperties": false,
  "properties": {
    "base_url": {"type": "string", "format": "url",
      "examples": ["http://localhost:11434/v1", "http://localhost:8000/v1", "https://api.openai.com/v1"],
      "description": "Where the API is, with its version: Ollama's port is 11434, vLLM's 8000, llama.cpp's 8080."},
    "model": {"type": "string", "minLength": 1, "examples": ["qwen3:8b", "gpt-5-mini"],
      "description": "The model's id, as the server lists it at /models."},
    "api_key": {"type": "string", "writeOnly": true, "examples": ["${OPENAI_API_KEY}"],
      "description": "Sent as a bearer token; local servers need none. It is shown nowhere."},
    "headers": {"type": "object", "additionalProperties": {"type": "string"}, "default": {},
      "description": "Further headers of each request, for gateways."},
    "tools": {"type": "boolean", "default": true,
      "description": "Whether the model may call tools. Off for a model or a server that cannot."},
    "usage": {"type": "boolean", "default": true,
      "description": "Ask for token counts. A server that refuses the question is not asked it again."},
    "max_tokens_name": {"enum": ["max_tokens", "max_completion_tokens"], "default": "max_tokens",
      "description": "What the limit is called: OpenAI's reasoning models want the second."},
    "max_output_tokens": {"type": "integer", "minimum": 1, "maximum": 1048576,
      "description": "The most an answer may have. Without it: the server's own limit."},
    "temperature": {"type": "number", "minimum": 0, "maximum": 2, "description": "Sent only if set."},
    "top_p": {"type": "number", "minimum": 0, "maximum": 1, "description": "Sent only if set."},
    "reasoning_effort": {"enum": ["none", "minimal", "low", "medium", "high"],
      "description": "How much the model thinks, for servers that know the word. Sent only if set."},
    "context_tokens_max": {"type": "integer", "minimum": 1, "maximum": 100000000,
      "description": "How much the model can read, where the host should know."},
    "attempts": {"type": "integer", "minimum": 1, "maximum": 10, "default": 4,
      "description": "Tries of one request, while nothing of its answer has come, if another may help."},
    "retry_delay": {"type": "string", "format": "duration", "default": "1s",
      "description": "The pause before the second try; it doubles from try to try and is spread by chance."},
    "retry_delay_max": {"type": "string", "format": "duration", "default": "20s",
      "description": "The longest pause. If the server asks for more, the next model answers at once."},
    "connect_timeout": {"type": "string", "format": "duration", "default": "5s",
      "description": "For the connection, TLS included."},
    "first_byte_timeout": {"type": "string", "format": "duration", "default": "2m",
      "description": "Until the answer begins; a local server may load the model first."},
    "idle_timeout": {"type": "string", "format": "duration", "default": "60s",
      "description": "Between two pieces of an answer."},
    "timeout": {"type": "string", "format": "duration", "default": "10m",
      "description": "For one whole answer."}
  }
})";

}  // namespace garden::openai
