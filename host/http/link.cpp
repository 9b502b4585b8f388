#include "http/link.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <exception>

#include "http/problem.hpp"
#include "http/trace.hpp"

namespace garden::http {
namespace {

constexpr int answers_a_turn_max = 64;  // then the other connections of the loop have theirs
// The kernel takes no more than this ahead of the wire: a slow reader costs 128 KB, not a full send buffer.
constexpr int unsent_in_kernel_bytes_max = 128 * 1024;

bool has_left(ssize_t received) {
  return received == 0 || (received < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

base::Wall now() { return base::SystemClock().wall(); }

}  // namespace

Arrival::~Arrival() {
  if (fd >= 0) ::close(fd);
}

void Link::begin(Arrival arrival) {
  auto& io = arrival.seat.loop().io;
  boost::asio::post(io, [arrival = std::move(arrival)]() mutable {
    auto& core = arrival.seat.core();
    try {
      std::make_shared<Link>(std::move(arrival))->start();
    } catch (const std::exception& problem) {
      core.counters.shed.add();
      core.warn(std::string("a connection was dropped: ") + problem.what());
    }
  });
}

Link::Link(Arrival&& arrival)
    : seat_(std::move(arrival.seat)),
      core_(seat_.core()),
      loop_(seat_.loop()),
      socket_(loop_.io),
      timer_(loop_.io),
      framer_(
          std::make_unique<Framer>(core_.config.head_bytes_max, core_.config.body_bytes_max, core_.budget)),
      peer_(std::move(arrival.peer)) {
  using boost::asio::ip::tcp;
  socket_.assign(arrival.v6 ? tcp::v6() : tcp::v4(), arrival.fd);  // throws: the arrival still owns it
  int fd = std::exchange(arrival.fd, -1), one = 1;
  socket_.native_non_blocking(true);
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  ::setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent_in_kernel_bytes_max,
               sizeof unsent_in_kernel_bytes_max);
}

Link::~Link() {
  if (phase_ != Phase::gone && (previous_ || next_ || loop_.first == this)) unlist();
}

void Link::start() {
  next_ = loop_.first;
  if (next_) next_->previous_ = this;
  loop_.first = this;
  core_.counters.accepted.add();
  read();
}

void Link::unlist() {
  (previous_ ? previous_->next_ : loop_.first) = next_;
  if (next_) next_->previous_ = previous_;
  previous_ = next_ = nullptr;
}

void Link::read() {
  const auto& config = core_.config;
  if (!framer_->in_request()) {
    until(Clock::now() + config.idle_time);
    body_clock_ = false;
  } else if (framer_->in_body() ? !body_clock_ : deadline_ == never) {
    body_clock_ = framer_->in_body();
    until(Clock::now() + (body_clock_ ? config.body_time : config.head_time));
  }
  socket_.async_read_some(boost::asio::buffer(framer_->room),
                          [me = shared_from_this()](boost::system::error_code error, std::size_t bytes) {
                            if (me->phase_ != Phase::reading) return;
                            if (error) return me->close(Closed::by_client);
                            me->on_read(bytes);
                          });
}

void Link::on_read(std::size_t bytes) {
  if (!framer_->in_request()) deadline_ = never;  // the clock of the head starts
  framer_->feed({framer_->room.data(), bytes});
  if (bytes == framer_->room.size()) {  // a large body: take more of it at once
    auto more = ::recv(socket_.native_handle(), loop_.scratch.data(), loop_.scratch.size(), MSG_DONTWAIT);
    if (more > 0) framer_->feed({loop_.scratch.data(), static_cast<std::size_t>(more)});
  }
  serve();
}

// The loop over what was read. Answers given at once come back here without recursion.
void Link::serve() {
  if (serving_) return;
  serving_ = true;
  for (int turn = 0; phase_ == Phase::reading; ++turn) {
    if (turn == answers_a_turn_max) {
      boost::asio::post(loop_.io, [me = shared_from_this()] { me->serve(); });
      break;
    }
    Request request;
    auto got = framer_->next(request);
    if (got == Framer::Got::whole) {
      handle(std::move(request));
    } else if (got == Framer::Got::refused) {
      refuse();
    } else if (got == Framer::Got::go_on) {
      go_on();
    } else if (core_.draining && !framer_->in_request()) {
      close(Closed::draining);
    } else {
      read();
      break;
    }
  }
  serving_ = false;
}

void Link::go_on() {
  static constexpr std::string_view words = "HTTP/1.1 100 Continue\r\n\r\n";
  auto sent = ::send(socket_.native_handle(), words.data(), words.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent != static_cast<ssize_t>(words.size())) close(Closed::by_client);
}

void Link::handle(Request&& request) {
  phase_ = Phase::handling;
  deadline_ = never;
  body_clock_ = false;
  core_.counters.requests.add();
  lease_ = framer_->take_lease();
  request.peer = peer_;
  request.loop = loop_.index;
  request.request_id = request_id_of(request.headers, loop_.ids, now());
  exchange_ = std::make_shared<Exchange>(request.request_id, core_.config.stream_bytes_max);
  auto exchange = exchange_;  // a share of our own: the answer lets go of exchange_
  exchange->attach(shared_from_this());
  auto failed = [this, &exchange](const std::string& what) {
    core_.fault("the handler of request " + exchange->request_id() + " threw " + what);
    exchange->reply(unanswered(exchange->request_id()));
  };
  try {
    core_.handler(std::move(request), Responder(exchange));
  } catch (const std::exception& problem) {
    failed(problem.what());
  } catch (...) {
    failed("something that is no exception");
  }
  exchange->settle();
  exchange_news();
  if (phase_ == Phase::handling)
    until(Clock::now() + exchange->time_limit().value_or(core_.config.handler_time));
}

void Link::refuse() {
  const auto& refusal = framer_->refusal();
  core_.counters.refused.add();
  if (*refusal.limit) core_.hit(refusal.limit);
  auto id = request_id_of(framer_->headers_so_far(), loop_.ids, now());
  auto response = problem_response(refusal.status, refusal.detail, id);
  if (refusal.status == 503) response.headers.emplace_back("Retry-After", "1");
  answer(std::move(response), id);
}

void Link::wake(std::shared_ptr<Waker> self) {
  boost::asio::post(loop_.io,
                    [me = std::static_pointer_cast<Link>(std::move(self))] { me->exchange_news(); });
}

void Link::exchange_news() {
  if (phase_ == Phase::streaming) return flush();
  if (phase_ != Phase::handling) return;
  Response response;
  switch (exchange_->news(response)) {
    case Exchange::News::none:
      if (exchange_->is_watched()) watch();
      return;
    case Exchange::News::answer: {
      auto exchange = std::exchange(exchange_, nullptr);
      return answer(std::move(response), exchange->request_id());
    }
    case Exchange::News::stream: return stream(std::move(response));
  }
}

// The only way to learn that a client left while nothing is being read or written. Before the answer what it
// sent stays where it is, for the next request; on a stream nothing more is expected and it is thrown away.
void Link::watch() {
  if (watching_) return;
  watching_ = true;
  socket_.async_wait(Socket::wait_read, [me = shared_from_this()](boost::system::error_code error) {
    me->watching_ = false;
    if (error) return;
    auto& scratch = me->loop_.scratch;
    int fd = me->socket_.native_handle();
    if (me->phase_ == Phase::handling) {
      if (has_left(::recv(fd, scratch.data(), 1, MSG_DONTWAIT | MSG_PEEK))) me->close(Closed::by_client);
    } else if (me->phase_ == Phase::streaming || me->phase_ == Phase::lingering) {
      if (has_left(::recv(fd, scratch.data(), scratch.size(), MSG_DONTWAIT)))
        return me->close(Closed::by_client);
      me->watch();
    }
  });
}

void Link::close(Closed why) {
  if (phase_ == Phase::gone) return;
  auto me = shared_from_this();
  bool was_stream = phase_ == Phase::streaming;
  phase_ = Phase::gone;
  unlist();
  boost::system::error_code ignored;
  timer_.cancel();
  socket_.close(ignored);
  framer_.reset();
  lease_ = {};
  if (was_stream) {
    end_stream(why);
  } else if (auto exchange = std::exchange(exchange_, nullptr)) {
    exchange->end(why);
  }
}

void Link::drain() {
  if (phase_ == Phase::streaming) return exchange_->close_stream(Closed::draining);
  // What a client sent before the server stopped is answered. It may have been read already, with on_read
  // next in the loop's queue: so we look only after that.
  boost::asio::post(loop_.io, [me = shared_from_this()] { me->close_idle(); });
}

void Link::close_idle() {
  if (phase_ != Phase::reading || framer_->in_request()) return;
  char first;
  if (::recv(socket_.native_handle(), &first, 1, MSG_DONTWAIT | MSG_PEEK) <= 0) close(Closed::draining);
}

// A link may leave the list, and take its neighbour's last owner along, while the list is walked.
void Link::for_all(Loop& loop, void (*what)(Link&)) {
  std::vector<std::shared_ptr<Link>> all;
  for (auto* link = loop.first; link; link = link->next_) all.push_back(link->shared_from_this());
  for (const auto& link : all) what(*link);
}
void Link::drain_all(Loop& loop) {
  for_all(loop, [](Link& link) { link.drain(); });
}
void Link::cut_all(Loop& loop) {
  for_all(loop, [](Link& link) { link.close(Closed::draining); });
}

}  // namespace garden::http
