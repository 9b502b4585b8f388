// ToolResult: the rows in what a query tool answered, whichever server it was.
//
// pytidb's server gives {"result": [rows]} beside one text for each row; dbhub a JSON text with statements in
// it; mcp-server-mysql a JSON text that is the list of rows. An error is a value of the protocol (isError),
// with a text that the server made up: what it is about is told from its words, because who asked must know
// whether the statement is wrong, or the database away. Threads: plain values, pure functions.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace garden::tidb {

struct ToolResult {
  std::vector<std::string> texts;      // owns what `rows` point into
  std::vector<std::string_view> rows;  // each a JSON object
  bool truncated = false;              // the server says that there are more
};

// `result`: the JSON of a tools/call result, whole and valid; it must outlive what is returned. Throws
// Failure: what the server says went wrong (INVALID, DENIED, DEADLINE, UNAVAILABLE), or UNIMPLEMENTED when
// the answer is no table, or the server cannot read this statement.
ToolResult read_tool_result(std::string_view result);

// The status that an error text stands for.
std::int32_t status_of_words(std::string_view words);

}  // namespace garden::tidb
