#include "readers.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "garden/failure.hpp"

namespace garden::redis_cache {

Readers::Lease::Lease(Readers& readers) : readers_(readers), connection_(readers.take()) {}
Readers::Lease::~Lease() { readers_.give_back(connection_, clean_); }

void Readers::Lease::submit(std::string line, Millis time_max, Waiter waiter) {
  clean_ = false;
  connection_->submit(std::move(line), Clock::now() + time_max, std::move(waiter));
}

std::shared_ptr<Connection> Readers::take() {
  std::shared_ptr<Connection> made;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
    if (all_.size() >= readers_max_)
      throw Failure(GARDEN_RATE_LIMITED, "all connections for waiting readers are in use (readers: " +
                                             std::to_string(readers_max_) + ")");
    made = std::make_shared<Connection>(client_.io(), client_.tls(), client_.settings());
    all_.insert(made);
  }
  auto open = [this, made] {
    made->open({[] {}, [this, gone = made.get()](const std::string&) { forget(gone); }});
  };
  asio::post(client_.io(), std::move(open));
  return made;
}

void Readers::give_back(const std::shared_ptr<Connection>& connection, bool clean) {
  {
    const std::lock_guard lock(mutex_);
    if (clean && all_.contains(connection)) return idle_.push_back(connection);
  }
  connection->close();
}

void Readers::forget(const Connection* connection) {
  const std::lock_guard lock(mutex_);
  const auto is_it = [connection](const auto& other) { return other.get() == connection; };
  std::erase_if(all_, is_it);
  std::erase_if(idle_, is_it);
}

void Readers::close() {
  const std::lock_guard lock(mutex_);
  for (const auto& connection : all_) connection->close();
}

}  // namespace garden::redis_cache
