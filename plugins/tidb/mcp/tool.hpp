// Tool: which of a server's tools reads the database, and how it wants to be asked.
//
// Servers name it as they like; what they have in common is one required text argument that holds the
// statement. Whether the server only reads is what it says of the tool itself (annotations.readOnlyHint): the
// ones that have a switch for it say so when it is on. Threads: pure functions.
#pragma once
#include <string>
#include <string_view>

#include "literal.hpp"

namespace garden::tidb {

struct Tool {
  std::string name;      // "execute_sql"
  std::string argument;  // "sql"
  std::string header;    // of Streamable HTTP, when the schema asks for the argument there too; else empty
  TextStyle text_style = TextStyle::hexadecimal;
  bool read_only = false;
  bool exact_integers = false;  // numbers beyond 2^53 come as numbers and are right
};

// Among the tools of a tools/list result (a JSON array). `wanted`: its name, or empty for the one that is
// known. Throws Failure(UNAVAILABLE): there is none, or more than one, and what to set.
Tool find_tool(std::string_view tools, std::string_view wanted);

}  // namespace garden::tidb
