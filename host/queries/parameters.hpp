// Parameters: what a question may vary, and the one place where values from outside are checked.
//
// The same declaration serves four readers: the person who reads the catalogue, the model that is given a
// JSON Schema, the caller whose values are checked here, and the database, which gets every value bound and
// of the right type. A value that comes as text because its sender knows nothing else (a command line, a
// model) is taken where it can only mean one thing: "30" is an integer, "true" a boolean, "1,2" a list.
// Threads: all calls [any].
#pragma once
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"

namespace garden::queries {

enum class ParameterType { integer, number, text, date, choice, boolean, integer_list };

// A parameter of a query, or a setting of an agent: the same thing, given by another person.
struct Parameter {
  std::string name;
  std::string description;
  ParameterType type = ParameterType::integer;
  base::Json default_value;          // null: no default
  bool required = false;             // no default and not optional
  std::optional<double> minimum;     // of integers and numbers, and of each element of a list; included
  std::optional<double> maximum;     //   (whole numbers up to 2^53 are exact here)
  std::size_t length_max = 200;      // characters of a text, elements of a list
  std::vector<std::string> choices;  // of a choice; in the order they are shown
};

// One thing wrong with a value from outside, with its place in what was sent.
struct Problem {
  std::string pointer;  // JSON pointer: "/days"
  std::string detail;   // what is wrong and what would be right
};

// The word that YAML and messages use: "integer_list".
std::string_view name_of(ParameterType type);
std::optional<ParameterType> parameter_type(std::string_view name);

// `given` checked and completed by defaults: an object with every parameter, in the order of declaration; a
// parameter that is optional and not given is null. `given` may be null for "nothing given". All problems are
// reported at once; unknown names come with the nearest known one.
std::expected<base::Json, std::vector<Problem>> check_parameters(const std::vector<Parameter>& declared,
                                                                 const base::Json& given);

// One value against one declaration; the value in its declared type, or what is wrong with it.
std::expected<base::Json, std::string> check_value(const Parameter& declared, const base::Json& given);

// The JSON Schema of an object with these parameters, as tools of a model and the HTTP API describe it.
base::Json schema_of(const std::vector<Parameter>& declared);

}  // namespace garden::queries
