#include "connection.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <utility>
#include <vector>

namespace garden::redis_cache {
namespace {

constexpr std::size_t commands_max = 20'000;         // under way on one connection
constexpr std::size_t queued_bytes_max = 64u << 20;  // not yet written
constexpr std::size_t direct_commands_max = 8;       // under way, up to which a caller writes by itself
constexpr std::size_t read_bytes = 128 * 1024;       // at once: most contexts in one piece
constexpr Millis sweep_every{20};                    // how late a deadline may be told
constexpr int idle_sweeps_max = 50;                  // then it rests until the next command

// The first word of an error: the rest may repeat what was sent, secrets included.
std::string first_word(std::string_view text) { return std::string(text.substr(0, text.find(' '))); }

std::string hello_trouble(std::string_view step, const ReplyView& reply) {
  const auto word = first_word(reply.text());
  std::string advice;
  if (word == "WRONGPASS" || word == "NOAUTH") advice = "; check user and password in the URL";
  if (step == "AUTH" && word == "ERR")
    advice = "; does the server have a password? If not, leave it out of the URL";
  if (word == "NOPERM") advice = "; the user lacks a permission";
  if (step == "SELECT") advice = "; check the number of the database in the URL";
  return std::string(step) + " was answered " + word + advice;
}

}  // namespace

Connection::Connection(asio::io_context& io, asio::ssl::context* tls, const ConnectionSettings& settings)
    : io_(io),
      settings_(settings),
      socket_(io, tls),
      connect_timer_(io),
      sweep_timer_(io),
      reader_(settings.reply_bytes_max) {}

void Connection::open(Events events) {
  events_ = std::move(events);
  connect_timer_.expires_after(settings_.connect_time);
  connect_timer_.async_wait([self = shared_from_this()](const ErrorCode& error) {
    if (!error)
      self->end("it was not ready within " + std::to_string(self->settings_.connect_time.count()) + " ms");
  });
  arm_sweep();
  auto work = [self = shared_from_this()]() -> asio::awaitable<void> { co_await self->run(); };
  asio::co_spawn(io_, std::move(work), asio::detached);
}

asio::awaitable<void> Connection::run() {
  std::string trouble;
  try {
    trouble = co_await socket_.connect(settings_.address);
    if (trouble.empty()) trouble = co_await say_hello();
    if (trouble.empty()) {
      connect_timer_.cancel();
      {
        const std::lock_guard lock(mutex_);
        if (state_ != State::connecting) co_return;
        state_ = State::ready;
        writing_ = true;
      }
      events_.ready();
      asio::co_spawn(
          io_, [self = shared_from_this()]() -> asio::awaitable<void> { co_await self->write_queued(); },
          asio::detached);
      trouble = co_await read_replies();
    }
  } catch (const std::exception& error) {
    trouble = error.what();
  }
  end(trouble);
}

// AUTH, SELECT, a name and a PING in one round trip.
asio::awaitable<std::string> Connection::say_hello() {
  const auto& address = settings_.address;
  std::vector<std::string_view> steps;
  std::string lines;
  if (!address.password.empty()) {
    steps.push_back("AUTH");
    lines += address.user.empty() ? command({"AUTH", address.password})
                                  : command({"AUTH", address.user, address.password});
  }
  if (address.database != 0) {
    steps.push_back("SELECT");
    lines += command({"SELECT", std::to_string(address.database)});
  }
  steps.push_back("CLIENT SETNAME");
  lines += command({"CLIENT", "SETNAME", settings_.client_name});
  steps.push_back("PING");
  lines += command({"PING"});
  ErrorCode error;
  co_await socket_.write(lines, error);
  std::string buffer(4096, '\0');
  for (std::size_t at = 0; at < steps.size() && !error;) {
    while (auto reply = reader_.next()) {
      const auto view = reply->view();
      // Some hosted servers have no names for clients; nothing depends on one.
      if (view.type() == ReplyType::error && steps[at] != "CLIENT SETNAME")
        co_return hello_trouble(steps[at], view);
      if (++at == steps.size()) co_return std::string();
    }
    if (!reader_.broken().empty()) co_return reader_.broken();
    const auto size = co_await socket_.read(asio::buffer(buffer), error);
    reader_.feed({buffer.data(), size});
  }
  co_return "the connection ended while it was greeted: " + error.message();
}

asio::awaitable<std::string> Connection::read_replies() {
  std::string buffer(read_bytes, '\0');
  for (;;) {
    ErrorCode error;
    const auto size = co_await socket_.read(asio::buffer(buffer), error);
    if (error) co_return "the connection ended: " + error.message();
    reader_.feed({buffer.data(), size});
    if (!hand_out_replies()) co_return "a reply came that nobody asked for";
    if (!reader_.broken().empty()) co_return reader_.broken();
  }
}

bool Connection::hand_out_replies() {
  while (auto reply = reader_.next()) {
    Waiter waiter;
    {
      const std::lock_guard lock(mutex_);
      if (slots_.empty()) return false;
      waiter = std::move(slots_.front().waiter);
      slots_.pop_front();
    }
    if (waiter) waiter({GARDEN_OK, std::move(*reply), ""});
  }
  return true;
}

garden_status Connection::admits(std::size_t bytes, Clock::time_point now, std::string& trouble) const {
  if (state_ == State::ended) {
    trouble = why_ended_;
    return GARDEN_UNAVAILABLE;
  }
  if (state_ == State::ready && !slots_.empty() && !slots_.front().waiter && slots_.front().deadline < now) {
    trouble = "it has not answered for too long";
    return GARDEN_UNAVAILABLE;
  }
  if (slots_.size() < commands_max && queued_.size() + bytes <= queued_bytes_max) return GARDEN_OK;
  trouble = "too many commands are under way";
  return GARDEN_RATE_LIMITED;
}

void Connection::submit(std::string line, Clock::time_point deadline, Waiter waiter) {
  Outcome refused;
  bool must_write = false;
  {
    const std::lock_guard lock(mutex_);
    refused.status = admits(line.size(), Clock::now(), refused.trouble);
    if (refused.status == GARDEN_OK) {
      slots_.push_back({deadline, std::move(waiter)});
      std::size_t written = 0;
      if (state_ == State::ready && !writing_ && slots_.size() <= direct_commands_max)
        written = socket_.write_now(line);
      if (written < line.size()) {
        queued_.append(line, written);
        must_write = state_ == State::ready && !std::exchange(writing_, true);
      }
    }
  }
  if (refused.status != GARDEN_OK) return waiter(std::move(refused));
  if (must_write)
    asio::co_spawn(
        io_, [self = shared_from_this()]() -> asio::awaitable<void> { co_await self->write_queued(); },
        asio::detached);
  if (!sweeping_.exchange(true, std::memory_order_relaxed))
    asio::post(io_, [self = shared_from_this()] { self->arm_sweep(); });
}

// Writes until nothing is queued; one at a time, which `writing_` says.
asio::awaitable<void> Connection::write_queued() {
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      sending_.clear();
      std::swap(sending_, queued_);
      if (sending_.empty() || state_ == State::ended) {
        writing_ = false;
        co_return;
      }
    }
    ErrorCode error;
    co_await socket_.write(sending_, error);
    if (error) {
      end("the connection ended: " + error.message());
      co_return;
    }
  }
}

