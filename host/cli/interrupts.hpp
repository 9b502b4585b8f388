// Interrupts: SIGINT and SIGTERM as calls on an ordinary thread.
//
// All signals are blocked before the first thread is made (block_signals), so no code of ours or of a plugin
// runs inside a handler. One thread waits for them and calls whoever listens. Threads: block_signals in main,
// before all others; the callback on the waiting thread.
#pragma once
#include <functional>
#include <thread>

namespace garden::cli {

void block_signals();  // SIGINT, SIGTERM, SIGHUP, and SIGPIPE ignored

class Interrupts {
 public:
  // `call` for each SIGINT or SIGTERM, the first, the second, ... (count from 1).
  explicit Interrupts(std::function<void(int count)> call);
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;

 private:
  std::function<void(int)> call_;
  std::thread thread_;
};

}  // namespace garden::cli
