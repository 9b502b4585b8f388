// Writes one table as Markdown: the rows worth showing, their sums, and nothing that is not in them.
//
// Threads: pure functions.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "table.hpp"

namespace garden::offline {

// The columns worth a reader's width, by index: at most 8, names and codes first, empty ones left out.
std::vector<std::size_t> columns_to_show(const Table& table);

// The rows whose name or code holds all words of `name`.
std::vector<std::size_t> rows_about(const Table& table, const std::string& name);

// A Markdown table of these rows; a single row as a list of its values.
std::string rows_text(const Table& table, const std::vector<std::size_t>& rows);

// "Sum over all 23 rows: Units sold 412 pieces; Revenue 9123.50 USD (mean 396.67)." or nothing.
std::string sums_text(const Table& table);

// "First in the list: **Clear** (`SKU-1`), available -2, units sold 35." or nothing.
std::string first_row_text(const Table& table, std::size_t row);

}  // namespace garden::offline