void Connection::arm_sweep() {
  idle_sweeps_ = idle_sweeps_ > idle_sweeps_max ? 0 : idle_sweeps_;
  sweeping_.store(true, std::memory_order_relaxed);
  sweep_timer_.expires_after(sweep_every);
  sweep_timer_.async_wait([self = shared_from_this()](const ErrorCode& error) {
    if (!error) self->sweep();
  });
}

// Tells those whose time is over. Rests when nothing has been under way since the last time.
void Connection::sweep() {
  const auto now = Clock::now();
  std::vector<Waiter> late;
  bool is_stalled = false, is_idle = false;
  {
    const std::lock_guard lock(mutex_);
    if (state_ == State::ended) return;
    for (auto& slot : slots_)
      if (slot.waiter && slot.deadline <= now) late.push_back(std::exchange(slot.waiter, nullptr));
    is_idle = slots_.empty();
    is_stalled = state_ == State::ready && !is_idle && slots_.front().deadline + settings_.stall_time <= now;
    // Under the lock that submit() has just held: who comes later finds it false and arms the next one.
    idle_sweeps_ = is_idle ? idle_sweeps_ + 1 : 0;
    if (idle_sweeps_ > idle_sweeps_max) sweeping_.store(false, std::memory_order_relaxed);
  }
  for (const auto& waiter : late) waiter({GARDEN_DEADLINE, Reply(), "it did not answer in time"});
  if (is_stalled) return end("it has not answered for too long");
  if (idle_sweeps_ <= idle_sweeps_max) arm_sweep();
}

void Connection::close() {
  asio::post(io_, [self = shared_from_this()] { self->end(""); });
}

void Connection::end(const std::string& trouble) {
  std::deque<Slot> orphans;
  {
    const std::lock_guard lock(mutex_);
    if (state_ == State::ended) return;
    state_ = State::ended;
    why_ended_ = trouble.empty() ? "the connection is closed" : trouble;
    orphans.swap(slots_);
    queued_.clear();
    socket_.close();
  }
  connect_timer_.cancel();
  sweep_timer_.cancel();
  // First the word that it is away, so that who is told to try again does not come back here.
  const auto events = std::exchange(events_, {});
  events.ended(trouble);
  for (auto& slot : orphans)
    if (slot.waiter) slot.waiter({GARDEN_UNAVAILABLE, Reply(), why_ended_});
}

}  // namespace garden::redis_cache
