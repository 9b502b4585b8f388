// Client: the way to one Redis, whatever happens to it: the thread, the shared connection, and the patience.
//
// start() returns at once; what is asked before the first connection is there waits for it. When the
// connection ends, a new one is tried at once, then after 100 ms, and up to 10 s later each time, with some
// chance in it so that a fleet does not knock in step. Until one has been greeted every command is refused at
// once: a Redis that is away costs its callers nothing, and each attempt is the probe that finds it again.
// What the operator hears is one line when it goes and one when it is back.
//
// Threads: submit [any]; start and stop as the component's; everything else on the own thread.
#pragma once
#include <boost/asio/executor_work_guard.hpp>
#include <future>
#include <random>
#include <thread>

#include "connection.hpp"
#include "garden/host.hpp"

namespace garden::redis_cache {

class Client {
 public:
  // Throws ConfigError when ca_file cannot be read.
  Client(Host host, ConnectionSettings settings, const std::string& ca_file);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void start();
  // Every waiter has heard when it returns.
  void stop();

  // The waiter is called exactly once, on the own thread or from within this call.
  void submit(std::string line, Millis time_max, Waiter waiter);
  // Empty while Redis answers or has not been asked yet; else why it is away.
  std::string trouble() const;
  // Gives the connection up for a new one: a server says that it is the wrong one (READONLY).
  void reconnect();

  // For further connections of the same kind, which must have ended before stop() can return.
  asio::io_context& io() { return io_; }
  asio::ssl::context* tls() { return tls_.get(); }
  const ConnectionSettings& settings() const { return settings_; }

 private:
  void connect();
  void is_ready(const std::shared_ptr<Connection>& connection);
  void has_ended(const std::string& trouble);
  void keep_alive();
  Millis next_delay();

  Host host_;
  const ConnectionSettings settings_;
  std::unique_ptr<asio::ssl::context> tls_;
  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> guard_;
  asio::steady_timer retry_timer_, keep_alive_timer_;
  std::thread thread_;
  std::future<void> ran_out_;
  std::minstd_rand chance_;
  unsigned failures_ = 0;  // in a row
  Clock::time_point ready_at_{};
  std::string said_;                   // the trouble of which the operator knows
  std::shared_ptr<Connection> probe_;  // being greeted; co-owner: its own work

  mutable std::mutex mutex_;                // of what follows
  std::shared_ptr<Connection> connection_;  // null while away; co-owners: its own work, callers of submit
  std::string trouble_;
  bool stopping_ = false;
};

}  // namespace garden::redis_cache
