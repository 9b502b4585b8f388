// Inbox: how other threads give a shard something to do.
//
// Asio's own post() wakes a sleeping loop while it holds the lock that the loop takes first when it wakes: on
// another core it runs into that lock at once, sleeps again and has to be woken a second time. Here the bell
// is rung with no lock held, and once for all that is put in before the loop has looked.
// Threads: put() [any]; close() on the loop; the inbox outlives whoever puts something in.
#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

namespace garden::runtime {

class Inbox {
 public:
  using Job = std::move_only_function<void()>;

  // Counts as work of `io`, so that its run() does not return before close().
  explicit Inbox(boost::asio::io_context& io);
  Inbox(const Inbox&) = delete;

  // Jobs run on the loop in the order in which one thread put them in.
  void put(Job job);
  // What is in it is still run, and what comes later goes the way of Asio's post().
  void close();

 private:
  void listen();
  void hand_on();

  boost::asio::io_context& io_;
  boost::asio::posix::stream_descriptor bell_;  // an eventfd
  std::uint64_t rings_ = 0;                     // [loop] what was read from it
  std::vector<Job> taken_;                      // [loop] empty but for its memory
  std::mutex mutex_;                            // guards the rest
  std::vector<Job> jobs_;
  bool is_rung_ = false;  // the loop will look
  bool is_open_ = true;
};

}  // namespace garden::runtime
