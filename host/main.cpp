// agent-garden: arguments -> command -> exit code.
#include <malloc.h>

#include <algorithm>
#include <thread>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/interrupts.hpp"
#include "cli/terminal.hpp"

namespace {

// glibc would give each thread a heap of its own, up to eight a processor, that grows page by page and keeps
// its holes to itself. What a stream holds is taken by one thread and given back by another, so fewer heaps
// are less memory and less work; small pieces come out of each thread's own cache anyway.
void share_heaps() {
#ifdef M_ARENA_MAX
  mallopt(M_ARENA_MAX, static_cast<int>(std::max(1U, std::thread::hardware_concurrency() / 2)));
#endif
}

}  // namespace

int main(int count, char** values) {
  share_heaps();
  garden::cli::block_signals();
  auto command = garden::cli::parse_arguments(count, values);
  if (command) return garden::cli::run(*command);
  if (command.error().code == garden::cli::exit_done)
    garden::cli::print(command.error().text);
  else
    garden::cli::complain(command.error().text);
  return command.error().code;
}
