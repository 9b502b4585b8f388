#include "tool.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "garden/failure.hpp"
#include "garden/json.hpp"

namespace garden::tidb {
namespace {

constexpr std::string_view argument_names[] = {"sql", "sql_stmt", "query", "statement"};

bool is_known(std::string_view name) {
  return name == "db_query" || name == "mysql_query" || name == "execute_sql" ||
         name.starts_with("execute_sql_");
}

// A header's name as HTTP has them.
bool is_token(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

// How the tool is asked, if it takes one statement and needs nothing else.
std::optional<Tool> read_tool(std::string_view tool) {
  const auto schema = json::member(tool, "inputSchema");
  Tool found{.name = json::text(json::member(tool, "name"))};
  for (const auto name : argument_names) {
    const auto property = json::at(schema, "properties", name);
    if (!json::same(json::member(property, "type"), "string")) continue;
    found.argument = name;
    if (const auto header = json::member(property, "x-mcp-header"); !header.empty()) {
      found.header = json::text(header);
      if (!is_token(found.header)) return std::nullopt;  // an invalid annotation: the tool is not to be used
    }
    break;
  }
  bool needs_more = found.argument.empty();
  json::each(json::member(schema, "required"),
             [&](std::string_view name) { needs_more = needs_more || !json::same(name, found.argument); });
  if (needs_more || found.name.empty() || found.name.size() > 128) return std::nullopt;
  found.read_only = json::at(tool, "annotations", "readOnlyHint") == "true";
  found.exact_integers = found.name == "db_query";  // of Python, whose integers have no end
  if (found.name == "mysql_query") found.text_style = TextStyle::quoted;  // its parser knows no introducers
  return found;
}

}  // namespace

Tool find_tool(std::string_view tools, std::string_view wanted) {
  std::vector<Tool> fitting;
  std::string names;
  json::each(tools, [&](std::string_view tool) {
    const auto name = json::text(json::member(tool, "name"));
    if (names.size() < 400) names += (names.empty() ? "" : ", ") + name;
    if (wanted.empty() ? !is_known(name) : name != wanted) return;
    if (auto found = read_tool(tool)) fitting.push_back(std::move(*found));
  });
  if (fitting.size() == 1) return std::move(fitting.front());
  const std::string has = names.empty() ? "it has none" : "it has " + names;
  if (fitting.empty())
    throw Failure(GARDEN_UNAVAILABLE,
                  (wanted.empty() ? "the MCP server has no tool that is known to read a database"
                                  : "the MCP server has no tool '" + std::string(wanted) +
                                        "' that takes one statement") +
                      "; " + has + "; set `tool` to its name");
  throw Failure(GARDEN_UNAVAILABLE,
                "the MCP server has more than one tool that reads a database; set `tool` to one: " + names);
}

}  // namespace garden::tidb
