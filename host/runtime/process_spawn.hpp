// Spawn: a child with three pipes, a group of its own and nothing of ours.
//
// Between fork and exec only calls that are safe there. That exec failed comes back over a pipe that exec
// would have closed, so a program that cannot be run is an error here and no riddle later. Threads: a
// shard's: the child is killed when the thread that made it ends.
#pragma once
#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace garden::runtime {

// A file descriptor with an owner.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();
  int get() const { return number_; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

struct Spawned {
  pid_t pid = 0;
  Descriptor life;          // readable once it has ended
  Descriptor in, out, err;  // ours, not blocking; `in` is a socket, so that writing raises no signal
};

// The program by its name or path. not_found: there is no such program; unavailable: the system's reason.
base::Result<Spawned> spawn(const std::vector<std::string>& command,
                            const std::vector<std::pair<std::string, std::string>>& environment);

}  // namespace garden::runtime
