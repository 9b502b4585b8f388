// Terminal: what the commands know of where their output goes. Threads: main's.
#pragma once
#include <string>
#include <string_view>

#include "config/problem.hpp"
#include "shop_data/progress.hpp"

namespace garden::cli {

struct Terminal {
  bool out_is_terminal = false, err_is_terminal = false;
  bool colour = false;  // on standard output: a terminal, and NO_COLOR is not set
  std::size_t columns = 100;

  static Terminal detect();
};

// "[#####     ] 50 % orders" on one line that is written over; empty where nobody looks.
shop_data::Progress progress_on(const Terminal& terminal);

void print(std::string_view text);                // standard output, flushed
void complain(std::string_view text);             // standard error, a line
void complain(const config::Problems& problems);  // each as file:line:column: error: ...

}  // namespace garden::cli
