// Link: one connection, from accept to close.
//
// Read, frame, handle, write, strictly in turn: the next request is not looked at before the answer before it
// is sent, and nothing is read meanwhile, so a client that sends without reading is stopped by TCP itself.
// Small answers, large ones, late ones and streams take the same way out: a non-blocking sendmsg, and a wait
// until the socket is writable. Deadlines run from the first byte of what they limit, never from the last.
// Threads: everything on the connection's loop, but wake [any]. A Link is kept alive by its own operations.
#pragma once
#include <sys/types.h>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "http/core.hpp"
#include "http/exchange.hpp"
#include "http/framer.hpp"

namespace garden::http {

// What the door hands over: an accepted, non-blocking descriptor, closed unless a Link takes it.
struct Arrival {
  Arrival(Seat seat_, int fd_, bool v6_, std::string peer_)
      : seat(std::move(seat_)), fd(fd_), v6(v6_), peer(std::move(peer_)) {}
  Arrival(Arrival&& other) noexcept
      : seat(std::move(other.seat)),
        fd(std::exchange(other.fd, -1)),
        v6(other.v6),
        peer(std::move(other.peer)) {}
  Arrival& operator=(Arrival&&) = delete;
  ~Arrival();
  Seat seat;
  int fd;
  bool v6;
  std::string peer;
};

class Link final : public Waker, public std::enable_shared_from_this<Link> {
 public:
  // [any] Begins the connection's life on its loop.
  static void begin(Arrival arrival);
  explicit Link(Arrival&& arrival);
  ~Link() override;
  Link(const Link&) = delete;

  void wake(std::shared_ptr<Waker> self) override;
  // [loop] To all links of this loop: finish soon; or: be gone.
  static void drain_all(Loop& loop);
  static void cut_all(Loop& loop);

 private:
  using Clock = std::chrono::steady_clock;
  using Executor = boost::asio::io_context::executor_type;
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
  using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;
  enum class Phase : std::uint8_t { reading, handling, writing, streaming, lingering, gone };
  static constexpr Clock::time_point never = Clock::time_point::max();

  // link.cpp: requests in
  void start();
  void read();
  void on_read(std::size_t bytes);
  void serve();
  void handle(Request&& request);
  void go_on();
  void refuse();
  void exchange_news();
  void watch();
  void close(Closed why);
  void unlist();
  void drain();
  void close_idle();
  static void for_all(Loop& loop, void (*what)(Link&));
  // link_write.cpp: answers out
  void answer(Response&& response, const std::string& request_id);
  void write();
  void answered();
  void stream(Response&& response);
  void flush();
  void linger();
  void end_stream(Closed why);
  ssize_t send_some(std::size_t budget);
  void wait_writable(void (Link::*then)());
  Clock::time_point write_deadline();
  // link_time.cpp: deadlines, by one lazy timer
  void until(Clock::time_point deadline);
  void arm();
  void expired();
  void timed_out(const char* limit);
  HeadOptions head_options(std::string_view request_id) const;

  Seat seat_;
  Core& core_;
  Loop& loop_;
  Socket socket_;
  Timer timer_;
  Link *previous_ = nullptr, *next_ = nullptr;  // the loop's list; linked until gone
  Clock::time_point deadline_ = never, armed_ = never;
  Clock::time_point blocked_since_ = never;  // since when the client has had bytes to read
  std::size_t taken_since_ = 0;              // and how many it has taken since
  Phase phase_ = Phase::reading;
  bool serving_ = false;                // serve() is on the stack
  bool body_clock_ = false;             // the deadline is that of the body
  bool blocked_ = false;                // a wait for room in the socket is under way
  bool watching_ = false;               // a wait for bytes or the end of the client is under way
  bool close_after_ = false;            // this answer is the last
  bool quiet_ = true;                   // the stream has said nothing since its timer came up last
  std::unique_ptr<Framer> framer_;      // gone once the connection is a stream
  std::shared_ptr<Exchange> exchange_;  // shared with the application; set while a request is under way
  BodyLease lease_;                     // of the request under way
  std::string out_, body_;              // being written: out_, then body_, the first sent_ bytes are
  std::size_t sent_ = 0;
  std::size_t uncounted_ = 0;  // of what is to be sent of a stream: its head, or a ping
  const std::string peer_;
};

}  // namespace garden::http
