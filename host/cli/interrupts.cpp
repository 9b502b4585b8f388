#include "cli/interrupts.hpp"

#include <csignal>
#include <utility>

namespace garden::cli {
namespace {
sigset_t waited_for() {
  sigset_t set;
  sigemptyset(&set);
  for (int signal : {SIGINT, SIGTERM, SIGUSR1}) sigaddset(&set, signal);
  return set;
}
}  // namespace

void block_signals() {
  auto set = waited_for();
  sigaddset(&set, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

Interrupts::Interrupts(std::function<void(int)> call) : call_(std::move(call)) {
  thread_ = std::thread([this] {
    auto set = waited_for();
    for (int count = 1;; ++count) {
      int signal = 0;
      if (sigwait(&set, &signal) != 0 || signal == SIGUSR1) return;
      call_(count);
    }
  });
}
Interrupts::~Interrupts() {
  pthread_kill(thread_.native_handle(), SIGUSR1);  // only wakes our own waiting
  thread_.join();
}

}  // namespace garden::cli
