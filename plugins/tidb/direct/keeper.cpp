#include "direct/keeper.hpp"

#include <algorithm>

namespace garden::tidb {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 20ms;      // while statements are under way; a cancellation waits so long at most
constexpr auto listens_within = 2s;    // a server that was told to stop a statement; then its socket is shut
constexpr auto side_timeout = 2000ms;  // for a kill: to connect, and to be answered
constexpr auto side_idle_max = 30s;

}  // namespace

Keeper::Watch::Watch(Keeper& keeper, Connection& connection, std::function<bool()> unwanted,
                     Clock::time_point deadline)
    : keeper_(keeper),
      entry_(keeper.add({&connection, std::move(unwanted), deadline, std::nullopt, false})) {}

Keeper::Watch::~Watch() {
  const std::lock_guard lock(keeper_.mutex_);
  if (entry_->told) entry_->connection->spoil();
  keeper_.entries_.erase(entry_);
}

bool Keeper::Watch::stopped() const {
  const std::lock_guard lock(keeper_.mutex_);
  return entry_->told.has_value();
}

std::list<Keeper::Entry>::iterator Keeper::add(Entry entry) {
  const std::lock_guard lock(mutex_);
  if (entries_.empty()) changed_.notify_one();
  return entries_.insert(entries_.end(), std::move(entry));
}

void Keeper::start() {
  thread_ = std::thread([this] { run(); });
}

void Keeper::stop() noexcept {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Keeper::notify() {
  {
    const std::lock_guard lock(mutex_);
    noticed_ = true;
  }
  changed_.notify_one();
}

void Keeper::later(unsigned long thread_id) {
  {
    const std::lock_guard lock(mutex_);
    later_.push_back(thread_id);
    noticed_ = true;
  }
  changed_.notify_one();
}

void Keeper::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto now = Clock::now();
    noticed_ = false;
    const auto orders = look(now);
    lock.unlock();
    if (!orders.empty()) kill(orders);
    if (side_ && now - side_->used_at() > side_idle_max) side_.reset();
    auto next = tidy_(now);
    lock.lock();
    if (side_) next = std::min(next.value_or(Clock::time_point::max()), side_->used_at() + side_idle_max);
    if (!entries_.empty()) next = std::min(next.value_or(Clock::time_point::max()), now + look_every);
    auto awake = [this, watched = entries_.size()] {
      return stopping_ || noticed_ || (watched == 0 && !entries_.empty());
    };
    next ? changed_.wait_until(lock, *next, awake) : (changed_.wait(lock, awake), true);
  }
  const auto last = std::exchange(later_, {});
  lock.unlock();
  if (!last.empty()) kill(last);
  side_.reset();
}

std::vector<unsigned long> Keeper::look(Clock::time_point now) {
  auto orders = std::exchange(later_, {});
  for (auto& entry : entries_) {
    if (!entry.told && (now >= entry.deadline || entry.unwanted())) {
      entry.told = now;
      orders.push_back(entry.connection->thread_id());
    } else if (entry.told && !entry.shut && now >= *entry.told + listens_within) {
      entry.shut = true;
      entry.connection->shut();
    }
  }
  return orders;
}

// False: the order was not heard. KILL QUERY of one's own statements needs no privilege; that the statement
// has ended meanwhile is an error that does not matter.
bool Keeper::tell(unsigned long thread_id) {
  for (const bool fresh : {!side_, true}) {
    try {
      if (fresh) side_ = std::make_unique<Connection>(settings_, side_timeout, side_timeout);
      side_->run("KILL QUERY " + std::to_string(thread_id));
      return true;
    } catch (const DatabaseFailure& failure) {
      if (side_ && !side_->spoiled()) return true;
      side_.reset();
      if (fresh) return false;
    }
  }
  return false;
}

void Keeper::kill(const std::vector<unsigned long>& thread_ids) {
  for (std::size_t at = 0; at < thread_ids.size(); ++at) {
    if (tell(thread_ids[at])) continue;
    shut({thread_ids.begin() + static_cast<std::ptrdiff_t>(at), thread_ids.end()});
    return;
  }
}

void Keeper::shut(const std::vector<unsigned long>& thread_ids) {
  const std::lock_guard lock(mutex_);
  for (auto& entry : entries_) {
    if (std::ranges::find(thread_ids, entry.connection->thread_id()) == thread_ids.end() || entry.shut)
      continue;
    entry.shut = true;
    entry.connection->shut();
  }
}

}  // namespace garden::tidb
