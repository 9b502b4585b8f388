// Render: a result as text: a Markdown table for prompts and terminals, CSV for spreadsheets.
//
// A table in a prompt costs money and attention, so it has a cap on rows and bytes, and always says how many
// rows there are in all, how old they are and what must be known about them. CSV is RFC 4180; a text that a
// spreadsheet would run as a formula gets an apostrophe in front. Threads: all calls [any].
#pragma once
#include <cstddef>
#include <string>

#include "base/civil_time.hpp"
#include "queries/result.hpp"

namespace garden::queries {

struct MarkdownOptions {
  std::size_t rows_max = 50;
  std::size_t bytes_max = 16 * 1024;  // of the whole; the table is cut at a row
  bool heading = true;                // "### Title", query and parameters; false: the table and its notes
};

std::string to_markdown(const QueryResult& result, const MarkdownOptions& options = {});

// Header line of column names, CRLF line ends, all rows.
std::string to_csv(const QueryResult& result);

// The same table in aligned columns for a terminal, at most `columns_max` characters wide.
std::string to_terminal(const QueryResult& result, std::size_t columns_max = 120);

}  // namespace garden::queries
