// example_of: a configuration that fits a schema, made of what the schema itself offers.
//
// Examples, defaults, constants and enumerations are used as they stand; an object is made of its required
// members and of those with a default. What the schema says nothing about (a required password, say) cannot
// be invented: then there is no example. Threads: pure functions.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace garden::probe {

struct Example {
  std::optional<std::string> config;  // JSON; empty: none could be made
  std::string missing;                // then the JSON pointer of the member that has no example
};

// `schema` is valid JSON.
Example example_of(std::string_view schema);

}  // namespace garden::probe
