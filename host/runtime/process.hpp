// Process: a program under way for an instance: its lines out, our lines in, its end.
//
// A program may do anything: write without end, never read, ignore signals, leave children behind. So every
// buffer has a cap, at which the pipe is left alone and the program waits; it lives in a process group of its
// own that is killed as a whole; it gets no descriptor and no variable of ours that it was not given; and the
// kernel kills it when the thread that started it, a shard's, is gone.
// One reader at a time is told, on its own lane, that there is something, and takes line by line.
// Threads: start() on a shard, which becomes the process's home; the rest [any].
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/limits.hpp"

namespace garden::runtime {
class Shard;

struct ProcessSpec {
  std::vector<std::string> command;  // program, arguments
  std::vector<std::pair<std::string, std::string>> environment;
  std::size_t line_bytes_max = base::limits::process_line_bytes_default;
  std::function<void(std::string_view line)> log;  // a line of standard error; called on the home shard
};

class Process {
 public:
  struct Line {
    bool too_long = false;
    std::string bytes;
  };
  struct End {
    base::Code status = base::Code::ok;
    std::string how;  // "it ended with status 3", "it was killed by signal 9"
  };
  // Who reads. The call says that there may be something to take: a line, or the end.
  using Ready = std::function<void()>;

  // not_found: there is no such program; unavailable: it could not be started.
  static base::Result<std::shared_ptr<Process>> start(Shard& home, ProcessSpec spec);
  virtual ~Process() = default;

  // ok, invalid (a line end within), rate_limited (it does not read), not_found (it has ended).
  virtual base::Code write(std::string_view line) = 0;
  virtual void end(std::chrono::milliseconds grace) = 0;
  virtual void kill() = 0;  // at once, with all that it started

  // conflict: there is a reader. `ready` is called on `lane`, until release() has been called there.
  virtual base::Code read(Shard& lane, Ready ready) = 0;
  virtual void release() = 0;              // [the reader's lane]
  virtual std::optional<Line> take() = 0;  // [the reader's lane] the next line
  // Set once the process has ended and every line was taken.
  virtual std::optional<End> ended() = 0;
  virtual bool is_reaped() const = 0;  // nothing of it is left in the system
};

}  // namespace garden::runtime
