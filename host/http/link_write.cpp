// Link: answers and streams out.
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <ctime>

#include "http/link.hpp"
#include "http/sse.hpp"

namespace garden::http {
namespace {

constexpr std::size_t bytes_a_turn_max = 512 * 1024;  // then the other connections of the loop have theirs

}  // namespace

HeadOptions Link::head_options(std::string_view request_id) const {
  HeadOptions options{loop_.date.at(std::time(nullptr)), request_id, true, false};
  if (framer_) {
    options.keep_alive = framer_->wishes.keep_alive;
    options.http10 = framer_->wishes.http10;
  }
  return options;
}

void Link::answer(Response&& response, const std::string& request_id) {
  if (core_.draining) framer_->wishes.keep_alive = false;
  auto options = head_options(request_id);
  close_after_ = !options.keep_alive;
  core_.counters.answer(response.status);
  out_ = answer_head(response, options);
  if (!framer_->wishes.is_head && may_have_body(response.status)) body_ = std::move(response.body);
  lease_ = {};
  phase_ = Phase::writing;
  deadline_ = never;
  write();
}

// Sends once of what is left of out_ and body_, at most `budget` bytes of it.
ssize_t Link::send_some(std::size_t budget) {
  iovec parts[2];
  std::size_t count = 0, skip = sent_;
  for (auto* part : {&out_, &body_}) {
    if (skip < part->size()) parts[count++] = {part->data() + skip, std::min(part->size() - skip, budget)};
    skip -= std::min(skip, part->size());
  }
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = count;
  constexpr int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
  for (;;) {  // an event of a stream is one part, and cheaper without the message around it
    auto sent = count == 1 ? ::send(socket_.native_handle(), parts[0].iov_base, parts[0].iov_len, flags)
                           : ::sendmsg(socket_.native_handle(), &message, flags);
    if (sent >= 0 || errno != EINTR) return sent;
  }
}

void Link::write() {
  for (std::size_t budget = bytes_a_turn_max; budget > 0;) {
    auto sent = send_some(budget);
    if (sent < 0 && errno != EAGAIN) return close(Closed::by_client);
    if (sent < 0) break;
    sent_ += static_cast<std::size_t>(sent);
    taken_since_ += static_cast<std::size_t>(sent);
    if (sent_ == out_.size() + body_.size()) return answered();
    budget -= std::min(budget, static_cast<std::size_t>(sent));
  }
  until(write_deadline());
  wait_writable(&Link::write);
}

void Link::answered() {
  sent_ = 0;
  out_.clear();
  if (!body_.empty()) std::string{}.swap(body_);
  deadline_ = blocked_since_ = never;
  if (close_after_) return linger();
  phase_ = Phase::reading;
  serve();
}

void Link::stream(Response&& response) {
  core_.counters.answer(200);
  out_ = stream_head(response.headers, head_options(exchange_->request_id()));
  lease_ = {};
  if (framer_->wishes.is_head) {  // HEAD of a stream: its head is all there is
    std::exchange(exchange_, nullptr)->end(Closed::by_client);
    close_after_ = true;
    phase_ = Phase::writing;
    return write();
  }
  append_sse_comment(out_, "ok");  // the client sees an open stream before the first event
  uncounted_ = out_.size();
  std::string said;
  if (exchange_->take(said)) out_ += said;  // by now: one send for both
  framer_.reset();
  phase_ = Phase::streaming;
  core_.counters.streams.add();
  until(Clock::now() + core_.config.ping_interval);
  if (core_.draining) exchange_->close_stream(Closed::draining);
  watch();
  flush();
}

// A stream over its cap gets what the socket takes at once (its reader may have been fast, its producer
// faster), and then its end.
void Link::flush() {
  if (blocked_) {
    if (exchange_->overrun()) close(Closed::over_cap);
    return;
  }
  for (std::size_t budget = bytes_a_turn_max; budget > 0;) {
    if (sent_ == out_.size()) {
      sent_ = 0;
      blocked_since_ = never;
      if (!exchange_->take(out_)) {
        if (exchange_->finished()) linger();
        return;
      }
    }
    auto sent = send_some(budget);
    if (sent < 0 && errno != EAGAIN) return close(Closed::by_client);
    if (sent < 0 && exchange_->overrun()) return close(Closed::over_cap);
    if (sent < 0) break;
    sent_ += static_cast<std::size_t>(sent);
    taken_since_ += static_cast<std::size_t>(sent);
    quiet_ = false;
    budget -= std::min(budget, static_cast<std::size_t>(sent));
    const auto aside = std::min(uncounted_, static_cast<std::size_t>(sent));
    uncounted_ -= aside;
    if (const auto counted = static_cast<std::size_t>(sent) - aside; counted > 0) exchange_->sent(counted);
  }
  until(write_deadline());
  wait_writable(&Link::flush);
}

void Link::wait_writable(void (Link::*then)()) {
  blocked_ = true;
  socket_.async_wait(Socket::wait_write, [me = shared_from_this(), then](boost::system::error_code error) {
    if (error || (me->phase_ != Phase::writing && me->phase_ != Phase::streaming)) return;
    me->blocked_ = false;
    if (me->phase_ == Phase::streaming) me->until(Clock::now() + me->core_.config.ping_interval);
    (me.get()->*then)();
  });
}

// A client must take something every write_time, and on the whole keep up with the minimum rate.
Link::Clock::time_point Link::write_deadline() {
  const auto& config = core_.config;
  auto now = Clock::now();
  if (blocked_since_ == never) {
    blocked_since_ = now;
    taken_since_ = 0;
  }
  auto earned = std::chrono::milliseconds(taken_since_ * 1000 /
                                          std::max<std::size_t>(config.reader_bytes_per_s_min, 1));
  return std::min(now + config.write_time, blocked_since_ + config.write_time + earned);
}

void Link::end_stream(Closed why) {
  core_.counters.streams.add(-1);
  if (why == Closed::over_cap) core_.hit("stream_buffer_bytes_max");
  std::exchange(exchange_, nullptr)->end(why);
}

// What the client sent and we did not read would turn our close into a reset that eats the answer: say that
// we are done, read on for a while, then close.
void Link::linger() {
  if (phase_ == Phase::streaming) end_stream(exchange_->finished().value_or(Closed::by_app));
  phase_ = Phase::lingering;
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  deadline_ = never;
  until(Clock::now() + core_.config.linger_time);
  watch();
}

}  // namespace garden::http
