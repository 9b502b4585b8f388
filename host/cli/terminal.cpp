#include "cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace garden::cli {

Terminal Terminal::detect() {
  Terminal terminal;
  terminal.out_is_terminal = ::isatty(STDOUT_FILENO) == 1;
  terminal.err_is_terminal = ::isatty(STDERR_FILENO) == 1;
  const char* no_colour = std::getenv("NO_COLOR");
  terminal.colour = terminal.out_is_terminal && (no_colour == nullptr || *no_colour == '\0');
  winsize size{};
  if (terminal.out_is_terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
    terminal.columns = size.ws_col;
  return terminal;
}

shop_data::Progress progress_on(const Terminal& terminal) {
  if (!terminal.err_is_terminal) return {};
  return [](double fraction, std::string_view what) {
    auto filled = std::min<std::size_t>(static_cast<std::size_t>(fraction * 30), 30);
    std::string line = "\r[" + std::string(filled, '#') + std::string(30 - filled, ' ') + "] ";
    line += std::to_string(static_cast<int>(fraction * 100)) + " % " + std::string(what) + "\033[K";
    if (fraction >= 1) line += "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
    return true;
  };
}

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}
void complain(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fputc('\n', stderr);
}
void complain(const config::Problems& problems) {
  auto text = config::text_of(problems);
  while (text.ends_with('\n')) text.pop_back();
  complain(text);
}

}  // namespace garden::cli
