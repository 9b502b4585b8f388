// Child process: runs a program that may do anything, and takes nothing from it but some text in time.
//
// It gets limits on time, memory, files and output, an environment without our secrets, no descriptor of
// ours, and dies with us. Whatever way it ends, the caller is told and goes on. Threads: [any]; blocks until
// the child has ended or was killed.
#pragma once
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace garden::plugins {

struct ChildLimits {
  std::chrono::milliseconds time_max;
  std::size_t memory_bytes_max;  // address space; 0: none
  std::size_t output_bytes_max;  // of standard output, and of standard error
};

struct ChildOutcome {
  std::string output;  // standard output
  std::string errors;  // standard error
  int exit_status = 0;
  int signal = 0;  // not 0: it was ended by this one
  bool timed_out = false;
  bool too_much = false;  // it wrote more than it may

  // "was killed by signal 11 (Segmentation fault)", "ended with status 3", "did not end within 10000 ms";
  // empty: it ended in order.
  std::string what_went_wrong(const ChildLimits& limits) const;
};

// unavailable: the program cannot be run.
base::Result<ChildOutcome> run_child(const std::filesystem::path& program,
                                     const std::vector<std::string>& arguments, const ChildLimits& limits);

}  // namespace garden::plugins
