// Keeper: the one thread that stops statements from outside, and tidies the pool.
//
// A thread in a call of the client library cannot be told to stop, and a database goes on with a statement
// whose client has left. So every statement is watched: when its deadline passes or nobody wants it any more,
// a side connection says KILL QUERY, and if that does not help in time (the network is gone, the server
// hangs) the socket is shut, which ends the blocked call. A connection that was told to stop is not used
// again: the order might arrive after its statement has ended, and would hit the next one. Threads: Watch and
// later() [any]; start() and stop() on a thread of the host.
#pragma once
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "direct/connection.hpp"

namespace garden::tidb {

class Keeper {
 public:
  using Clock = std::chrono::steady_clock;
  // Tidies up; says when it wants to be called again.
  using Tidy = std::function<std::optional<Clock::time_point>(Clock::time_point now)>;

  // `settings` is borrowed.
  Keeper(const Settings& settings, Tidy tidy) : settings_(settings), tidy_(std::move(tidy)) {}
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;
  ~Keeper() { stop(); }

  void start();
  void stop() noexcept;
  // Something has changed that tidy() should look at.
  void notify();
  // The statement of this connection, which is gone for us, shall end on the server, too.
  void later(unsigned long thread_id);

 private:
  struct Entry {
    Connection* connection;
    std::function<bool()> unwanted;
    Clock::time_point deadline;
    std::optional<Clock::time_point> told;  // when it was told to stop
    bool shut = false;
  };

 public:
  // A statement under way on `connection`, from construction to destruction; after the connection is made,
  // before it is closed.
  class Watch {
   public:
    Watch(Keeper& keeper, Connection& connection, std::function<bool()> unwanted, Clock::time_point deadline);
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    ~Watch();
    bool stopped() const;  // it was told to stop

   private:
    Keeper& keeper_;
    std::list<Entry>::iterator entry_;
  };

 private:
  std::list<Entry>::iterator add(Entry entry);
  void run();
  // With the lock held: what must be told to stop now; shuts what did not listen.
  std::vector<unsigned long> look(Clock::time_point now);
  bool tell(unsigned long thread_id);
  void kill(const std::vector<unsigned long>& thread_ids);
  void shut(const std::vector<unsigned long>& thread_ids);

  const Settings& settings_;
  const Tidy tidy_;
  std::unique_ptr<Connection> side_;  // of the thread; kept a while for the next kill
  std::thread thread_;

  mutable std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  std::list<Entry> entries_;
  std::vector<unsigned long> later_;
  bool stopping_ = false, noticed_ = false;
};

}  // namespace garden::tidb
