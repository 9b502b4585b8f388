// Goal: the query tool of each known server is found, its results become the same rows, its errors the right
// status. Method: what these servers were seen to send, and what others might.
#include <catch2/catch.hpp>

#include "garden/failure.hpp"
#include "garden/json.hpp"
#include "garden/json_writer.hpp"
#include "mcp/protocol.hpp"
#include "mcp/row_writer.hpp"
#include "mcp/tool.hpp"
#include "mcp/tool_result.hpp"

using namespace garden;
using namespace garden::tidb;

namespace {

std::string tool(const std::string& name, const std::string& argument, const std::string& more = "") {
  return R"({"name":")" + name + R"(","inputSchema":{"type":"object","properties":{")" + argument +
         R"(":{"type":"string"}},"required":[")" + argument + R"("]})" + more + "}";
}

template <class Function>
garden_status status_of(Function function) {
  try {
    function();
  } catch (const Failure& failure) {
    return failure.status();
  }
  return GARDEN_OK;
}

std::string text_result(const std::vector<std::string>& texts, bool is_error = false) {
  json::Writer out;
  out.object().key("content").array();
  for (const auto& text : texts) out.object().field("type", "text").field("text", text).end();
  out.end().field("isError", is_error).end();
  return out.take();
}

// The columns and rows that a result becomes, as JSON.
std::string table_of(const std::string& result, const std::vector<std::string>& expected = {"a"}) {
  const auto table = read_tool_result(result);
  RowWriter writer(false);
  std::size_t at = 0;
  auto all = writer.columns(table.rows, expected);
  if (!table.rows.empty()) all += writer.batch(table.rows, at, table.rows.size(), 64 * 1024);
  return all + (table.truncated ? " truncated" : "");
}

}  // namespace

TEST_CASE("mcp tool: each known server's is found by its schema") {
  const auto dbhub = "[" + tool("search_objects", "object_type") + "," +
                     tool("execute_sql", "sql", R"(,"annotations":{"readOnlyHint":true})") + "]";
  auto found = find_tool(dbhub, "");
  CHECK(found.name == "execute_sql");
  CHECK(found.argument == "sql");
  CHECK(found.read_only);
  found = find_tool("[" + tool("mysql_query", "sql", R"(,"annotations":{"readOnlyHint":false})") + "]", "");
  CHECK_FALSE(found.read_only);
  found = find_tool("[" + tool("db_execute", "sql_stmts") + "," + tool("db_query", "sql_stmt") + "]", "");
  CHECK(found.argument == "sql_stmt");
  CHECK(found.exact_integers);
  CHECK_FALSE(found.read_only);
  const auto two = "[" + tool("execute_sql_shop", "sql") + "," + tool("execute_sql_crm", "sql") + "]";
  CHECK(status_of([&] { find_tool(two, ""); }) == GARDEN_UNAVAILABLE);
  CHECK(find_tool(two, "execute_sql_crm").name == "execute_sql_crm");
  CHECK(find_tool("[" + tool("run", "query") + "]", "run").argument == "query");
  CHECK(status_of([&] { find_tool("[" + tool("run", "query") + "]", ""); }) == GARDEN_UNAVAILABLE);
  CHECK(status_of([] { find_tool("[]", ""); }) == GARDEN_UNAVAILABLE);
  const std::string needs_more =
      R"([{"name":"execute_sql","inputSchema":{"properties":{"sql":{"type":"string"}},)"
      R"("required":["sql","source"]}}])";
  CHECK(status_of([&] { find_tool(needs_more, ""); }) == GARDEN_UNAVAILABLE);
}

TEST_CASE("mcp result: three servers, the same rows") {
  const std::string expected =
      R"({"columns":[{"name":"a","type":"unknown"},{"name":"b","type":"unknown"}]}{"rows":[[1,"x"],[null,"1.50"]]})";
  const std::string rows = R"([{"a":1,"b":"x"},{"a":null,"b":"1.50"}])";
  CHECK(table_of(text_result({rows, "Query execution time: 3 ms"})) == expected);
  CHECK(table_of(text_result(
            {R"({"success":true,"data":{"statements":[{"sql":"s","rows":[{"z":1}]},{"sql":"t","rows":)" +
             rows + R"(,"count":2}],"source_id":"default"}})"})) == expected);
  CHECK(table_of(text_result({R"({"success":true,"data":{"statements":[{"rows":)" + rows +
                              R"(,"truncated":true}]}})"})) == expected + " truncated");
  CHECK(table_of(R"({"content":[{"type":"text","text":"{}"}],"structuredContent":{"result":)" + rows +
                 "}}") == expected);
  CHECK(table_of(text_result({R"({"a": 1, "b": "x"})", R"({"a": null, "b": "1.50"})"})) == expected);
}

