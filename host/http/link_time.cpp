// Link: deadlines. One timer a connection, and a lazy one: a later deadline costs nothing, it is looked at
// when the old one comes up.
#include "http/link.hpp"
#include "http/problem.hpp"
#include "http/trace.hpp"

namespace garden::http {

void Link::until(Clock::time_point deadline) {
  deadline_ = deadline;
  if (deadline < armed_) arm();
}

void Link::arm() {
  armed_ = deadline_;
  timer_.expires_at(armed_);
  timer_.async_wait([me = shared_from_this()](boost::system::error_code error) {
    if (error || me->phase_ == Phase::gone) return;
    me->armed_ = never;
    if (me->deadline_ == never) return;
    if (Clock::now() < me->deadline_) return me->arm();
    me->expired();
  });
}

void Link::timed_out(const char* limit) {
  core_.counters.timed_out.add();
  core_.hit(limit);
}

void Link::expired() {
  switch (phase_) {
    case Phase::reading: {
      if (!framer_->in_request()) return close(Closed::too_slow);  // idle: no fault, and nothing to say
      timed_out(framer_->in_body() ? "request_body_time" : "request_head_time");
      auto id = request_id_of(framer_->headers_so_far(), loop_.ids, base::SystemClock().wall());
      framer_->wishes = {};
      return answer(problem_response(408, "the request did not arrive in time; send it faster", id), id);
    }
    case Phase::handling: {
      timed_out("handler_time");
      auto exchange = std::exchange(exchange_, nullptr);
      auto id = exchange->request_id();
      phase_ = Phase::writing;  // whatever on_abandoned does, the answer is the 504
      exchange->end(Closed::late);
      return answer(problem_response(504, "the answer took longer than this request is allowed", id), id);
    }
    case Phase::streaming:
      if (blocked_) {
        timed_out("answer_stall_time");
        return close(Closed::too_slow);
      }
      if (quiet_ && sent_ == out_.size()) {
        out_ = ": ping\n\n";
        sent_ = 0;
        uncounted_ = out_.size();
        flush();
      }
      quiet_ = true;
      if (phase_ == Phase::streaming && !blocked_) until(Clock::now() + core_.config.ping_interval);
      return;
    case Phase::writing: timed_out("answer_stall_time"); return close(Closed::too_slow);
    case Phase::lingering: return close(Closed::too_slow);
    case Phase::gone: return;
  }
}

}  // namespace garden::http
