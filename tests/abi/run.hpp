// run: a program's standard output and exit status, for tests of programs.
//
// Threads: [any]; blocks until the program has ended.
#pragma once
#include <sys/wait.h>

#include <cstdio>
#include <stdexcept>
#include <string>

namespace garden::testing {

struct Outcome {
  std::string output;
  int status = -1;  // of exit; -1: it was ended by a signal
};

// `command` is read by the shell.
inline Outcome run(const std::string& command) {
  Outcome outcome;
  std::FILE* const pipe = popen(command.c_str(), "r");
  if (!pipe) throw std::runtime_error("cannot run " + command);
  char buffer[4096];
  while (const auto got = std::fread(buffer, 1, sizeof buffer, pipe)) outcome.output.append(buffer, got);
  const int status = pclose(pipe);
  if (WIFEXITED(status)) outcome.status = WEXITSTATUS(status);
  return outcome;
}

}  // namespace garden::testing