TEST_CASE("mcp result: no rows have the columns that were declared") {
  const std::string none = R"({"columns":[{"name":"id","type":"unknown"},{"name":"sum","type":"unknown"}]})";
  for (const auto& result :
       {text_result({"[]", "Query execution time: 3 ms"}), text_result({}),
        text_result({R"({"success":true,"data":{"statements":[{"rows":[],"count":0}]}})"}),
        std::string(R"({"content":[],"structuredContent":{"result":[]}})")})
    CHECK(table_of(result, {"id", "sum"}) == none);
}

TEST_CASE("mcp result: an error of a tool has the status that its words mean") {
  const auto status = [](const std::string& text) {
    return status_of([&] { read_tool_result(text_result({text}, true)); });
  };
  CHECK(status("Error: You have an error in your SQL syntax") == GARDEN_INVALID);
  CHECK(status("Error: connect ECONNREFUSED 127.0.0.1:3306") == GARDEN_UNAVAILABLE);
  CHECK(status("Error: Parsing failed: Expected ...") == GARDEN_UNIMPLEMENTED);
  CHECK(
      status(
          R"({"success":false,"error":"Tool cannot execute in readonly mode","code":"READONLY_VIOLATION"})") ==
      GARDEN_DENIED);
  CHECK(
      status(
          R"({"success":false,"error":"(conn=1) Query execution was interrupted","code":"EXECUTION_ERROR"})") ==
      GARDEN_DEADLINE);
  CHECK(status("") == GARDEN_INVALID);
  for (const auto& strange : {text_result({"done."}), text_result({"[1,2]"}),
                              text_result({R"({"success":false})"}), text_result({"[{\"a\":1}"})})
    CHECK(status_of([&] { read_tool_result(strange); }) == GARDEN_UNIMPLEMENTED);
}

