#include "mcp_way.hpp"

#include <algorithm>
#include <utility>

#include "garden/json_check.hpp"
#include "literal.hpp"
#include "row_writer.hpp"
#include "statement.hpp"
#include "tool_result.hpp"

namespace garden::tidb {
namespace {

using Millis = std::chrono::milliseconds;

constexpr std::size_t offload_bytes_min = 128 * 1024;  // what takes longer to read than a lane should be held
constexpr auto describe_time = std::chrono::seconds(10);

// Reads an answer where it holds up nobody: small ones at once, large ones on a thread.
template <class Function>
Task<> work_on(Context& context, const std::string& message, Function function) {
  if (message.size() < offload_bytes_min) {
    function();
    co_return;
  }
  co_await context.offload(std::move(function));
}

ToolResult read_answer(const Server::Answer& answer) {
  if (!json::valid(answer.message)) throw Failure(GARDEN_UNIMPLEMENTED, "the MCP server's answer is no JSON");
  return read_tool_result(json::member(answer.message, "result"));
}

}  // namespace

Task<> McpWay::query(Context& context, const Query& query, garden::tidb::Answer& answer) {
  if (query.columns.empty()) throw Failure(GARDEN_DENIED, "through an MCP server only named queries are run");
  check_reads_only(query.sql);
  const auto left = std::chrono::ceil<Millis>(query.deadline - Clock::now()).count();
  const auto bounded = with_bounds(query.sql, query.rows_max + 1, left);  // before values are in it
  const Server::Write write = [&](const Tool& tool) {
    return with_literals(bounded, query.params, tool.text_style);
  };
  const auto answered = co_await server_.run(context, write, query.deadline);
  ToolResult table;
  RowWriter writer(answered.tool.exact_integers);
  std::string columns;
  co_await work_on(context, answered.message, [&] {
    table = read_answer(answered);
    columns = writer.columns(table.rows, query.columns);
  });
  const auto rows_end = std::min<std::size_t>(table.rows.size(), query.rows_max);
  if (table.truncated || rows_end < table.rows.size()) answer.set_truncated();
  std::size_t at = 0;
  std::string batch;
  bool is_first = true;
  do {  // the first batch before the columns: a row that cannot be used may still be read the other way
    const auto from = at;
    if (at < rows_end)
      co_await work_on(context, answered.message,
                       [&] { batch = writer.batch(table.rows, at, rows_end, batch_bytes_max); });
    if (std::exchange(is_first, false)) co_await answer.columns(columns);
    if (at > from) co_await answer.rows(batch, at - from);
  } while (at < rows_end);
}

Task<> McpWay::probe(Context& context, Millis patience) {
  const Server::Write write = [](const Tool&) { return "SELECT 1 AS answer"; };
  const auto answered = co_await server_.run(context, write, Clock::now() + patience);
  if (read_answer(answered).rows.size() != 1)
    throw Failure(GARDEN_UNAVAILABLE, "the MCP server does not answer SELECT 1 with a row");
}

Task<std::string> McpWay::describe(Context& context) {
  constexpr std::string_view sql =
      "SELECT TABLE_NAME AS table_name, COLUMN_NAME AS column_name, COLUMN_TYPE AS column_type, VERSION() AS "
      "version "
      "FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION "
      "LIMIT 20000";
  const Server::Write write = [sql](const Tool&) { return std::string(sql); };
  const auto answered = co_await server_.run(context, write, Clock::now() + describe_time);
  const auto table = read_answer(answered);
  const auto field = [](std::string_view row, std::string_view name) {
    return json::text(json::member(row, name));
  };
  const auto version = table.rows.empty() ? std::string() : field(table.rows.front(), "version");
  json::Writer out;
  out.object().field("dialect", version.contains("TiDB")    ? "tidb"
                                : version.contains("Maria") ? "mariadb"
                                                            : "mysql");
  out.field("version", version);
  out.field("read_only", answered.tool.read_only
                             ? "the MCP server says that its tool only reads"
                             : "the MCP server is trusted; its user must only be able to read");
  out.key("tables").array();
  std::string open;
  for (const auto row : table.rows) {
    const auto name = field(row, "table_name");
    if (name != open) {
      if (!open.empty()) out.end().end();
      out.object().field("name", name).key("columns").array();
      open = name;
    }
    out.object().field("name", field(row, "column_name")).field("type", field(row, "column_type")).end();
  }
  if (!open.empty()) out.end().end();
  out.end().key("warnings").array();
  if (const auto text = warning(); !text.empty()) out.value(text);
  out.end().end();
  co_return out.take();
}

}  // namespace garden::tidb
