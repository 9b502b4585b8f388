#include "queries/parameters.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "config/pointer.hpp"
#include "config/suggest.hpp"
#include "garden/ascii.hpp"

namespace garden::queries {
namespace {

constexpr std::array<std::pair<ParameterType, std::string_view>, 7> type_names{
    {{ParameterType::integer, "integer"},
     {ParameterType::number, "number"},
     {ParameterType::text, "text"},
     {ParameterType::date, "date"},
     {ParameterType::choice, "enum"},
     {ParameterType::boolean, "boolean"},
     {ParameterType::integer_list, "integer_list"}}};

constexpr double exact_integer_max = 9007199254740992.0;  // 2^53
using Value = std::expected<base::Json, std::string>;

std::string text_of(const base::Json& given) {
  return std::string(trimmed(given.get_ref<const std::string&>()));
}

// A bound as people write it: 30, not 30.0.
std::string bound_text(double bound) {
  if (bound == std::floor(bound) && std::fabs(bound) < exact_integer_max)
    return std::to_string(static_cast<std::int64_t>(bound));
  std::array<char, 32> buffer{};
  auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), bound).ptr;
  return std::string(buffer.data(), end);
}
std::string range_text(const Parameter& declared) {
  if (declared.minimum && declared.maximum)
    return " from " + bound_text(*declared.minimum) + " to " + bound_text(*declared.maximum);
  if (declared.minimum) return " of at least " + bound_text(*declared.minimum);
  if (declared.maximum) return " of at most " + bound_text(*declared.maximum);
  return {};
}
bool in_range(const Parameter& declared, double value) {
  return (!declared.minimum || value >= *declared.minimum) &&
         (!declared.maximum || value <= *declared.maximum);
}
// What was given, short enough for a message.
std::string shown(const base::Json& given) {
  auto text = base::to_text(given);
  return text.size() <= 40 ? text : text.substr(0, 37) + "...";
}
std::unexpected<std::string> refuse(const Parameter& declared, std::string expected,
                                    const base::Json& given) {
  return std::unexpected(declared.name + " must be " + std::move(expected) + ", not " + shown(given));
}

std::optional<std::int64_t> integer_of(const base::Json& given) {
  if (given.is_number_unsigned()) {
    auto value = given.get<std::uint64_t>();
    if (value > INT64_MAX) return std::nullopt;
    return static_cast<std::int64_t>(value);
  }
  if (given.is_number_integer()) return given.get<std::int64_t>();
  if (given.is_number_float()) {
    auto value = given.get<double>();
    if (value != std::floor(value) || std::fabs(value) > exact_integer_max) return std::nullopt;
    return static_cast<std::int64_t>(value);
  }
  if (!given.is_string()) return std::nullopt;
  auto text = text_of(given);
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

Value check_integer(const Parameter& declared, const base::Json& given) {
  auto value = integer_of(given);
  if (!value || !in_range(declared, static_cast<double>(*value)))
    return refuse(declared, "a whole number" + range_text(declared), given);
  return base::Json(*value);
}

Value check_number(const Parameter& declared, const base::Json& given) {
  auto expected = "a number" + range_text(declared);
  double value = 0;
  if (given.is_number()) {
    value = given.get<double>();
  } else if (given.is_string()) {
    auto text = text_of(given);
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty())
      return refuse(declared, expected, given);
  } else {
    return refuse(declared, expected, given);
  }
  if (!std::isfinite(value) || !in_range(declared, value)) return refuse(declared, expected, given);
  return base::Json(value);
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
  return count;
}

