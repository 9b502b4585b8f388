// An MCP server as a function: messages in, messages out, in either era, with faults on demand.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "garden/json.hpp"
#include "garden/json_writer.hpp"

namespace garden::tidb::testing {

struct FakeMcp {
  bool modern = false;
  bool answers_unknown = true;  // an old server: with an error where it does not know a method, or not at all
  std::string version = "2025-06-18";
  std::string tools =
      R"([{"name":"mysql_query","inputSchema":{"type":"object","properties":{"sql":{"type":"string"}},)"
      R"("required":["sql"]},"annotations":{"readOnlyHint":true}}])";
  std::function<std::string(const std::string& sql)> rows = [](const std::string&) { return R"([{"a":1}])"; };
  std::vector<std::string> seen;  // methods
  std::vector<std::string> statements;

  static std::string result(std::string_view id, const std::string& result) {
    return R"({"result":)" + result + R"(,"jsonrpc":"2.0","id":)" + std::string(id) + "}";
  }
  static std::string error(std::string_view id, int code) {
    return R"({"jsonrpc":"2.0","id":)" + std::string(id) + R"(,"error":{"code":)" + std::to_string(code) +
           R"(,"message":"no"}})";
  }

  // The answer to a message; empty: none.
  std::string answer(std::string_view message) {
    const auto id = json::member(message, "id");
    const auto method = json::text(json::member(message, "method"));
    seen.push_back(method);
    if (id.empty() || method.empty()) return {};
    if (method == "server/discover" && modern)
      return result(id, R"({"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{}})");
    const bool is_modern = !json::at(message, "params", "_meta").empty();
    if (method == "server/discover" && !answers_unknown) return {};
    if (is_modern != modern) return error(id, -32601);
    if (method == "initialize")
      return result(
          id, R"({"protocolVersion":")" + version + R"(","capabilities":{},"serverInfo":{"name":"fake"}})");
    if (method == "tools/list") return result(id, R"({"tools":)" + tools + "}");
    if (method != "tools/call") return error(id, -32601);
    const auto sql = json::text(json::at(message, "params", "arguments", "sql"));
    statements.push_back(sql);
    const auto text = sql == "SELECT 1 AS answer" ? std::string(R"([{"answer":1}])") : rows(sql);
    json::Writer out;
    out.object().key("content").array().object().field("type", "text").field("text", text).end().end();
    out.field("isError", text.starts_with("Error:")).end();
    return result(id, out.text());
  }
  std::size_t count(std::string_view method) const {
    std::size_t found = 0;
    for (const auto& one : seen) found += one == method;
    return found;
  }
};

}  // namespace garden::tidb::testing
