// What an instance may be configured with; the descriptions are the reference.
//
// Threads: a constant.
#pragma once

namespace garden::gemini {

inline constexpr char config_schema[] = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "The gemini model: Google's Gemini API",
  "type": "object",
  "required": ["api_key"],
  "additionalProperties": false,
  "properties": {
    "api_key": {"type": "string", "minLength": 1, "writeOnly": true, "examples": ["${GOOGLE_API_KEY}"],
      "description": "The key of a project in Google AI Studio. It is sent in a header and shown nowhere."},
    "model": {"type": "string", "minLength": 1, "default": "gemini-3-flash-preview",
      "examples": ["gemini-3-flash-preview", "gemini-2.5-flash", "gemini-flash-latest"],
      "description": "The model's id. Signatures of one model are not sent to another when this changes."},
    "base_url": {"type": "string", "format": "url", "default": "https://generativelanguage.googleapis.com",
      "description": "Where the API is; a gateway's address, for instance."},
    "api_version": {"type": "string", "minLength": 1, "default": "v1beta", "examples": ["v1beta", "v1"],
      "description": "The version in the path. Preview models need v1beta."},
    "thinking": {"type": "object", "additionalProperties": false, "default": {},
      "description": "How this model thinks before it answers. Without level and budget: as the model does by itself.",
      "properties": {
        "level": {"enum": ["minimal", "low", "medium", "high"],
          "description": "For Gemini 3 and later. Not every model knows every level; minimal is for Flash."},
        "budget": {"type": "integer", "minimum": -1, "maximum": 65536,
          "description": "For Gemini 2.5: tokens to think with; 0: none, -1: as many as it wants."},
        "summaries": {"type": "boolean", "default": false,
          "description": "Stream summaries of the thinking, as thought events beside the answer."}
      }},
    "temperature": {"type": "number", "minimum": 0, "maximum": 2,
      "description": "Sent only if set. Gemini 3 is meant to run at its default; low values can make it loop."},
    "top_p": {"type": "number", "minimum": 0, "maximum": 1, "description": "Sent only if set."},
    "top_k": {"type": "integer", "minimum": 1, "maximum": 1000, "description": "Sent only if set."},
    "max_output_tokens": {"type": "integer", "minimum": 1, "maximum": 1048576,
      "description": "The most an answer may have, thinking included. Without it: the model's own limit."},
    "context_tokens_max": {"type": "integer", "minimum": 1, "maximum": 100000000,
      "description": "How much the model can read, where the host should know."},
    "service_tier": {"enum": ["flex", "standard", "priority"],
      "description": "What the request is worth: flex is cheap and slow, priority costs more."},
    "attempts": {"type": "integer", "minimum": 1, "maximum": 10, "default": 4,
      "description": "Tries of one request, while nothing of its answer has come, if another may help."},
    "retry_delay": {"type": "string", "format": "duration", "default": "1s",
      "description": "The pause before the second try; it doubles from try to try and is spread by chance."},
    "retry_delay_max": {"type": "string", "format": "duration", "default": "20s",
      "description": "The longest pause. If Google asks for more, the next model answers at once."},
    "connect_timeout": {"type": "string", "format": "duration", "default": "5s",
      "description": "For the connection, TLS included."},
    "first_byte_timeout": {"type": "string", "format": "duration", "default": "60s",
      "description": "Until the answer begins; a model that thinks long needs it."},
    "idle_timeout": {"type": "string", "format": "duration", "default": "60s",
      "description": "Between two pieces of an answer."},
    "timeout": {"type": "string", "format": "duration", "default": "10m",
      "description": "For one whole answer."}
  }
})";

}  // namespace garden::gemini
