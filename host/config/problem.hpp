// Problem: something wrong in a file a person wrote, said so that the person can mend it at once.
//
// A configuration is read by somebody who wants to get on. So every complaint names the file, the line and
// the column, says what is wrong in plain words and what to do about it, and all complaints come together
// instead of one a run. Problems are values; a list of them is the error type of everything that reads files
// here. Threads: plain data [any].
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace garden::config {

// Where something stands. Lines and columns count from 1, columns in characters; line 0: the file as a whole.
struct Position {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  std::string text() const;  // "config/host.yaml:3:5", or only the file's name when line is 0
  bool operator==(const Position&) const = default;
};

enum class Severity { warning, error };

struct Problem {
  Severity severity = Severity::error;
  Position position;
  std::string message;  // what is wrong; never a value that came from the environment or a secret file
  std::string advice;   // what to do; may be empty
  std::string pointer;  // JSON pointer of the value in question; empty: the file

  std::string text() const;  // "file:line:column: error: message, advice"
};

using Problems = std::vector<Problem>;

bool has_errors(const Problems& problems);
// One line each, in the order of their places, nothing said twice.
std::string text_of(const Problems& problems);
// For callers that know only base::Error: the code `invalid`, all lines as its message.
base::Error error_of(const Problems& problems);
// Puts problems in the order of file, line and column and drops what is said twice.
void arrange(Problems& problems);

}  // namespace garden::config
