// Supervisor: runs the worker, listens to it, and puts into words how it ended.
//
// A crash, a hang, an exit and too much memory are the worker's; the report names the stage at which it
// happened. Threads: one.
#pragma once
#include <chrono>
#include <cstddef>
#include <string>

#include "report.hpp"

namespace garden::probe {

struct Limits {
  std::chrono::milliseconds time{8000};              // below the 10 s that a host gives the whole probe
  std::size_t memory_bytes = std::size_t{1} << 30;   // of address space; not under a sanitizer
  std::size_t file_bytes = std::size_t{64} << 20;    // of anything the library writes
  std::size_t results_bytes = std::size_t{8} << 20;  // of what the worker tells
};

Report probe(const std::string& file, const Limits& limits);

}  // namespace garden::probe
