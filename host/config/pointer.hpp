// JSON pointers (RFC 6901), the names of places inside a value: "/plugins/shop/config/path".
// Threads: pure functions [any].
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace garden::config {

// "/plugins" + "a/b" -> "/plugins/a~1b"
std::string child(std::string_view pointer, std::string_view key);
std::string child(std::string_view pointer, std::size_t index);
// Appends "/key" to `pointer` in place.
void append_key(std::string& pointer, std::string_view key);

// "/plugins/a~1b" -> "/plugins"; the root stays the root.
std::string_view parent_of(std::string_view pointer);
// "/plugins/a~1b" -> "a/b"; empty for the root.
std::string last_of(std::string_view pointer);
// For a person: "/agents/0/llm" -> "agents[0].llm".
std::string spoken(std::string_view pointer);

// The value at `pointer`, or null when there is none. Borrowed from `root`.
const base::Json* find(const base::Json& root, std::string_view pointer);

}  // namespace garden::config
