// Literals: parameters as text inside a statement, for servers that take text only.
//
// What a literal means depends on the session's sql_mode and character set, which nobody tells us: under
// NO_BACKSLASH_ESCAPES a backslash is a character, elsewhere it hides the next one; under ANSI_QUOTES double
// quotes are names. So nothing is escaped here: a text of plain letters, digits and a few signs stands
// between single quotes as it is, and any other goes as the hexadecimal digits of its UTF-8 bytes, which mean
// the same in every mode and, unlike the result of a function, give way to a column's collation. Numbers are
// written anew from what was checked to be one. This is the one place through which a value gets into a
// statement. Threads: pure functions.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace garden::tidb {

// How a text that is not plain is written.
enum class TextStyle {
  hexadecimal,  // _utf8mb4 x'6974'
  // For a server whose own parser does not know that: between single quotes, which are doubled, over a
  // session in utf8mb4. A text with a backslash or a control character cannot be written so that it means the
  // same in every mode, and is refused (UNIMPLEMENTED).
  quoted
};

// One JSON value (null, true, 1, 1.5, "text", or a list of these, which becomes "a, b") as SQL. A double
// stays a double (1.5e0), a negative number is in brackets. Throws Failure(INVALID) for anything else.
std::string sql_literal(std::string_view value, TextStyle style);

// `sql` with the values of the JSON array `params` in the place of its `?`. Question marks in texts, names
// and comments stay. Throws Failure(INVALID): too few or too many values, a text with a backslash, an end
// within one.
std::string with_literals(std::string_view sql, std::string_view params, TextStyle style);

// `sql` with a bound on its time, which MySQL and TiDB heed and others take for a comment, and with
// LIMIT rows_max unless it has a limit of its own.
std::string with_bounds(std::string_view sql, std::uint64_t rows_max, std::int64_t time_ms);

}  // namespace garden::tidb
