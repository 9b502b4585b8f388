// agent-garden: arguments -> command -> exit code.
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/interrupts.hpp"
#include "cli/terminal.hpp"

int main(int count, char** values) {
  garden::cli::block_signals();
  auto command = garden::cli::parse_arguments(count, values);
  if (command) return garden::cli::run(*command);
  if (command.error().code == garden::cli::exit_done)
    garden::cli::print(command.error().text);
  else
    garden::cli::complain(command.error().text);
  return command.error().code;
}
