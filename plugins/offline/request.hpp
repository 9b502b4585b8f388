// Request: what the host asks of a language model (sdk/include/garden/abi_llm.h), as typed values.
//
// The host has checked its own side, but tools and results are written by others: whatever is missing or of
// another type reads as empty, and everything has a limit, so that no later step has to look twice.
//
// Threads: plain values.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "decimal.hpp"
#include "value.hpp"

namespace garden::offline {

struct Property {
  std::string name;
  std::string type;  // "string", "integer", "number", "boolean", "array"; empty if the schema says none
  std::string description;
  std::string format;                // "date" or the like
  std::vector<std::string> choices;  // enum, as text
  std::optional<Decimal> least;      // inclusive bounds
  std::optional<Decimal> most;
  bool required = false;
};

struct Tool {
  std::string name;
  std::string description;
  std::vector<std::string> examples;
  std::vector<Property> properties;
};

struct ToolCall {
  std::string id;
  std::string name;
  Value arguments;
};

struct ToolResult {
  std::string id;
  std::string name;
  bool ok = false;
  Value content;
};

enum class Role { user, assistant, tool };

struct Message {
  Role role = Role::user;
  std::string text;  // its text parts, one after the other
  std::vector<ToolCall> calls;
  std::vector<ToolResult> results;
};

struct Request {
  std::string system;
  std::string context;
  std::vector<Message> messages;
  std::vector<Tool> tools;
};

// Nothing if the text is no JSON object with messages in it. Keeps the last 60 messages, 200 tools, 40
// properties and 24 examples of each, 4,000 bytes of a text message and 20,000 of a description.
std::optional<Request> read_request(std::string_view json);

}  // namespace garden::offline
