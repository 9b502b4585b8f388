#include "http/exchange.hpp"

#include "http/problem.hpp"

namespace garden::http {

// No callback is called, and none is destroyed, under the lock: what it holds may call in here again.

// Called with the lock held, lets go of it.
void Exchange::wake(std::unique_lock<std::mutex>& lock) {
  if (woken_ || !waker_) return;
  woken_ = true;
  auto waker = waker_;
  lock.unlock();
  auto& who = *waker;
  who.wake(std::move(waker));
}

bool Exchange::reply(Response&& response) {
  std::unique_lock lock(mutex_);
  if (state_ != State::waiting) return false;
  state_ = State::answered;
  response_ = std::move(response);
  wake(lock);
  return true;
}

bool Exchange::open_stream(Headers&& headers) {
  std::function<void(Closed)> unneeded;  // that was on_abandoned: the answer is given now
  std::unique_lock lock(mutex_);
  if (state_ != State::waiting) return false;
  state_ = State::streaming;
  response_.headers = std::move(headers);
  unneeded.swap(on_end_);
  wake(lock);
  return true;
}

bool Exchange::send(std::string_view bytes) {
  std::unique_lock lock(mutex_);
  if (state_ != State::streaming || finish_) return false;
  bool fits = bytes.size() <= stream_bytes_max_ - unsent_;
  if (fits) {
    unsent_ += bytes.size();
    pending_.append(bytes);
    crowded_ = crowded_ || is_crowded();
  } else {
    finish_ = Closed::over_cap;
    woken_ = false;  // a connection that waits for its socket looks in only then; this is not to wait
  }
  wake(lock);
  return fits;
}

std::size_t Exchange::queued() const {
  std::lock_guard lock(mutex_);
  return unsent_;
}
bool Exchange::has_room() const {
  std::lock_guard lock(mutex_);
  return state_ == State::streaming && !finish_ && !is_crowded();
}
void Exchange::on_room(std::function<void()> call) {
  std::lock_guard lock(mutex_);
  if (state_ != State::ended) on_room_.swap(call);
}
void Exchange::on_end(std::function<void(Closed)> call) {
  std::unique_lock lock(mutex_);
  if (state_ == State::ended) {
    auto why = why_;
    lock.unlock();
    call(why);
    return;
  }
  on_end_.swap(call);
  wake(lock);  // from now on the connection watches for the client leaving
}
void Exchange::answer_within(std::chrono::milliseconds time) {
  std::lock_guard lock(mutex_);
  time_limit_ = time;
}
void Exchange::close_stream(Closed why) {
  std::unique_lock lock(mutex_);
  if (state_ != State::streaming || finish_) return;
  finish_ = why;
  wake(lock);
}

void Exchange::attach(std::shared_ptr<Waker> waker) {
  std::lock_guard lock(mutex_);
  waker_ = std::move(waker);
  woken_ = true;
}
void Exchange::settle() {
  std::lock_guard lock(mutex_);
  woken_ = false;
}

Exchange::News Exchange::news(Response& into) {
  std::shared_ptr<Waker> waker;          // let go of outside the lock: it may be the last share
  std::function<void(Closed)> unneeded;  // an answered request was not abandoned
  std::lock_guard lock(mutex_);
  woken_ = false;
  if (state_ == State::waiting || state_ == State::ended) return News::none;
  into = std::move(response_);
  if (state_ == State::streaming) return News::stream;
  state_ = State::ended;
  waker = std::move(waker_);
  unneeded = std::move(on_end_);
  return News::answer;
}

bool Exchange::take(std::string& into) {
  std::lock_guard lock(mutex_);
  woken_ = false;
  into.clear();
  if (into.capacity() > 1024) std::string{}.swap(into);  // a burst must not cost an idle stream its memory
  into.swap(pending_);
  return !into.empty();
}

void Exchange::sent(std::size_t bytes) {
  std::unique_lock lock(mutex_);
  unsent_ -= bytes;
  if (!crowded_ || unsent_ > stream_bytes_max_ / 4 || state_ != State::streaming) return;
  crowded_ = false;
  if (!on_room_) return;
  std::function<void()> call;
  call.swap(on_room_);
  lock.unlock();
  call();
  lock.lock();
  if (state_ == State::streaming && !on_room_) on_room_.swap(call);
  lock.unlock();
}

bool Exchange::overrun() const {
  std::lock_guard lock(mutex_);
  return finish_ == Closed::over_cap;
}
std::optional<Closed> Exchange::finished() const {
  std::lock_guard lock(mutex_);
  return pending_.empty() ? finish_ : std::nullopt;
}
bool Exchange::is_watched() const {
  std::lock_guard lock(mutex_);
  return static_cast<bool>(on_end_);
}
std::optional<std::chrono::milliseconds> Exchange::time_limit() const {
  std::lock_guard lock(mutex_);
  return time_limit_;
}

void Exchange::end(Closed why) {
  std::shared_ptr<Waker> waker;  // both are let go of outside the lock: they may hold the last share
  std::function<void()> unneeded;
  std::unique_lock lock(mutex_);
  waker = std::move(waker_);
  if (state_ == State::ended) return;
  state_ = State::ended;
  why_ = why;
  std::string{}.swap(pending_);
  unsent_ = 0;
  unneeded = std::move(on_room_);
  auto call = std::move(on_end_);
  lock.unlock();
  if (call) call(why);
}

std::string_view name_of(Closed why) {
  switch (why) {
    case Closed::by_client: return "by_client";
    case Closed::by_app: return "by_app";
    case Closed::over_cap: return "over_cap";
    case Closed::too_slow: return "too_slow";
    case Closed::late: return "late";
    case Closed::draining: return "draining";
  }
  return "unknown";
}

bool SseSink::send(std::string_view bytes) { return exchange_ && exchange_->send(bytes); }
std::size_t SseSink::queued() const { return exchange_ ? exchange_->queued() : 0; }
bool SseSink::has_room() const { return exchange_ && exchange_->has_room(); }
void SseSink::on_room(std::function<void()> call) {
  if (exchange_) exchange_->on_room(std::move(call));
}
void SseSink::close() {
  if (exchange_) exchange_->close_stream(Closed::by_app);
}
void SseSink::on_closed(std::function<void(Closed)> call) {
  if (exchange_) exchange_->on_end(std::move(call));
}

Response unanswered(std::string_view request_id) {
  return problem_response(
      500, "the server failed to answer this request; its log may name it by the request_id", request_id);
}

Responder::~Responder() {
  if (exchange_) exchange_->reply(unanswered(exchange_->request_id()));
}
bool Responder::reply(Response response) {
  auto exchange = std::exchange(exchange_, nullptr);
  return exchange && exchange->reply(std::move(response));
}
SseSink Responder::sse(Headers extra) {
  auto exchange = std::exchange(exchange_, nullptr);
  if (exchange) exchange->open_stream(std::move(extra));
  return SseSink(std::move(exchange));
}
void Responder::answer_within(std::chrono::milliseconds time) {
  if (exchange_) exchange_->answer_within(time);
}
void Responder::on_abandoned(std::function<void(Closed)> call) {
  if (exchange_) exchange_->on_end(std::move(call));
}
const std::string& Responder::request_id() const {
  static const std::string none;
  return exchange_ ? exchange_->request_id() : none;
}

}  // namespace garden::http
