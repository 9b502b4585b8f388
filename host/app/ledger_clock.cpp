#include "app/ledger_clock.hpp"

#include <utility>

#include "conversation/ledger_component.hpp"

namespace garden::app {
namespace {
// A refresh of a usual day takes less than a second; what it finds unchanged it does not write.
constexpr std::chrono::minutes between_refreshes{10};
}  // namespace

LedgerClock::LedgerClock(std::vector<conversation::Conversation*> conversations)
    : conversations_(std::move(conversations)), thread_([this] { run(); }) {}

LedgerClock::~LedgerClock() {
  {
    std::lock_guard guard(mutex_);
    ends_ = true;
  }
  ending_.notify_all();
  thread_.join();
}

void LedgerClock::run() {
  std::unique_lock lock(mutex_);
  while (!ends_) {
    lock.unlock();
    ledger::RefreshOrder order;
    order.daily = true;
    for (auto* conversation : conversations_) conversation::begin_ledger_refresh(*conversation, order);
    lock.lock();
    ending_.wait_for(lock, between_refreshes, [this] { return ends_; });
  }
}

}  // namespace garden::app
