#include "table_text.hpp"

#include <algorithm>

#include "decimal.hpp"
#include "markdown.hpp"
#include "words.hpp"

namespace garden::offline {
namespace {

constexpr std::size_t kColumnsShown = 8;
constexpr std::size_t kCellCharacters = 80;

bool is_empty_column(const Table& table, std::size_t column) {
  return std::all_of(table.rows.begin(), table.rows.end(), [column](const std::vector<const Value*>& row) {
    return row[column]->is_null() || (row[column]->is_text() && row[column]->text().empty());
  });
}

bool is_number_column(const Column& column) {
  const ColumnRole role = column.role;
  return role == ColumnRole::amount || role == ColumnRole::measure;
}

// No unit, or one that the title says already ("Orders" of 178 orders).
bool repeats_unit(const Column& column) {
  return column.unit.empty() || fold(column.title).find(fold(column.unit)) != std::string::npos;
}

// "Revenue (USD)"; a unit that the title already says is not repeated.
std::string heading(const Column& column) {
  std::string out = plain(column.title, kCellCharacters);
  return repeats_unit(column) ? out : out + " (" + plain(column.unit, 20) + ")";
}

std::string cell(const Table& table, std::size_t row, std::size_t column) {
  const std::string text = show(*table.rows[row][column], table.columns[column]);
  if (table.columns[column].role == ColumnRole::code && text != "–") {
    return "`" + code(text, kCellCharacters) + "`";
  }
  return plain(text, kCellCharacters);
}

// "412 pieces", "9123.50 USD"
std::string with_unit(const std::string& number, const Column& column) {
  return repeats_unit(column) ? number : number + " " + plain(column.unit, 20);
}

std::string list_of_values(const Table& table, std::size_t row) {
  std::string out;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    if (table.rows[row][column]->is_null()) continue;
    out += "- " + heading(table.columns[column]) + ": " + cell(table, row, column) + "\n";
  }
  return out;
}

}  // namespace

std::vector<std::size_t> columns_to_show(const Table& table) {
  std::vector<std::size_t> all, first;
  const bool has_name = std::any_of(table.columns.begin(), table.columns.end(), [](const Column& column) {
    return column.role == ColumnRole::name || column.role == ColumnRole::code;
  });
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const ColumnRole role = table.columns[i].role;
    if (is_empty_column(table, i) || (role == ColumnRole::id && has_name)) continue;
    all.push_back(i);
    if (role == ColumnRole::name || role == ColumnRole::code || role == ColumnRole::order) first.push_back(i);
  }
  if (all.size() <= kColumnsShown) return all;
  for (const std::size_t i : all) {
    if (first.size() == kColumnsShown) break;
    if (std::find(first.begin(), first.end(), i) == first.end()) first.push_back(i);
  }
  std::sort(first.begin(), first.end());
  return first;
}

std::vector<std::size_t> rows_about(const Table& table, const std::string& name) {
  std::vector<std::string> wanted;
  for (const Word& word : split(name)) wanted.push_back(stem(word.folded));
  std::vector<std::size_t> found;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    std::string text = " ";
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      const ColumnRole role = table.columns[column].role;
      if (role != ColumnRole::name && role != ColumnRole::code) continue;
      text += fold(decode_entities(table.rows[row][column]->scalar())) + " ";
    }
    const bool all = std::all_of(wanted.begin(), wanted.end(), [&text](const std::string& word) {
      return text.find(word) != std::string::npos;
    });
    if (all) found.push_back(row);
  }
  return found;
}

std::string rows_text(const Table& table, const std::vector<std::size_t>& rows) {
  if (rows.size() == 1 && table.columns.size() > 2) return list_of_values(table, rows.front());
  const std::vector<std::size_t> columns = columns_to_show(table);
  std::string head = "|", rule = "|", body;
  for (const std::size_t column : columns) {
    head += " " + heading(table.columns[column]) + " |";
    rule += is_number_column(table.columns[column]) ? " ---: |" : " --- |";
  }
  for (const std::size_t row : rows) {
    body += "|";
    for (const std::size_t column : columns) body += " " + cell(table, row, column) + " |";
    body += "\n";
  }
  return columns.empty() ? std::string() : head + "\n" + rule + "\n" + body;
}

std::string sums_text(const Table& table) {
  std::string out;
  auto add = [&out](const std::string& text) { out += (out.empty() ? "" : "; ") + text; };
  if (!table.totals->members().empty()) {
    for (const auto& [name, value] : table.totals->members()) {
      Column column{name, humanised(name), "", ""};
      for (const Column& known : table.columns) {
        if (known.name == name) column = known;
      }
      if (!value.is_null()) add(plain(column.title) + " " + with_unit(plain(show(value, column)), column));
    }
    return out.empty() ? out : "Over everything that matches: " + out + ".";
  }
  if (table.rows.size() < 2) return out;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    if (column.role != ColumnRole::amount) continue;
    Decimal sum;
    std::uint32_t count = 0;
    for (const auto& row : table.rows) {
      const auto number = Decimal::read(row[i]->scalar());
      if (!number) continue;
      sum += *number;
      ++count;
    }
    if (count < 2) continue;
    const bool money = column.type == "money" || column.type == "revenue";
    std::string text =
        plain(column.title) + " " + with_unit(sum.rounded(money ? 2 : 4).text(money ? 2 : 0), column);
    if (money) text += " (mean " + sum.divided_by(count, 2).text(2) + ")";
    add(text);
  }
  if (out.empty()) return out;
  const std::string rows = std::to_string(table.rows.size()) + " rows";
  return "Sum over " + std::string(table.truncated ? "the " + rows + " that were read" : "all " + rows) +
         ": " + out + ".";
}

std::string first_row_text(const Table& table, std::size_t row) {
  std::string who, sku, values;
  std::size_t count = 0;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    const ColumnRole role = column.role;
    if (table.rows[row][i]->is_null()) continue;
    if (role == ColumnRole::name && who.empty()) who = "**" + cell(table, row, i) + "**";
    if (role == ColumnRole::code && sku.empty()) sku = cell(table, row, i);
    if ((role == ColumnRole::amount || role == ColumnRole::measure) && count < 3) {
      values += ", " + fold(plain(column.title)) + " " + with_unit(cell(table, row, i), column);
      ++count;
    }
  }
  if (who.empty() && sku.empty()) return {};
  if (who.empty())
    who = "**" + sku + "**";
  else if (!sku.empty())
    who += " (" + sku + ")";
  return "First in the list: " + who + values + ".";
}

}  // namespace garden::offline
