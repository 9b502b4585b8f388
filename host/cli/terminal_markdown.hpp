// TerminalMarkdown: shows an answer in a terminal while it is still being written.
//
// A model's Markdown arrives in pieces that end anywhere. Words are shown as soon as it is sure how they
// look; a line is held back only while it could still become a heading or while a mark (**, `) is open, and a
// table until its last row, because only then the widths of its columns are known. Control characters of the
// text never reach the terminal, so an answer cannot move the cursor or change the title. Threads: one user.
// Output goes to the function that is given.
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace garden::cli {

class TerminalMarkdown {
 public:
  // `columns`: the terminal's width, which tables fit.
  TerminalMarkdown(std::function<void(std::string_view)> out, bool colour, std::size_t columns);

  void write(std::string_view piece);
  void finish();  // shows what is held back and ends the line

 private:
  void take_line(std::string_view line, bool complete);
  void flush_partial();
  void flush_table();
  std::string styled(std::string_view line) const;
  std::string inline_styled(std::string_view text) const;
  std::string code(std::string_view escape) const { return colour_ ? std::string(escape) : std::string(); }

  std::function<void(std::string_view)> out_;
  bool colour_;
  std::size_t columns_;
  std::string line_;      // what of the current line has not been shown
  bool started_ = false;  // a part of the current line has been shown
  bool fenced_ = false;   // inside ``` ... ```
  std::vector<std::string> table_;
};

}  // namespace garden::cli
