#include "cli/terminal_table.hpp"

#include <algorithm>
#include <numeric>

#include "garden/ascii.hpp"

namespace garden::cli {
namespace {

constexpr std::size_t gap = 2;         // between two columns
constexpr std::size_t narrowest = 10;  // a column that gives way keeps this much
using Row = std::vector<std::string>;

// A cell without its marks: **bold**, `code`, escapes.
std::string plain(std::string_view cell) {
  std::string text;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (cell[i] == '`' || cell.substr(i).starts_with("**")) {
      i += cell[i] == '*' ? 1 : 0;
      continue;
    }
    if (cell[i] == '\\' && i + 1 < cell.size()) ++i;
    text += cell[i];
  }
  return std::string(trimmed(text));
}

Row cells_of(std::string_view line) {
  Row cells;
  line = trimmed(line);
  if (line.starts_with('|')) line.remove_prefix(1);
  if (line.ends_with('|') && !line.ends_with("\\|")) line.remove_suffix(1);
  std::string cell;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size()) {
      cell += line[i++];
      cell += line[i];
    } else if (line[i] == '|') {
      cells.push_back(plain(cell));
      cell.clear();
    } else {
      cell += line[i];
    }
  }
  cells.push_back(plain(cell));
  return cells;
}

bool is_rule(const Row& cells) {
  return std::ranges::all_of(cells, [](const std::string& c) {
    return !c.empty() && c.find_first_not_of(":-") == std::string::npos;
  });
}

std::string shortened(std::string_view cell, std::size_t width) {
  if (display_width(cell) <= width) return std::string(cell);
  std::size_t at = 0;
  for (std::size_t next = 0; next < cell.size() && display_width(cell.substr(0, next)) < width;) {
    at = next;
    next_code_point(cell, next);
  }
  return std::string(cell.substr(0, at)) + "…";
}

bool is_number(const std::string& cell) {
  return !cell.empty() && cell.find_first_not_of("0123456789.,-+% ") == std::string::npos;
}

std::string aligned(const Row& row, const std::vector<std::size_t>& widths, bool is_header) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    auto cell = shortened(row[i], widths[i]);
    auto pad = std::string(widths[i] - std::min(widths[i], display_width(cell)), ' ');
    if (i > 0) line.append(gap, ' ');
    line += !is_header && is_number(cell) ? pad + cell : i + 1 < row.size() ? cell + pad : cell;
  }
  return line;
}

std::vector<std::size_t> fitting_widths(const std::vector<Row>& rows, std::size_t columns_max) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (widths.size() <= i) widths.push_back(0);
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  auto total = [&] { return std::accumulate(widths.begin(), widths.end(), gap * (widths.size() - 1)); };
  for (auto over = total(); over > columns_max; over = total()) {
    auto widest = std::ranges::max_element(widths);
    if (*widest <= narrowest) break;
    *widest = std::max(narrowest, *widest - std::min(*widest, over - columns_max));
  }
  return widths;
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& at) {
  auto first = static_cast<unsigned char>(text[at++]);
  int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
  if (more == 0 || at + static_cast<std::size_t>(more) > text.size()) return first;
  char32_t point = first & (0x3fu >> more);
  for (int i = 0; i < more; ++i) point = point << 6 | (static_cast<unsigned char>(text[at++]) & 0x3fu);
  return point;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    auto point = next_code_point(text, at);
    if ((point >= 0x300 && point <= 0x36f) || point == 0x200d || (point >= 0xfe00 && point <= 0xfe0f))
      continue;
    bool wide = (point >= 0x1100 && point <= 0x115f) || (point >= 0x2e80 && point <= 0xa4cf) ||
                (point >= 0xac00 && point <= 0xd7a3) || (point >= 0xf900 && point <= 0xfaff) ||
                (point >= 0xff00 && point <= 0xff60) || (point >= 0x1f300 && point <= 0x1faff);
    width += wide ? 2 : 1;
  }
  return width;
}

TableLines lay_out_table(const std::vector<std::string>& lines, std::size_t columns_max) {
  std::vector<Row> rows;
  bool has_header = false;
  for (const auto& line : lines) {
    auto cells = cells_of(line);
    if (is_rule(cells))
      has_header = rows.size() == 1;
    else
      rows.push_back(std::move(cells));
  }
  TableLines table;
  if (rows.empty()) return table;
  auto widths = fitting_widths(rows, columns_max);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    bool is_header = r == 0 && has_header;
    auto line = aligned(rows[r], widths, is_header);
    if (is_header)
      table.header = std::move(line);
    else
      table.rows.push_back(std::move(line));
  }
  auto total = std::accumulate(widths.begin(), widths.end(), gap * (widths.size() - 1));
  for (std::size_t i = 0; has_header && i < total; ++i) table.rule += "─";
  return table;
}

}  // namespace garden::cli
