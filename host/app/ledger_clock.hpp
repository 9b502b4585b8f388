// LedgerClock: keeps the ledgers of a serving host up to date when nobody asks.
//
// A context that is built refreshes the ledger anyway; this sees to it that the first reading of a new store
// begins with the host, that a quiet store is current in the morning, and that every store day leaves its
// stock and is checked once, soon after it begins. One thread, which only begins operations. Threads: made
// and destroyed by one thread; the destructor does not wait for a refresh under way.
#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "conversation/conversation.hpp"

namespace garden::app {

class LedgerClock {
 public:
  // They outlive it.
  explicit LedgerClock(std::vector<conversation::Conversation*> conversations);
  LedgerClock(const LedgerClock&) = delete;
  ~LedgerClock();

 private:
  void run();

  std::vector<conversation::Conversation*> conversations_;
  std::mutex mutex_;
  std::condition_variable ending_;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace garden::app
