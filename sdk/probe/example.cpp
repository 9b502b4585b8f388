#include "example.hpp"

#include "garden/json.hpp"
#include "garden/json_writer.hpp"

namespace garden::probe {
namespace {

constexpr int depth_max = 16;

bool is_required(std::string_view schema, std::string_view name) {
  bool required = false;
  json::each(json::at(schema, "required"),
             [&](std::string_view element) { required = required || json::same(element, name); });
  return required;
}

std::string_view offered(std::string_view schema) {
  for (const auto value : {json::at(schema, "examples", "0"), json::at(schema, "default"),
                           json::at(schema, "const"), json::at(schema, "enum", "0")})
    if (!value.empty()) return value;
  return {};
}

// The value for `schema`; empty, and `missing` set, if there is none.
std::optional<std::string> value_for(std::string_view schema, const std::string& path, std::string& missing,
                                     int depth) {
  if (const auto value = offered(schema); !value.empty()) return std::string(value);
  const auto type = json::at(schema, "type");
  const bool is_object = json::same(type, "object") || !json::at(schema, "properties").empty();
  if (!is_object || depth == depth_max) {
    missing = path;
    return std::nullopt;
  }
  json::Writer out;
  out.object();
  bool complete = true;
  json::each_member(json::at(schema, "properties"), [&](std::string_view key, std::string_view property) {
    const auto name = json::text(key);
    const bool required = is_required(schema, name);
    if (!complete || (!required && json::at(property, "default").empty())) return;
    const auto value = value_for(property, path + "/" + name, missing, depth + 1);
    complete = value.has_value();
    if (complete) out.key(name).raw(*value);
  });
  if (!complete) return std::nullopt;
  return out.end().take();
}

}  // namespace

Example example_of(std::string_view schema) {
  Example example;
  example.config = value_for(schema, "", example.missing, 0);
  // A schema that says nothing at all takes an empty object.
  if (!example.config && example.missing.empty()) example.config = "{}";
  return example;
}

}  // namespace garden::probe
