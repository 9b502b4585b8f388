#include "tool_result.hpp"

#include <algorithm>
#include <cctype>
#include <span>

#include "garden/ascii.hpp"
#include "garden/failure.hpp"
#include "garden/json.hpp"
#include "garden/json_check.hpp"

namespace garden::tidb {
namespace {

using json::Type;

constexpr std::size_t error_bytes_max = 500;

bool all_objects(std::string_view array) {
  bool all = true;
  json::each(array,
             [&all](std::string_view element) { all = all && json::type_of(element) == Type::object; });
  return all;
}

void add_rows(ToolResult& table, std::string_view array) {
  json::each(array, [&table](std::string_view row) { table.rows.push_back(row); });
}

// A value that one of the known servers gives for a table.
bool take_value(ToolResult& table, std::string_view value) {
  if (json::type_of(value) == Type::array && all_objects(value)) {
    add_rows(table, value);
    return true;
  }
  std::string_view last;
  json::each(json::at(value, "data", "statements"),
             [&last](std::string_view statement) { last = statement; });
  const auto rows = json::member(last, "rows");
  if (json::type_of(rows) != Type::array || !all_objects(rows)) return false;
  add_rows(table, rows);
  table.truncated = json::member(last, "truncated") == "true";
  return true;
}

std::vector<std::string> texts_of(std::string_view result) {
  std::vector<std::string> texts;
  json::each(json::member(result, "content"), [&texts](std::string_view part) {
    if (json::same(json::member(part, "type"), "text"))
      texts.push_back(json::text(json::member(part, "text")));
  });
  return texts;
}

std::string cut(std::string_view text) {
  std::string out(utf8_prefix(text, error_bytes_max));
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return out;
}

// What went wrong, without what a server says around it: FastMCP the name of its tool, SQLAlchemy the whole
// statement with its values, in which any word may stand.
std::string_view heart_of(std::string_view words) {
  constexpr std::string_view tool = "Error executing tool ";
  if (words.starts_with(tool)) {
    const auto colon = words.find(": ", tool.size());
    if (colon != words.npos) words.remove_prefix(colon + 2);
  }
  if (words.starts_with("Error: ")) words.remove_prefix(7);
  words = words.substr(0, words.find("\n[SQL: "));
  return words.substr(0, words.find("\n(Background on this error at: "));
}

[[noreturn]] void fail(const std::vector<std::string>& texts) {
  std::string words;
  for (const auto& text : texts) words += (words.empty() ? "" : " ") + text;
  std::string code;
  if (json::valid(words)) {
    code = json::text(json::member(words, "code"));
    if (const auto said = json::text(json::member(words, "error")); !said.empty()) words = said;
  }
  words = std::string(heart_of(words));
  if (words.empty()) words = "the MCP server gives no reason";
  const auto status = code == "READONLY_VIOLATION" ? garden_status{GARDEN_DENIED} : status_of_words(words);
  throw Failure(status, cut(words));
}

}  // namespace

std::int32_t status_of_words(std::string_view words) {
  struct Clue {
    std::string_view words;
    garden_status status;
  };
  // In lower case; the first that is found decides.
  static constexpr Clue clues[] = {
      {"parsing failed", GARDEN_UNIMPLEMENTED},  // the server's own parser, before the database saw it
      {"maximum statement execution time", GARDEN_DEADLINE},
      {"max_statement_time exceeded", GARDEN_DEADLINE},
      {"query execution was interrupted", GARDEN_DEADLINE},
      {"econnrefused", GARDEN_UNAVAILABLE},
      {"econnreset", GARDEN_UNAVAILABLE},
      {"enotfound", GARDEN_UNAVAILABLE},
      {"etimedout", GARDEN_UNAVAILABLE},
      {"epipe", GARDEN_UNAVAILABLE},
      {"eai_again", GARDEN_UNAVAILABLE},
      {"connection lost", GARDEN_UNAVAILABLE},
      {"lost connection", GARDEN_UNAVAILABLE},
      {"connection timeout", GARDEN_UNAVAILABLE},
      {"connection was killed", GARDEN_UNAVAILABLE},
      {"connection is closed", GARDEN_UNAVAILABLE},
      {"closed state", GARDEN_UNAVAILABLE},
      {"socket has unexpectedly been closed", GARDEN_UNAVAILABLE},
      {"pool timeout", GARDEN_UNAVAILABLE},
      {"pool is closed", GARDEN_UNAVAILABLE},
      {"queuepool limit", GARDEN_UNAVAILABLE},
      {"too many connections", GARDEN_UNAVAILABLE},
      {"server has gone away", GARDEN_UNAVAILABLE},
      {"server shutdown", GARDEN_UNAVAILABLE},
      {"can't connect", GARDEN_UNAVAILABLE},
      {"cannot connect", GARDEN_UNAVAILABLE},
      {"not connected", GARDEN_UNAVAILABLE},
      {"access denied for user", GARDEN_UNAVAILABLE},
      {"certificate", GARDEN_UNAVAILABLE},
      {"command denied", GARDEN_DENIED},
      {"read only transaction", GARDEN_DENIED},
      {"operations are not allowed", GARDEN_DENIED},
  };
  const auto lower = to_lower(words);
  for (const auto& [clue, status] : clues)
    if (lower.contains(clue)) return status;
  return GARDEN_INVALID;
}

ToolResult read_tool_result(std::string_view result) {
  ToolResult table;
  if (json::member(result, "isError") == "true") fail(texts_of(result));
  const auto structured = json::member(result, "structuredContent");
  if (const auto rows = json::member(structured, "result");
      json::type_of(rows) == Type::array && take_value(table, rows))
    return table;
  if (json::type_of(structured) == Type::object && take_value(table, structured)) return table;
  table.texts = texts_of(result);
  if (table.texts.empty()) return table;  // a list without elements: no rows
  if (json::valid(table.texts.front()) && take_value(table, table.texts.front())) return table;
  const auto is_row = [](const std::string& text) {
    return json::type_of(text) == Type::object && json::valid(text);
  };
  if (!std::ranges::all_of(table.texts, is_row) || json::member(table.texts.front(), "success") == "false")
    throw Failure(GARDEN_UNIMPLEMENTED,
                  "what the MCP server's tool answered is no table: " + cut(table.texts.front()));
  for (const auto& text : table.texts) table.rows.push_back(text);
  return table;
}

}  // namespace garden::tidb