TEST_CASE("mcp result: what pytidb's server says around an error is not what it is about") {
  const auto failure_of = [](const std::string& text) {
    try {
      read_tool_result(text_result({text}, true));
    } catch (const Failure& failure) {
      return std::pair(failure.status(), failure.text());
    }
    return std::pair(garden_status{GARDEN_OK}, std::string());
  };
  const std::string around =
      "\n[SQL: SELECT certificate FROM orders WHERE name = 'Ada']\n"
      "(Background on this error at: https://sqlalche.me/e/20/f405)";
  auto [status, text] = failure_of(
      R"(Error executing tool db_query: (pymysql.err.ProgrammingError) (1146, "Table 'shop.x' doesn't exist"))" +
      around);
  CHECK(status == GARDEN_INVALID);
  CHECK(text == R"((pymysql.err.ProgrammingError) (1146, "Table 'shop.x' doesn't exist"))");
  for (const auto* away :
       {"(2003, \"Can't connect to MySQL server on '127.0.0.1'\")",
        "(2013, 'Lost connection to MySQL server during query')", "(2006, 'MySQL server has gone away')",
        "QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00"})
    CHECK(failure_of(std::string("Error executing tool db_query: ") + away + around).first ==
          GARDEN_UNAVAILABLE);
  CHECK(
      failure_of("Error executing tool db_query: (3024, 'Query execution was interrupted, maximum statement "
                 "execution time exceeded')" +
                 around)
          .first == GARDEN_DEADLINE);
}

TEST_CASE("mcp result: the values of pytidb's server cross as they are") {
  const std::string row =
      R"({"money":"1.50","big":9223372036854775807,"at":"2026-11-22T08:25:39","day":"2026-11-22","part":0.1,"none":null})";
  const auto result = R"({"content":[{"type":"text","text":"{}"}],"structuredContent":{"result":[)" + row +
                      R"(]},"isError":false})";
  const auto table = read_tool_result(result);
  RowWriter writer(true);
  std::size_t at = 0;
  CHECK(writer.columns(table.rows, {}).starts_with(R"({"columns":[{"name":"money")"));
  CHECK(writer.batch(table.rows, at, 1, 64 * 1024) ==
        R"({"rows":[["1.50","9223372036854775807","2026-11-22T08:25:39","2026-11-22",0.1,null]]})");
}

TEST_CASE("mcp rows: values that would be wrong are refused, bytes and documents cross") {
  const auto row = [](const std::string& value, bool exact) {
    const std::string text = "{\"a\":" + value + "}";
    RowWriter writer(exact);
    const std::vector<std::string_view> rows{text};
    std::size_t at = 0;
    writer.columns(rows, {});
    return writer.batch(rows, at, 1, 64 * 1024);
  };
  CHECK(row("9007199254740991", false) == R"({"rows":[[9007199254740991]]})");
  CHECK(status_of([&] { row("9007199254740992", false); }) == GARDEN_UNIMPLEMENTED);
  CHECK(row("9007199254740993", true) == R"({"rows":[["9007199254740993"]]})");
  CHECK(row("1.5e3", false) == R"({"rows":[[1.5e3]]})");
  CHECK(row(R"({"type":"Buffer","data":[0,255,16]})", false) == R"({"rows":[[{"base64":"AP8Q"}]]})");
  CHECK(row(R"({"k":[1]})", false) == R"({"rows":[["{\"k\":[1]}"]]})");
  CHECK(status_of([&] { row("\"" + std::string(70'000, 'x') + "\"", false); }) == GARDEN_INVALID);
  RowWriter writer(false);
  const std::vector<std::string_view> differ{R"({"a":1,"b":2})", R"({"a":1})"};
  writer.columns(differ, {});
  std::size_t at = 0;
  CHECK(status_of([&] { writer.batch(differ, at, 2, 64 * 1024); }) == GARDEN_UNIMPLEMENTED);
}

TEST_CASE("mcp rows: batches hold what fits, and every row once") {
  std::vector<std::string> texts;
  for (int i = 0; i < 3000; ++i)
    texts.push_back(R"({"i":)" + std::to_string(i) + R"(,"t":")" + std::string(90, 'x') + "\"}");
  const std::vector<std::string_view> rows(texts.begin(), texts.end());
  RowWriter writer(false);
  writer.columns(rows, {});
  std::size_t at = 0, batches = 0;
  std::int64_t next = 0;
  for (; at < rows.size(); ++batches) {
    const auto batch = writer.batch(rows, at, rows.size(), 64 * 1024);
    REQUIRE(batch.size() <= 64 * 1024);
    json::each(json::member(batch, "rows"),
               [&next](std::string_view row) { REQUIRE(json::integer(json::element(row, 0)) == next++); });
  }
  CHECK(next == 3000);
  CHECK(batches == 5);
}

TEST_CASE("mcp protocol: what a modern and an old request carry") {
  const Agreement modern{.era = Era::modern, .version = std::string(modern_version), .session = {}};
  auto question = make_question(7, modern, "tools/call", R"("name":"caf\u00e9")", "caf\xc3\xa9");
  CHECK(json::at(question.body, "params", "_meta", "io.modelcontextprotocol/protocolVersion") ==
        "\"2026-07-28\"");
  CHECK(json::at(question.body, "params", "_meta", "io.modelcontextprotocol/clientCapabilities") == "{}");
  CHECK(question.headers ==
        std::vector<std::pair<std::string, std::string>>{{"Mcp-Method", "tools/call"},
                                                         {"Mcp-Name", "=?base64?Y2Fmw6k=?="},
                                                         {"MCP-Protocol-Version", "2026-07-28"}});
  const Agreement old{.era = Era::legacy, .version = "2025-06-18", .session = "s1"};
  question = make_question(8, old, "tools/list", "");
  CHECK(question.body == R"({"jsonrpc":"2.0","id":8,"method":"tools/list","params":{}})");
  CHECK(question.headers == std::vector<std::pair<std::string, std::string>>{
                                {"MCP-Protocol-Version", "2025-06-18"}, {"Mcp-Session-Id", "s1"}});
  CHECK(header_value("plain") == "plain");
  CHECK(header_value(" edge") == "=?base64?IGVkZ2U=?=");
  CHECK(header_value("=?base64?x?=") != "=?base64?x?=");
}

TEST_CASE("mcp protocol: the era is read from how discovery is answered") {
  const auto found = [](bool failed, const std::string& message) {
    return read_discovery({.failed = failed, .message = message});
  };
  CHECK(found(false, R"({"result":{"supportedVersions":["2027-01-01","2026-07-28"]}})") ==
        Discovered::modern);
  CHECK(found(false, R"({"result":{"supportedVersions":["2027-01-01"]}})") == Discovered::refused);
  CHECK(found(false, R"({"result":{}})") == Discovered::legacy);
  CHECK(found(true, R"({"error":{"code":-32022,"data":{"supported":["2026-07-28"]}}})") ==
        Discovered::modern);
  CHECK(found(true, R"({"error":{"code":-32022,"data":{"supported":["2025-11-25"]}}})") ==
        Discovered::legacy);
  CHECK(found(true, R"({"error":{"code":-32021}})") == Discovered::refused);
  CHECK(found(true, R"({"error":{"code":-32601}})") == Discovered::legacy);
  CHECK(found(true, "") == Discovered::legacy);
}
