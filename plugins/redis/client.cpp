#include "client.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace garden::redis_cache {
namespace {

constexpr Millis retry_first{100}, retry_max{10'000};
constexpr Millis stable_time{5000};         // a connection that lasted so long ended for a reason of its own
constexpr Millis keep_alive_every{30'000};  // hosted servers close what is idle, firewalls forget it
constexpr Millis stop_time_max{3000};

}  // namespace

Client::Client(Host host, ConnectionSettings settings, const std::string& ca_file)
    : host_(host),
      settings_(std::move(settings)),
      tls_(make_tls(settings_.address, ca_file)),
      guard_(asio::make_work_guard(io_)),
      retry_timer_(io_),
      keep_alive_timer_(io_),
      chance_(std::random_device{}()) {}

Client::~Client() { stop(); }

void Client::start() {
  std::promise<void> ran_out;
  ran_out_ = ran_out.get_future();
  connect();
  {
    const std::lock_guard lock(mutex_);
    connection_ = probe_;  // the first one may be asked before it is ready
  }
  keep_alive();
  thread_ = std::thread([this, ran_out = std::move(ran_out)]() mutable {
    io_.run();
    ran_out.set_value();
  });
}

void Client::stop() {
  if (!thread_.joinable()) return;
  asio::post(io_, [this] {
    std::shared_ptr<Connection> open;
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      open = std::move(connection_);
    }
    retry_timer_.cancel();
    keep_alive_timer_.cancel();
    if (open) open->close();
    if (probe_) probe_->close();
    guard_.reset();
  });
  // Only a name that is being resolved can hold it up; it is not waited for.
  if (ran_out_.wait_for(stop_time_max) != std::future_status::ready) io_.stop();
  thread_.join();
}

void Client::connect() {
  probe_ = std::make_shared<Connection>(io_, tls_.get(), settings_);
  auto ready = [this, connection = std::weak_ptr(probe_)] {
    if (auto locked = connection.lock()) is_ready(locked);
  };
  auto ended = [this](const std::string& trouble) { has_ended(trouble); };
  probe_->open({std::move(ready), std::move(ended)});
}

void Client::is_ready(const std::shared_ptr<Connection>& connection) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    connection_ = connection;
    trouble_.clear();
  }
  probe_.reset();
  ready_at_ = Clock::now();
  host_.gauge("connected", 1);
  host_.count("connections_total");
  said_.clear();
  host_.info("Redis at " + settings_.address.name() + " answers");
}

void Client::has_ended(const std::string& trouble) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    connection_.reset();
    trouble_ = trouble.empty() ? "its connection is being replaced" : trouble;
  }
  if (!probe_ && Clock::now() - ready_at_ > stable_time) failures_ = 0;
  probe_.reset();
  host_.gauge("connected", 0);
  host_.count("disconnections_total");
  if (!trouble.empty() && trouble != said_) {
    said_ = trouble;
    host_.warn("Redis at " + settings_.address.name() + " is away: " + trouble +
               "; it is tried again until it is back");
  }
  retry_timer_.expires_after(next_delay());
  retry_timer_.async_wait([this](const ErrorCode& error) {
    if (!error) connect();
  });
}

Millis Client::next_delay() {
  const auto step = failures_++;
  if (step == 0) return Millis(0);
  const auto full = std::min<std::int64_t>(retry_max.count(), retry_first.count() << std::min(step - 1, 10u));
  return Millis(std::uniform_int_distribution<std::int64_t>(full * 3 / 4, full)(chance_));
}

void Client::keep_alive() {
  keep_alive_timer_.expires_after(keep_alive_every);
  keep_alive_timer_.async_wait([this](const ErrorCode& error) {
    if (error) return;
    submit(command({"PING"}), settings_.connect_time, [](const Outcome&) {});
    keep_alive();
  });
}

void Client::submit(std::string line, Millis time_max, Waiter waiter) {
  std::shared_ptr<Connection> connection;
  std::string trouble;
  {
    const std::lock_guard lock(mutex_);
    connection = connection_;
    if (!connection) trouble = trouble_;
  }
  if (!connection) return waiter({GARDEN_UNAVAILABLE, Reply(), std::move(trouble)});
  connection->submit(std::move(line), Clock::now() + time_max, std::move(waiter));
}

std::string Client::trouble() const {
  const std::lock_guard lock(mutex_);
  return connection_ ? std::string() : trouble_;
}

void Client::reconnect() {
  const std::lock_guard lock(mutex_);
  if (connection_) connection_->close();
}

}  // namespace garden::redis_cache
