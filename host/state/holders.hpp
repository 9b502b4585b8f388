// Holders: who has the state file open, so that work which a crash left behind can be told from work of
// another process that is alive.
//
// Every opening draws a name and locks the one byte that the name hashes to in the file `PATH-holders`. The
// kernel drops the lock when the process ends, however it ends; a process id could be taken again, a
// heartbeat would have to be waited for. The locks belong to the open file (OFD), so two openings in one
// process differ too. The file stays empty. Threads: all calls [any].
#pragma once
#include <string>

#include "base/error.hpp"

namespace garden::state {

class Holders {
 public:
  static base::Result<Holders> join(const std::string& state_path);
  Holders(Holders&& other) noexcept;
  Holders& operator=(Holders&&) = delete;
  ~Holders();

  const std::string& name() const { return name_; }
  base::Result<bool> is_open(const std::string& name) const;

 private:
  Holders(std::string path, int file) : path_(std::move(path)), file_(file) {}
  std::string path_, name_;
  int file_;  // -1: moved away
};

}  // namespace garden::state
