// Worker: the process that loads the library and tries it; whatever happens there, happens to it alone.
//
// It tells what it does and finds line by line, so that after a crash its last line says where it was.
// Threads: one, besides those of the library.
#pragma once
#include <string>

namespace garden::probe {

// A line begins with one of these; the rest is JSON text.
enum class Line : char {
  stage = 'S',    // what is tried next, as a string: "while its description was read"
  defect = 'D',   // a string
  warning = 'W',  // a string
  name = 'N',     // strings
  version = 'V',
  abi = 'A',
  component = 'C',  // an object
  end = 'E'         // nothing more comes
};

// Never returns. `results` is where lines go; standard output is the library's.
[[noreturn]] void work(const std::string& file, int results);

}  // namespace garden::probe
