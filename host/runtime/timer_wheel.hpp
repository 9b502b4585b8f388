// TimerWheel: many deadlines on one thread, each set and cleared in constant time without allocating.
//
// Every operation has a deadline and nearly none is ever reached, so setting and clearing one must cost next
// to nothing. The wheel has three rings of 256 slots: of 1 ms, of 256 ms and of 65 s; a timer sits in the
// ring that its distance asks for and moves inward as its time comes near. The loop's own timer is armed for
// the next slot that holds something, and left alone when that one is cleared: it then rings for nothing,
// once.
//
// Threads: everything on the wheel's shard.
#pragma once
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>

namespace garden::runtime {

class TimerWheel {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // A place in a list; the wheel's slots are rings of these.
  struct Link {
    Link* next = nullptr;
    Link* previous = nullptr;
  };

  // Something with a time: derive from it. It must be clear when it is destroyed.
  class Timer : private Link {
   public:
    Timer() = default;
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;
    bool is_set() const { return next != nullptr; }
    virtual void rings() = 0;  // once for each set(); the timer is clear by then and may be set again

    virtual ~Timer() = default;

   private:
    friend class TimerWheel;
    std::uint64_t tick_ = 0;
  };

  explicit TimerWheel(boost::asio::io_context& io);
  ~TimerWheel();
  TimerWheel(const TimerWheel&) = delete;

  // Rings at `when` or up to 1 ms later, never from inside this call. A timer that is set is moved.
  void set(Timer& timer, Time when);
  void clear(Timer& timer);  // does nothing if it is not set
  void stop();               // nothing rings any more; timers may still be cleared
  std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t slots = 256;
  struct Ring {
    std::array<Link, slots> heads;
    std::array<std::uint64_t, slots / 64> used{};  // one bit for each slot that is not empty
  };

  void place(Timer& timer);
  void fast_forward(std::uint64_t now);
  std::uint64_t next_tick() const;
  void arm();
  void advance(std::uint64_t now);
  void cascade(unsigned ring, std::size_t slot);
  void ring_slot(std::size_t slot);

  std::array<Ring, 3> rings_;
  Time epoch_;
  std::uint64_t now_ = 0;  // every tick up to this one has been rung
  std::uint64_t armed_;    // the tick for which the loop's timer is set
  std::size_t size_ = 0;
  bool ringing_ = false;
  bool stopped_ = false;
  boost::asio::steady_timer alarm_;
};

}  // namespace garden::runtime
