#include "queries/render.hpp"

#include <algorithm>

namespace garden::queries {
namespace {

bool is_text(ColumnType type) { return type == ColumnType::text; }
bool is_numeric(ColumnType type) {
  return type != ColumnType::text && type != ColumnType::date && type != ColumnType::datetime;
}

std::string cell_text(const base::Json& value, std::string_view when_null) {
  if (value.is_null()) return std::string(when_null);
  return value.is_string() ? value.get<std::string>() : base::to_text(value);
}

// A line of a Markdown table ends a cell at `|` and a row at a line break.
std::string markdown_cell(const base::Json& value) {
  std::string out;
  for (char c : cell_text(value, "-")) {
    if (c == '|' || c == '\\')
      out += std::string("\\") + c;
    else
      out += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
  }
  return out;
}

std::string header_of(const ResultColumn& column) {
  return column.unit.empty() ? column.title : column.title + " (" + column.unit + ")";
}

// "12 of 143 rows", "12 rows", "the first 12 rows of more".
std::string count_text(const QueryResult& result, std::size_t shown) {
  auto rows = [](std::int64_t count) { return std::to_string(count) + (count == 1 ? " row" : " rows"); };
  if (result.total_rows && *result.total_rows > static_cast<std::int64_t>(shown))
    return std::to_string(shown) + " of " + rows(*result.total_rows) + " shown";
  if (result.truncated)
    return "the first " + rows(static_cast<std::int64_t>(shown)) + " shown, there are more";
  if (shown < result.rows.size())
    return std::to_string(shown) + " of " + rows(static_cast<std::int64_t>(result.rows.size())) + " shown";
  return rows(static_cast<std::int64_t>(shown));
}

std::string params_text(const QueryResult& result) {
  std::string text;
  for (const auto& [name, value] : result.params.items())
    text += (text.empty() ? "" : ", ") + name + "=" + cell_text(value, "");
  return text;
}

std::string heading_of(const QueryResult& result) {
  auto text = "### " + result.title + "\nQuery " + result.query;
  if (auto params = params_text(result); !params.empty()) text += " (" + params + ")";
  if (!result.since.empty()) text += ", days " + result.since + " to " + result.until;
  text += ", as of " + base::rfc3339(result.as_of);
  if (result.age_s > 0) text += ", " + std::to_string(result.age_s) + " s old";
  return text + ".\n";
}

std::string table_head(const QueryResult& result) {
  std::string titles = "|", rule = "|";
  for (const auto& column : result.columns) {
    titles += ' ' + markdown_cell(header_of(column)) + " |";
    rule += is_numeric(column.type) ? "---:|" : "---|";
  }
  return titles + '\n' + rule + '\n';
}

std::string notes_of(const QueryResult& result, std::size_t shown) {
  auto text = count_text(result, shown) + ".\n";
  for (const auto& warning : result.warnings) text += "Note: " + warning + "\n";
  return text;
}

// RFC 4180, and nothing that a spreadsheet would run: a text that begins like a formula gets an apostrophe.
std::string csv_cell(const base::Json& value, ColumnType type) {
  auto text = cell_text(value, "");
  if (!is_numeric(type) && !text.empty() &&
      std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
    text.insert(0, 1, '\'');
  if (text.find_first_of("\",\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

// Columns of a terminal that a text takes: one for each character.
std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (char c : text) width += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
  return width;
}

// A text in exactly `width` columns, cut with an ellipsis.
std::string padded(const std::string& text, std::size_t width, bool right) {
  auto size = width_of(text);
  if (size <= width) {
    std::string blanks(width - size, ' ');
    return right ? blanks + text : text + blanks;
  }
  std::string cut;
  std::size_t taken = 0;
  for (char c : text) {
    bool begins = (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    if (begins && ++taken == width) break;
    cut += c;
  }
  return cut + "…";
}

// The widths of the columns. When the line is too long the widest texts give way down to a readable width,
// then the headers of numbers, then the texts again. Numbers themselves are never cut.
std::vector<std::size_t> fitted_widths(const QueryResult& result,
                                       const std::vector<std::vector<std::string>>& cells,
                                       std::size_t columns_max) {
  constexpr std::size_t readable = 24, narrowest = 6;
  std::vector<std::size_t> widths, least;
  for (std::size_t i = 0; i < result.columns.size(); ++i) {
    std::size_t value = 1;
    for (std::size_t row = 1; row < cells.size(); ++row) value = std::max(value, width_of(cells[row][i]));
    widths.push_back(std::max(value, width_of(cells[0][i])));
    least.push_back(is_text(result.columns[i].type) ? std::min(widths.back(), narrowest) : value);
  }
  auto line = widths.empty() ? 0 : 2 * (widths.size() - 1);
  for (auto width : widths) line += width;
  auto shrink = [&](bool texts, std::size_t at_least) {
    while (line > columns_max) {
      std::size_t widest = widths.size();
      for (std::size_t i = 0; i < widths.size(); ++i)
        if (is_text(result.columns[i].type) == texts && widths[i] > std::max(least[i], at_least) &&
            (widest == widths.size() || widths[i] > widths[widest]))
          widest = i;
      if (widest == widths.size()) return;
      --widths[widest];
      --line;
    }
  };
  shrink(true, readable);
  shrink(false, 0);
  shrink(true, 0);
  return widths;
}

}  // namespace

std::string to_markdown(const QueryResult& result, const MarkdownOptions& options) {
  auto text = options.heading ? heading_of(result) : std::string();
  if (!result.summary.empty()) text += result.summary + '\n';
  if (result.rows.empty()) return text + notes_of(result, 0);
  text += '\n' + table_head(result);
  auto reserved = notes_of(result, result.rows.size()).size() + 40;  // the count may be said in more words
  std::size_t shown = 0;
  for (const auto& row : result.rows) {
    if (shown == options.rows_max) break;
    std::string line = "|";
    for (const auto& value : row) line += ' ' + markdown_cell(value) + " |";
    if (text.size() + line.size() + reserved > options.bytes_max) break;
    text += line + '\n';
    ++shown;
  }
  return text + '\n' + notes_of(result, shown);
}

std::string to_csv(const QueryResult& result) {
  std::string text;
  for (std::size_t i = 0; i < result.columns.size(); ++i)
    text += (i == 0 ? "" : ",") + csv_cell(result.columns[i].name, ColumnType::text);
  text += "\r\n";
  for (const auto& row : result.rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      text += (i == 0 ? "" : ",") + csv_cell(row[i], result.columns[i].type);
    text += "\r\n";
  }
  return text;
}

std::string to_terminal(const QueryResult& result, std::size_t columns_max) {
  std::vector<std::vector<std::string>> cells(1);
  for (const auto& column : result.columns) cells.front().push_back(column.title);
  for (const auto& row : result.rows) {
    auto& line = cells.emplace_back();
    for (const auto& value : row) line.push_back(cell_text(value, "-"));
    for (auto& cell : line)
      std::replace_if(cell.begin(), cell.end(), [](char c) { return c >= 0 && c < ' '; }, ' ');
  }
  auto widths = fitted_widths(result, cells, columns_max);
  auto text = result.title + '\n';
  if (!result.summary.empty()) text += result.summary + '\n';
  if (!result.rows.empty()) text += '\n';
  for (std::size_t line = 0; line < cells.size() && !result.rows.empty(); ++line) {
    std::string out;
    for (std::size_t i = 0; i < widths.size(); ++i)
      out += (i == 0 ? "" : "  ") + padded(cells[line][i], widths[i], is_numeric(result.columns[i].type));
    out.erase(out.find_last_not_of(' ') + 1);
    text += out + '\n';
    if (line > 0) continue;
    for (std::size_t i = 0; i < widths.size(); ++i)
      text += (i == 0 ? "" : "  ") + std::string(widths[i], '-');
    text += '\n';
  }
  return text + '\n' + notes_of(result, result.rows.size());
}

}  // namespace garden::queries
