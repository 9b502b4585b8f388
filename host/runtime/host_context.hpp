// HostContext: what the `ctx` of a component's garden_host leads to. It lives for ever.
//
// A thread that a plugin left running may call the host when its instance, or the whole runtime, is gone. So
// the context is never freed, and it does not lead to anything that is, except through its gate: enter()
// holds the instance in place for one call, close() waits for such calls and refuses all later ones.
// Functions that name an operation need no gate: the operation's slot says whether it is there.
//
// Threads:
// enter(), leave() and the counters [any]; close() once.
#pragma once
#include <atomic>
#include <cstdint>
#include <thread>

#include "garden/abi.h"

namespace garden::runtime {
class LiveInstance;
class OperationTable;

struct HostContext {
  HostContext(OperationTable& operations_, LiveInstance& instance_);

  garden_host table{};  // what the component gets
  OperationTable& operations;
  std::atomic<std::int64_t> gone{0};  // calls that were answered GONE
  std::atomic<std::int64_t> full{0};  // ... FULL

  // The instance, held in place until leave(); null when it is closed.
  LiveInstance* enter() {
    if ((users_.fetch_add(1) & closed) == 0) return instance_;
    users_.fetch_sub(1);
    return nullptr;
  }
  void leave() { users_.fetch_sub(1); }
  void close() {
    users_.fetch_or(closed);
    while (users_.load() != closed) std::this_thread::yield();
  }

 private:
  static constexpr std::uint32_t closed = std::uint32_t{1} << 31;
  LiveInstance* instance_;
  std::atomic<std::uint32_t> users_{0};
};

}  // namespace garden::runtime
