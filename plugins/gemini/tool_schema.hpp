// A tool's JSON Schema in the words that Gemini knows.
//
// The API takes a subset of JSON Schema and may refuse a request for a word beyond it. Such words are left
// out, but for what a model should still know: `const` becomes an enum of one, a default is told in the
// description. Threads: pure functions.
#pragma once
#include <string>
#include <string_view>

namespace garden::gemini {

// The schema with all nested ones; what is no schema, or nests deeper than 32, becomes {}.
std::string tool_schema(std::string_view schema);

}  // namespace garden::gemini
