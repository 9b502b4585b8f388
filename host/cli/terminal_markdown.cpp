#include "cli/terminal_markdown.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace garden::cli {
namespace {

constexpr std::string_view bold_on = "\033[1m", dim_on = "\033[2m", italic_on = "\033[3m",
                           cyan_on = "\033[36m", all_off = "\033[0m";

// One code point at `at`; broken bytes come as themselves, one by one.
char32_t next_code_point(std::string_view text, std::size_t& at) {
  auto first = static_cast<unsigned char>(text[at++]);
  int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
  if (more == 0 || at + static_cast<std::size_t>(more) > text.size()) return first;
  char32_t point = first & (0x3fu >> more);
  for (int i = 0; i < more; ++i) point = point << 6 | (static_cast<unsigned char>(text[at++]) & 0x3fu);
  return point;
}

std::string without_controls(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    auto from = at;
    auto point = next_code_point(text, at);
    bool control = (point < 0x20 && point != '\t') || (point >= 0x7f && point < 0xa0 && at - from > 1) ||
                   point == 0x7f || (point >= 0x202a && point <= 0x202e) ||
                   (point >= 0x2066 && point <= 0x2069);
    if (!control) clean.append(text.substr(from, at - from));
  }
  return clean;
}

std::string_view trimmed(std::string_view text) {
  auto from = text.find_first_not_of(" \t"), to = text.find_last_not_of(" \t\r");
  return from == text.npos ? std::string_view() : text.substr(from, to - from + 1);
}

std::vector<std::string> cells_of(std::string_view row) {
  std::vector<std::string> cells;
  row = trimmed(row);
  if (row.starts_with('|')) row.remove_prefix(1);
  if (row.ends_with('|') && !row.ends_with("\\|")) row.remove_suffix(1);
  std::string cell;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i] == '\\' && i + 1 < row.size() && row[i + 1] == '|') {
      cell += row[++i];
    } else if (row[i] == '|') {
      cells.emplace_back(trimmed(cell));
      cell.clear();
    } else {
      cell += row[i];
    }
  }
  cells.emplace_back(trimmed(cell));
  return cells;
}

bool is_rule_row(const std::vector<std::string>& cells) {
  return std::ranges::all_of(cells, [](const std::string& c) {
    return !c.empty() && c.find_first_not_of(":-") == std::string::npos;
  });
}

}  // namespace

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

TerminalMarkdown::TerminalMarkdown(std::function<void(std::string_view)> out, bool colour)
    : out_(std::move(out)), colour_(colour) {}

void TerminalMarkdown::write(std::string_view piece) {
  for (;;) {
    auto end = piece.find('\n');
    line_.append(piece.substr(0, end));
    if (end == piece.npos) break;
    take_line(line_, true);
    line_.clear();
    piece.remove_prefix(end + 1);
  }
  flush_partial();
}

void TerminalMarkdown::finish() {
  if (!line_.empty() || started_) take_line(line_, true);
  line_.clear();
  flush_table();
}

void TerminalMarkdown::take_line(std::string_view line, bool complete) {
  if (!started_ && !fenced_ && trimmed(line).starts_with('|')) {
    table_.push_back(without_controls(line));
    return;
  }
  flush_table();
  if (!started_ && trimmed(line).starts_with("```")) {
    fenced_ = !fenced_;
    return;
  }
  out_(started_ ? inline_styled(without_controls(line)) : styled(without_controls(line)));
  if (complete) out_("\n");
  started_ = !complete;
}

// Shows the words of an unfinished line that can no longer change their look.
void TerminalMarkdown::flush_partial() {
  if (fenced_ || line_.empty()) return;
  auto text = trimmed(line_);
  if (!started_ && (text.empty() || std::string_view("|#`>-*+").find(text[0]) != std::string_view::npos))
    return;
  auto space = line_.find_last_of(' ');
  if (space == std::string::npos) return;
  auto sure = std::string_view(line_).substr(0, space + 1);
  auto marks = std::ranges::count(sure, '*'), ticks = std::ranges::count(sure, '`');
  if (marks % 2 != 0 || ticks % 2 != 0 || sure.find('[') != sure.npos) return;
  if (auto open = sure.rfind("**"); open != sure.npos && (marks / 2) % 2 != 0) return;
  auto shown = std::string(sure);
  line_.erase(0, space + 1);
  take_line(shown, false);
}

