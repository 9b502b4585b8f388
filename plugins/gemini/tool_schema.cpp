#include "gemini/tool_schema.hpp"

#include <algorithm>
#include <array>

#include "garden/json.hpp"
#include "garden/json_writer.hpp"

namespace garden::gemini {
namespace {

constexpr unsigned depth_max = 32;
// How a keyword's value is passed on.
constexpr std::array<std::string_view, 14> as_it_is = {
    "$id",      "$ref",    "$anchor", "type",     "format",           "title",      "enum", "minItems",
    "maxItems", "minimum", "maximum", "required", "propertyOrdering", "description"};
constexpr std::array<std::string_view, 2> one_schema = {"items", "additionalProperties"};
constexpr std::array<std::string_view, 3> list_of_schemas = {"prefixItems", "anyOf", "oneOf"};
constexpr std::array<std::string_view, 2> named_schemas = {"properties", "$defs"};

template <std::size_t N>
bool has(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

void write_schema(json::Writer& out, std::string_view schema, unsigned depth);

void write_keyword(json::Writer& out, std::string_view word, std::string_view value, unsigned depth) {
  if (has(as_it_is, word)) {
    out.key(word).raw(value);
  } else if (has(one_schema, word)) {
    write_schema(out.key(word), value, depth);
  } else if (has(list_of_schemas, word)) {
    out.key(word).array();
    json::each(value, [&](std::string_view one) { write_schema(out, one, depth); });
    out.end();
  } else if (has(named_schemas, word)) {
    out.key(word).object();
    json::each_member(value, [&](std::string_view name, std::string_view one) {
      write_schema(out.key(json::text(name)), one, depth);
    });
    out.end();
  } else if (word == "const") {
    out.key("enum").array().raw(value).end();
  }
}

void write_schema(json::Writer& out, std::string_view schema, unsigned depth) {
  if (json::type_of(schema) == json::Type::boolean) {
    out.raw(schema);
    return;
  }
  out.object();
  const auto otherwise = json::member(schema, "default");
  if (depth < depth_max)
    json::each_member(schema, [&](std::string_view key, std::string_view value) {
      const auto word = json::text(key);
      if (word != "description" || otherwise.empty()) write_keyword(out, word, value, depth + 1);
    });
  if (depth < depth_max && !otherwise.empty()) {
    const auto description = json::text(json::member(schema, "description"));
    const auto gap = description.empty() ? "" : " ";
    out.field("description", description + gap + "Default: " + std::string(otherwise));
  }
  out.end();
}

}  // namespace

std::string tool_schema(std::string_view schema) {
  json::Writer out;
  write_schema(out, schema, 0);
  return out.take();
}

}  // namespace garden::gemini