Value check_text(const Parameter& declared, const base::Json& given) {
  auto expected = "a text of 1 to " + std::to_string(declared.length_max) + " characters";
  std::string text;
  if (given.is_string())
    text = text_of(given);
  else if (given.is_number_integer())
    text = base::to_text(given);
  else
    return refuse(declared, expected, given);
  if (text.empty() || characters(text) > declared.length_max) return refuse(declared, expected, given);
  for (char c : text)
    if (static_cast<unsigned char>(c) < 0x20)
      return refuse(declared, expected + " without control characters", given);
  return base::Json(std::move(text));
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  auto part = [&](std::size_t from, std::size_t size) {
    int value = -1;
    auto end = text.data() + from + size;
    auto parsed = std::from_chars(text.data() + from, end, value);
    return parsed.ec == std::errc() && parsed.ptr == end ? value : -1;
  };
  int year = part(0, 4), month = part(5, 2), day = part(8, 2);
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return day <= days[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}
Value check_date(const Parameter& declared, const base::Json& given) {
  auto text = given.is_string() ? text_of(given) : std::string();
  if (!is_date(text)) return refuse(declared, "a date such as 2026-11-22", given);
  return base::Json(std::move(text));
}

Value check_choice(const Parameter& declared, const base::Json& given) {
  auto text = given.is_string() ? text_of(given) : shown(given);
  for (const auto& choice : declared.choices)
    if (choice == text) return base::Json(choice);
  std::string expected;
  for (const auto& choice : declared.choices) expected += (expected.empty() ? "" : ", ") + choice;
  auto meant = config::nearest_word(text, declared.choices);
  return refuse(declared, "one of " + expected + (meant ? " (did you mean " + *meant + "?)" : ""), given);
}

Value check_boolean(const Parameter& declared, const base::Json& given) {
  if (given.is_boolean()) return given;
  auto text = given.is_string() ? text_of(given) : base::to_text(given);
  if (text == "true" || text == "1") return base::Json(true);
  if (text == "false" || text == "0") return base::Json(false);
  return refuse(declared, "true or false", given);
}

Value check_list(const Parameter& declared, const base::Json& given) {
  auto expected =
      "a list of 1 to " + std::to_string(declared.length_max) + " whole numbers" + range_text(declared);
  auto items = base::Json::array();
  if (given.is_string()) {
    std::string_view text = given.get_ref<const std::string&>();
    for (std::size_t from = 0; from <= text.size();) {
      auto comma = std::min(text.find(',', from), text.size());
      items.push_back(std::string(text.substr(from, comma - from)));
      from = comma + 1;
    }
  } else if (given.is_array()) {
    items = given;
  } else {
    items.push_back(given);
  }
  if (items.empty() || items.size() > declared.length_max) return refuse(declared, expected, given);
  auto values = base::Json::array();
  for (const auto& item : items) {
    auto value = integer_of(item);
    if (!value || !in_range(declared, static_cast<double>(*value))) return refuse(declared, expected, given);
    values.push_back(*value);
  }
  return values;
}

base::Json schema_of_one(const Parameter& declared) {
  auto bounds = [&](base::Json& schema) {
    bool whole = declared.type != ParameterType::number;
    auto bound = [&](double value) {
      return whole ? base::Json(static_cast<std::int64_t>(value)) : base::Json(value);
    };
    if (declared.minimum) schema["minimum"] = bound(*declared.minimum);
    if (declared.maximum) schema["maximum"] = bound(*declared.maximum);
  };
  base::Json schema;
  switch (declared.type) {
    case ParameterType::integer:
    case ParameterType::number:
      schema["type"] = declared.type == ParameterType::integer ? "integer" : "number";
      bounds(schema);
      break;
    case ParameterType::text:
      schema["type"] = "string";
      schema["maxLength"] = declared.length_max;
      break;
    case ParameterType::date:
      schema["type"] = "string";
      schema["format"] = "date";
      break;
    case ParameterType::choice:
      schema["type"] = "string";
      schema["enum"] = declared.choices;
      break;
    case ParameterType::boolean: schema["type"] = "boolean"; break;
    case ParameterType::integer_list:
      schema["type"] = "array";
      schema["items"] = {{"type", "integer"}};
      bounds(schema["items"]);
      schema["minItems"] = 1;
      schema["maxItems"] = declared.length_max;
      break;
  }
  if (!declared.description.empty()) schema["description"] = declared.description;
  if (!declared.default_value.is_null()) schema["default"] = declared.default_value;
  return schema;
}

}  // namespace

std::string_view name_of(ParameterType type) {
  for (const auto& [candidate, name] : type_names)
    if (candidate == type) return name;
  return "unknown";
}
std::optional<ParameterType> parameter_type(std::string_view name) {
  for (const auto& [type, candidate] : type_names)
    if (candidate == name) return type;
  return std::nullopt;
}

std::expected<base::Json, std::string> check_value(const Parameter& declared, const base::Json& given) {
  switch (declared.type) {
    case ParameterType::integer: return check_integer(declared, given);
    case ParameterType::number: return check_number(declared, given);
    case ParameterType::text: return check_text(declared, given);
    case ParameterType::date: return check_date(declared, given);
    case ParameterType::choice: return check_choice(declared, given);
    case ParameterType::boolean: return check_boolean(declared, given);
    case ParameterType::integer_list: return check_list(declared, given);
  }
  return std::unexpected(declared.name + " has a type that does not exist");
}

std::expected<base::Json, std::vector<Problem>> check_parameters(const std::vector<Parameter>& declared,
                                                                 const base::Json& given) {
  std::vector<Problem> problems;
  if (!given.is_null() && !given.is_object()) {
    problems.push_back({"", "parameters must be an object such as {\"days\": 30}"});
    return std::unexpected(std::move(problems));
  }
  std::vector<std::string> known;
  for (const auto& parameter : declared) known.push_back(parameter.name);
  for (const auto& [name, value] : given.items()) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    auto advice = config::suggestion(name, known);
    problems.push_back({config::child("", name), "there is no parameter " + shown(base::Json(name)) +
                                                     (advice.empty() ? std::string() : "; " + advice)});
  }
  auto checked = base::Json::object();
  for (const auto& parameter : declared) {
    const auto& value = base::member(given, parameter.name);
    if (value.is_null()) {
      if (parameter.required) problems.push_back({"/" + parameter.name, parameter.name + " is missing"});
      checked[parameter.name] = parameter.default_value;
      continue;
    }
    auto taken = check_value(parameter, value);
    if (taken)
      checked[parameter.name] = std::move(*taken);
    else
      problems.push_back({"/" + parameter.name, std::move(taken.error())});
  }
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return checked;
}

base::Json schema_of(const std::vector<Parameter>& declared) {
  auto properties = base::Json::object();
  auto required = base::Json::array();
  for (const auto& parameter : declared) {
    properties[parameter.name] = schema_of_one(parameter);
    if (parameter.required) required.push_back(parameter.name);
  }
  base::Json schema{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  schema["additionalProperties"] = false;
  return schema;
}

}  // namespace garden::queries
