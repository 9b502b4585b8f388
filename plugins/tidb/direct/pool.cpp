#include "direct/pool.hpp"

#include <algorithm>

namespace garden::tidb {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t waiting_max = 1000;
constexpr auto trusted_for = 10s;  // after its last use a connection is asked whether it is still there
constexpr auto ping_within = 2s;
constexpr auto warm_up_within = 5s;  // a stop waits for it

}  // namespace

Lease::~Lease() {
  if (pool_) pool_->release(std::move(connection_));
}

Connection& Lease::connection(Keeper& keeper, std::chrono::milliseconds left) {
  const auto now = Pool::Clock::now();
  if (connection_ && pool_->too_old(*connection_, now)) connection_.reset();
  if (connection_ && now - connection_->used_at() > trusted_for) {
    try {
      const Keeper::Watch watch(keeper, *connection_, [] { return false; }, now + ping_within);
      connection_->ping();
    } catch (const DatabaseFailure&) {  // it went while nobody looked; that is what pinging is for
      connection_.reset();
    }
    if (connection_ && connection_->spoiled()) connection_.reset();
  }
  if (!connection_) connection_ = pool_->open(keeper, left);
  return *connection_;
}

std::optional<unsigned long> Lease::drop_spoiled() {
  if (!connection_ || !connection_->spoiled()) return std::nullopt;
  const auto thread_id = connection_->thread_id();
  connection_.reset();
  return thread_id;
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

std::unique_ptr<Connection> Pool::open(Keeper& keeper, std::chrono::milliseconds left) const {
  auto connection = std::make_unique<Connection>(settings_, left, settings_.statement_timeout + trusted_for);
  const Keeper::Watch watch(keeper, *connection, [] { return false; }, Clock::now() + left);
  connection->set_session();
  greet_(*connection);
  return connection;
}

// Lifetimes differ by up to a tenth, so that connections made together do not all end together.
bool Pool::too_old(const Connection& connection, Clock::time_point now) const {
  const auto spread = settings_.lifetime_max / 10 * static_cast<int>(connection.thread_id() % 8) / 8;
  return now - connection.opened_at() > settings_.lifetime_max - spread;
}

std::optional<Lease> Pool::take() {
  if (left_ == 0) return std::nullopt;
  --left_;
  std::unique_ptr<Connection> connection;
  if (!idle_.empty()) {
    connection = std::move(idle_.back());
    idle_.pop_back();
  }
  return Lease(*this, std::move(connection));
}

Task<Lease> Pool::acquire(Context& context, Clock::time_point deadline, const std::function<void()>& queued) {
  Signal<Lease> signal(context);
  std::uint64_t ticket = 0;
  {
    const std::lock_guard lock(mutex_);
    if (auto lease = take()) co_return std::move(*lease);
    if (waiting_.size() >= waiting_max)
      throw Failure(GARDEN_RATE_LIMITED,
                    "too many queries wait for " + settings_.place() + "; try again later");
    ticket = ++last_ticket_;
    waiting_.emplace(ticket, Waiting{signal.waker(), deadline});
  }
  const Place place(*this, ticket);
  queued();
  auto lease = co_await signal;
  if (!lease.valid())
    throw Failure(GARDEN_DEADLINE, "all " + std::to_string(settings_.connections_max) + " connections to " +
                                       settings_.place() + " were in use; raise `connections`");
  co_return lease;
}

void Pool::release(std::unique_ptr<Connection> connection) {
  if (connection && connection->spoiled()) connection.reset();
  std::unique_lock lock(mutex_);
  if (waiting_.empty()) {
    ++left_;
    if (connection) idle_.push_back(std::move(connection));
    return;
  }
  auto first = waiting_.extract(waiting_.begin());
  lock.unlock();
  // If nobody waits there any more, the lease dies with the waker, and the next in the queue gets it.
  first.mapped().waker.set(Lease(*this, std::move(connection)));
}

std::optional<Pool::Clock::time_point> Pool::tidy(Clock::time_point now) {
  std::vector<Waker<Lease>> late;
  std::vector<std::unique_ptr<Connection>> old;
  std::optional<Clock::time_point> next;
  auto until = [&next](Clock::time_point when) { next = std::min(next.value_or(when), when); };
  {
    const std::lock_guard lock(mutex_);
    for (auto waiting = waiting_.begin(); waiting != waiting_.end();) {
      if (now < waiting->second.deadline) {
        until(waiting->second.deadline);
        ++waiting;
        continue;
      }
      late.push_back(waiting->second.waker);
      waiting = waiting_.erase(waiting);
    }
    for (auto& connection : idle_)
      if (now - connection->used_at() >= settings_.idle_max || too_old(*connection, now))
        old.push_back(std::move(connection));
    std::erase(idle_, nullptr);
    for (const auto& connection : idle_) until(connection->used_at() + settings_.idle_max);
    // Those in use will be idle one day; nobody says when.
    if (left_ < settings_.connections_max) until(now + settings_.idle_max);
  }
  for (const auto& waker : late) waker.set(Lease());
  return next;
}

void Pool::warm_up(Keeper& keeper) {
  std::optional<Lease> lease;
  {
    const std::lock_guard lock(mutex_);
    lease = take();
  }
  if (lease) lease->connection(keeper, warm_up_within);
}

}  // namespace garden::tidb
