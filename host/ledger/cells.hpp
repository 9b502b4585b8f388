// Cells: one value of a table as people write it in a spreadsheet, and as the ledger keeps it. Threads: pure
// functions [any].
#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <variant>

#include "ledger/own_tables.hpp"
#include "sqlite/statement.hpp"

namespace garden::ledger {

using Cell = std::variant<std::nullptr_t, std::int64_t, double, std::string>;

// The text of one field; empty is null. What is wrong with it says what would be right.
std::expected<Cell, std::string> parse_cell(const TableColumn& column, std::string_view text);

void bind_cell(sqlite::Statement& statement, int index, const Cell& cell);

// The column of the row that `statement` stands on, as a field of CSV, quoted where it must be.
std::string cell_text(const TableColumn& column, const sqlite::Statement& statement, int index);

// A text as a field of CSV.
std::string quoted(std::string_view text);

}  // namespace garden::ledger