std::string TerminalMarkdown::styled(std::string_view line) const {
  if (fenced_) return code(dim_on) + std::string(line) + code(all_off);
  auto text = trimmed(line);
  if (text.starts_with('#')) {
    auto title = trimmed(text.substr(std::min(text.find_first_not_of('#'), text.size())));
    return code(bold_on) + inline_styled(title) + code(all_off);
  }
  if (text.starts_with("- ") || text.starts_with("* ") || text.starts_with("+ "))
    return std::string(line.substr(0, line.find_first_not_of(' '))) + "• " + inline_styled(text.substr(2));
  if (text.starts_with("> ")) return code(dim_on) + "│ " + inline_styled(text.substr(2)) + code(all_off);
  if (text.size() >= 3 && text.find_first_not_of("-") == text.npos)
    return code(dim_on) + "────────" + code(all_off);
  return inline_styled(line);
}

std::string TerminalMarkdown::inline_styled(std::string_view text) const {
  std::string shown;
  for (std::size_t i = 0; i < text.size();) {
    auto rest = text.substr(i);
    auto span = [&](std::string_view mark, std::string_view escape) {
      if (!rest.starts_with(mark)) return false;
      auto end = rest.find(mark, mark.size());
      if (end == rest.npos || end == mark.size() || rest[mark.size()] == ' ') return false;
      shown += code(escape) + std::string(rest.substr(mark.size(), end - mark.size())) + code(all_off);
      i += end + mark.size();
      return true;
    };
    if (span("**", bold_on) || span("`", cyan_on) || span("*", italic_on)) continue;
    if (rest[0] == '\\' && rest.size() > 1 && std::ispunct(static_cast<unsigned char>(rest[1]))) {
      shown += rest[1];
      i += 2;
      continue;
    }
    shown += rest[0];
    ++i;
  }
  return shown;
}

void TerminalMarkdown::flush_table() {
  if (table_.empty()) return;
  std::vector<std::vector<std::string>> rows;
  bool has_header = false;
  for (const auto& line : std::exchange(table_, {})) {
    auto cells = cells_of(line);
    if (is_rule_row(cells))
      has_header = rows.size() == 1;
    else
      rows.push_back(std::move(cells));
  }
  std::vector<std::size_t> widths;
  for (auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) {
      row[i] = inline_styled(row[i]);
      if (widths.size() <= i) widths.push_back(0);
    }
  auto plain_width = [](const std::string& cell) {  // without the escapes that inline_styled added
    std::string plain;
    for (std::size_t i = 0; i < cell.size(); ++i) {
      if (cell[i] == '\033')
        i = cell.find('m', i);
      else
        plain += cell[i];
    }
    return display_width(plain);
  };
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], plain_width(row[i]));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    std::string line;
    for (std::size_t i = 0; i < rows[r].size(); ++i) {
      const auto& cell = rows[r][i];
      auto pad = std::string(widths[i] - plain_width(cell), ' ');
      bool number =
          r > 0 && !cell.empty() && cell.find_first_not_of("0123456789.,-+%$ ") == std::string::npos;
      line += (i ? "  " : "") + (number ? pad + cell : i + 1 < rows[r].size() ? cell + pad : cell);
    }
    out_((r == 0 && has_header ? code(bold_on) + line + code(all_off) : line) + "\n");
    if (r == 0 && has_header) {
      std::string rule;
      for (std::size_t i = 0; i < widths.size(); ++i)
        for (std::size_t k = 0; k < widths[i] + (i ? 2 : 0); ++k) rule += "─";
      out_(code(dim_on) + rule + code(all_off) + "\n");
    }
  }
}

}  // namespace garden::cli
