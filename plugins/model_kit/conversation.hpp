// Conversation: what the host asks of a model (sdk/include/garden/abi_llm.h), in the shape that providers
// insist on.
//
// Providers refuse a history in which a call has no answer or an answer no call. A stored one may have both:
// a turn was interrupted, or had used up its tools. So a call and its result are one part here, a result
// without a call is dropped, and whoever writes a provider's request cannot get it wrong. Texts and values
// are slices of the host's JSON, to be passed on as they are: they are neither decoded nor copied on their
// way. Threads: plain values, which borrow the request.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model_kit/tool_memo.hpp"

namespace garden::model_kit {

// A piece of a message: a text, or (with a name) a call and its result.
struct Part {
  std::string_view text;       // a JSON string, with its quotes; empty for a call
  std::string opaque;          // what the provider gave to be sent back with this part; its characters
  std::string id, name;        // of a call
  std::string_view arguments;  // a JSON object
  std::string_view result;     // any JSON
  bool ok = true;              // of the result

  bool is_call() const { return !name.empty(); }
};

struct Message {
  bool from_user = false;
  std::vector<Part> parts;  // never empty

  bool has_calls() const;
};

struct Tool {
  std::string_view name, description;  // JSON strings
  std::string_view parameters;         // a JSON Schema; empty if there is none
  std::vector<std::string> examples;
};

enum class Thinking { as_configured, off, low, high };

struct Conversation {
  std::size_t bytes = 0;             // of the whole request
  std::string_view system, context;  // JSON strings; empty when there is none
  std::vector<Message> messages;
  std::string_view tools;                                 // a JSON array for read_tools(), or empty
  std::shared_ptr<const std::string> written_tools = {};  // what the memo has for them, or null; its co-owner
  std::int64_t output_tokens_max = 0;                     // 0: as configured
  std::optional<double> temperature;
  Thinking thinking = Thinking::as_configured;
};

// Nothing if the request is no JSON object with messages in it. A call without a result gets one that says
// so. Tools that `memo` knows are not read.
std::optional<Conversation> read_conversation(std::string_view request, const ToolMemo& memo = {});

// Those that have a name.
std::vector<Tool> read_tools(std::string_view tools);

// The description of a tool with its examples, as a JSON string.
std::string description_of(const Tool& tool);

}  // namespace garden::model_kit
