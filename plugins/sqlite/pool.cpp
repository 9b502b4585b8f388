#include "pool.hpp"

#include <sys/stat.h>

namespace garden::sqlite_connector {

Lease::~Lease() {
  if (pool_) pool_->release(std::move(slot_));
}

Connection& Lease::connection() {
  struct stat now{};
  const auto& path = pool_->settings().path;
  if (stat(path.c_str(), &now) != 0) {
    slot_.connection.reset();
    throw Failure(GARDEN_UNAVAILABLE, "there is no database " + path +
                                          "; set `path` to the shop's SQLite file, or make one to try with "
                                          "`agent-garden db demo`");
  }
  if (!slot_.connection || slot_.device != now.st_dev || slot_.node != now.st_ino)
    slot_ = {std::make_unique<Connection>(pool_->settings()), now.st_dev, now.st_ino};
  return *slot_.connection;
}

class Pool::Place {
 public:
  Place(Pool& pool, std::uint64_t ticket) : pool_(pool), ticket_(ticket) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    const std::lock_guard lock(pool_.mutex_);
    pool_.waiting_.erase(ticket_);
  }

 private:
  Pool& pool_;
  std::uint64_t ticket_;
};

std::optional<Slot> Pool::take() {
  if (!idle_.empty()) {
    auto slot = std::move(idle_.back());
    idle_.pop_back();
    return slot;
  }
  if (left_ == 0) return std::nullopt;
  --left_;
  return Slot{};
}

Task<Lease> Pool::acquire(Context& context) {
  Signal<Lease> signal(context);
  std::uint64_t ticket = 0;
  {
    const std::lock_guard lock(mutex_);
    if (auto slot = take()) co_return Lease(*this, std::move(*slot));
    ticket = ++last_ticket_;
    waiting_.emplace(ticket, signal.waker());
  }
  const Place place(*this, ticket);
  co_return co_await signal;
}

void Pool::release(Slot slot) {
  std::unique_lock lock(mutex_);
  if (waiting_.empty()) {
    idle_.push_back(std::move(slot));
    return;
  }
  auto first = waiting_.extract(waiting_.begin());
  lock.unlock();
  // If nobody waits there any more, the lease dies with the waker, and the next in the queue gets the slot.
  first.mapped().set(Lease(*this, std::move(slot)));
}

}  // namespace garden::sqlite_connector
