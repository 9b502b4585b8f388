#include "cli/terminal_markdown.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "cli/terminal_table.hpp"
#include "garden/ascii.hpp"

namespace garden::cli {
namespace {

constexpr std::string_view bold_on = "\033[1m", dim_on = "\033[2m", italic_on = "\033[3m",
                           cyan_on = "\033[36m", all_off = "\033[0m";

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

}  // namespace

TerminalMarkdown::TerminalMarkdown(std::function<void(std::string_view)> out, bool colour,
                                   std::size_t columns)
    : out_(std::move(out)), colour_(colour), columns_(columns) {}

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
  if (!started_ && (text.empty() || std::string_view("|#`>-*+_").find(text[0]) != std::string_view::npos))
    return;
  auto space = line_.find_last_of(' ');
  if (space == std::string::npos) return;
  auto sure = std::string_view(line_).substr(0, space + 1);
  auto marks = std::ranges::count(sure, '*'), ticks = std::ranges::count(sure, '`');
  if (marks % 2 != 0 || ticks % 2 != 0 || sure.find('[') != sure.npos || sure.find(" _") != sure.npos) return;
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
  if (text.size() >= 3 && text.find_first_not_of('-') == text.npos)
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
    if (span("**", bold_on) || span("`", cyan_on) || span("*", italic_on) ||
        ((i == 0 || text[i - 1] == ' ') && span("_", italic_on)))
      continue;
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
  auto table = lay_out_table(std::exchange(table_, {}), columns_);
  if (!table.header.empty()) {
    out_(code(bold_on) + table.header + code(all_off) + "\n");
    out_(code(dim_on) + table.rule + code(all_off) + "\n");
  }
  for (const auto& row : table.rows) out_(row + "\n");
}

}  // namespace garden::cli
