// Ways to stop a job in the middle: in a child process that is killed, or whose disk is full.
#pragma once
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <functional>

namespace garden::shop_data {

// Runs `job` in a child process and gives what waitpid says of its end. `job` returns the exit code.
inline int in_child(const std::function<int()>& job) {
  pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) _exit(job());
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return status;
}

// From now on this process cannot make a file longer than that: writes fail as on a full disk.
inline void limit_files_to(rlim_t bytes) {
  signal(SIGXFSZ, SIG_IGN);
  rlimit limit{bytes, bytes};
  setrlimit(RLIMIT_FSIZE, &limit);
}

}  // namespace garden::shop_data
