// Schema rules: the compiled form of a schema, between the compiler (schema_compile.cpp) and the checker
// (schema_check.cpp). Internal to this room.
//
// Every (sub)schema is one Rule in one vector; a reference is an index, so that recursive schemas need no
// ownership and a reference that many places share is compiled once.
#pragma once
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/schema.hpp"

namespace garden::config {

namespace shape {  // bits of Rule::types
inline constexpr unsigned null = 1, boolean = 2, integer = 4, number = 8, text = 16, list = 32, map = 64;
}

using RuleId = std::uint32_t;
inline constexpr RuleId no_rule = std::numeric_limits<RuleId>::max();

struct Rule {
  bool refuses_all = false;  // the schema `false`
  unsigned types = 0;        // 0: any
  RuleId reference = no_rule;

  std::map<std::string, RuleId, std::less<>> properties;
  std::vector<std::string> property_names;  // as declared, for suggestions and the order of defaults
  std::vector<std::string> required;
  RuleId additional = no_rule;
  RuleId names = no_rule;
  std::optional<std::size_t> properties_min, properties_max;

  std::vector<RuleId> prefix_items;
  RuleId items = no_rule;
  std::optional<std::size_t> items_min, items_max;
  bool unique_items = false;

  std::vector<base::Json> allowed;  // enum
  std::optional<base::Json> constant;
  // A long double holds every 64-bit integer exactly.
  std::optional<long double> minimum, maximum, above, below, multiple_of;
  std::optional<std::size_t> length_min, length_max;  // in characters
  std::string format;
  std::string format_minimum, format_maximum;  // of a duration or size, as written

  std::vector<RuleId> all_of, any_of, one_of;
  RuleId if_rule = no_rule, then_rule = no_rule, else_rule = no_rule;

  std::optional<base::Json> fallback;  // default
  std::string description;
  bool inactive = false;
};

struct Schema::Rules {
  std::vector<Rule> rules;  // the first is the whole schema
};

// The milliseconds of a duration, the bytes of a size; nothing if `text` is none.
std::optional<long double> measure(const std::string& format, const std::string& text);

}  // namespace garden::config
