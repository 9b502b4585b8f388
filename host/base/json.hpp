// Json: the one JSON value of the host, and the only door to the library behind it.
//
// Text from outside is parsed with limits (nesting, number of nodes) and without surprises: a key given
// twice, and an integer that does not fit 64 bits, are errors, because two readers of the same text must not
// see two values. Objects keep the order in which they were written, so what is shown to people and models is
// stable.
#pragma once
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace garden::base {

using Json = nlohmann::ordered_json;

struct JsonLimits {
  std::size_t depth_max = 64;
  std::size_t nodes_max = 1'000'000;  // every value and every key counts one
};

// Parses one JSON text. Errors are Code::invalid with the byte position. Never throws, but for memory.
Result<Json> parse_json(std::string_view text, const JsonLimits& limits = {});

// Compact text; broken UTF-8 becomes U+FFFD. Never throws, but for memory.
std::string to_text(const Json& value);

// The member as text / integer / boolean / number, or `otherwise` when it is missing or of another type.
std::string text_at(const Json& object, std::string_view key, std::string_view otherwise = {});
std::int64_t integer_at(const Json& object, std::string_view key, std::int64_t otherwise);
bool boolean_at(const Json& object, std::string_view key, bool otherwise);

// The member, or null; never throws on a value that is no object.
const Json& member(const Json& object, std::string_view key);

}  // namespace garden::base
