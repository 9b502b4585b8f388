// TerminalTable: a Markdown table in aligned columns that fit the terminal.
//
// Numbers stand right, text left. When the table is wider than the terminal its widest column gives way, cell
// by cell with an ellipsis, because a wrapped table cannot be read. Cells are plain text: marks are taken
// off. Threads: pure.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace garden::cli {

// Columns that a text takes in a terminal: accents and emoji as a terminal counts them, broken UTF-8 one a
// byte.
std::size_t display_width(std::string_view text);
// One code point at `at`, which moves on; broken bytes come as themselves, one by one.
char32_t next_code_point(std::string_view text, std::size_t& at);

struct TableLines {
  std::string header, rule;  // empty without a header
  std::vector<std::string> rows;
};
// `lines`: the table's rows as Markdown, at least one.
TableLines lay_out_table(const std::vector<std::string>& lines, std::size_t columns_max);

}  // namespace garden::cli
