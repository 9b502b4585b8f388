#include "runtime/process.hpp"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <deque>
#include <mutex>

#include "runtime/line_cutter.hpp"
#include "runtime/process_spawn.hpp"
#include "runtime/shard.hpp"

namespace garden::runtime {
namespace {
namespace asio = boost::asio;
namespace limits = base::limits;
using base::Code;
using StreamDescriptor = asio::posix::stream_descriptor;

// Every descriptor is waited for and then read without blocking: so nothing is ever under way that was read
// and not yet told, and when the program has ended, what is left in its pipe can be taken in order.
class LiveProcess final : public Process, public std::enable_shared_from_this<LiveProcess> {
 public:
  LiveProcess(Shard& home, ProcessSpec&& spec, Spawned&& spawned)
      : home_(home),
        pid_(spawned.pid),
        log_(std::move(spec.log)),
        life_(home.io(), spawned.life.release()),
        in_(home.io(), asio::local::stream_protocol(), spawned.in.release()),
        out_(home.io(), spawned.out.release()),
        err_(home.io(), spawned.err.release()),
        timer_(home.io()),
        cutter_(spec.line_bytes_max),
        log_cutter_(limits::process_log_line_bytes_max) {}

  void begin() {
    wait_for_end();
    wait_for_output();
    wait_for_errors();
  }

  Code write(std::string_view line) override {
    if (line.find_first_of(std::string_view("\n\r\0", 3)) != line.npos) return Code::invalid;
    std::lock_guard guard(mutex_);
    if (reaped_ || closing_) return Code::not_found;
    if (!input_.empty() && input_.size() + line.size() > limits::process_input_bytes_max)
      return Code::rate_limited;
    const bool idle = input_.empty();
    input_.append(line) += '\n';
    if (idle) home_.post([me = shared_from_this()] { me->write_some(); });
    return Code::ok;
  }

  void end(std::chrono::milliseconds grace) override {
    {
      std::lock_guard guard(mutex_);
      if (std::exchange(closing_, true)) return;
    }
    home_.post([me = shared_from_this(), grace] {
      me->write_some();
      me->signal_after(grace, SIGTERM, grace);
    });
  }

  void kill() override { signal(SIGKILL); }

  Code read(Shard& lane, Ready ready) override {
    std::lock_guard guard(mutex_);
    if (ready_) return Code::conflict;
    lane_ = &lane;
    ready_ = std::make_shared<Ready>(std::move(ready));
    tell_locked();
    return Code::ok;
  }
  void release() override {
    std::lock_guard guard(mutex_);
    ready_.reset();
    told_ = false;
  }
  std::optional<Line> take() override {
    std::lock_guard guard(mutex_);
    told_ = false;
    if (lines_.empty()) return std::nullopt;
    auto line = std::move(lines_.front());
    lines_.pop_front();
    line_bytes_ -= line.bytes.size();
    if (held_ && line_bytes_ < limits::process_output_bytes_max / 2) {
      held_ = false;
      home_.post([me = shared_from_this()] { me->wait_for_output(); });
    }
    return line;
  }
  std::optional<End> ended() override {
    std::lock_guard guard(mutex_);
    return reaped_ && lines_.empty() ? end_ : std::nullopt;
  }
  bool is_reaped() const override {
    std::lock_guard guard(mutex_);
    return reaped_;
  }

 private:
  // ---- out [home] ----------------------------------------------------------------------------------------

  void wait_for_output() {
    if (!out_.is_open()) return;
    {
      std::lock_guard guard(mutex_);
      held_ = line_bytes_ >= limits::process_output_bytes_max;
      if (held_) return;
    }
    out_.async_wait(StreamDescriptor::wait_read, [me = shared_from_this()](boost::system::error_code error) {
      if (!error && me->read_some(me->out_, &LiveProcess::take_output)) me->wait_for_output();
    });
  }
  void wait_for_errors() {
    err_.async_wait(StreamDescriptor::wait_read, [me = shared_from_this()](boost::system::error_code error) {
      if (!error && me->read_some(me->err_, &LiveProcess::take_errors)) me->wait_for_errors();
    });
  }

  // One read, handed to `taker`; false at the end of the pipe, which is closed then.
  bool read_some(StreamDescriptor& pipe, void (LiveProcess::*taker)(std::string_view)) {
    if (!pipe.is_open()) return false;
    std::array<char, 32 * 1024> buffer;
    const auto count = ::read(pipe.native_handle(), buffer.data(), buffer.size());
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return true;
    if (count > 0) {
      (this->*taker)({buffer.data(), static_cast<std::size_t>(count)});
      return true;
    }
    close(pipe);
    return false;
  }
  void take_output(std::string_view bytes) {
    std::lock_guard guard(mutex_);
    cutter_.feed(bytes,
                 [this](std::string&& line, bool too_long) { push_locked(std::move(line), too_long); });
  }
  void take_errors(std::string_view bytes) {
    log_cutter_.feed(bytes, [this](const std::string& line, bool) { log_(line); });
  }
  void push_locked(std::string&& line, bool too_long) {
    line_bytes_ += line.size();
    lines_.push_back({too_long, std::move(line)});
    tell_locked();
  }
  // Tells the reader, once until it has looked.
  void tell_locked() {
    if (!ready_ || told_) return;
    told_ = true;
    lane_->post([weak = std::weak_ptr<Ready>(ready_)] {
      if (const auto ready = weak.lock()) (*ready)();
    });
  }

  // ---- in [home] -----------------------------------------------------------------------------------------

  void write_some() {
    if (!in_.is_open() || writing_) return;
    std::unique_lock lock(mutex_);
    while (!input_.empty()) {
      const auto count = ::send(in_.native_handle(), input_.data(), input_.size(), MSG_NOSIGNAL);
      if (count >= 0) {
        input_.erase(0, static_cast<std::size_t>(count));
      } else if (errno == EAGAIN) {
        lock.unlock();
        return wait_for_room();
      } else if (errno != EINTR) {
        input_.clear();  // it has closed its input: what becomes of it is seen at its end
      }
    }
    if (closing_) close(in_);
  }
  void wait_for_room() {
    writing_ = true;
    in_.async_wait(asio::local::stream_protocol::socket::wait_write,
                   [me = shared_from_this()](boost::system::error_code error) {
                     me->writing_ = false;
                     if (!error) me->write_some();
                   });
  }

  // ---- the end [home] ------------------------------------------------------------------------------------

  void wait_for_end() {
    life_.async_wait(StreamDescriptor::wait_read, [me = shared_from_this()](boost::system::error_code error) {
      if (!error) me->reap();
    });
  }

  void reap() {
    siginfo_t info{};
    if (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0)
      return wait_for_end();
    ::kill(-pid_, SIGKILL);  // what it started ends with it; its number is still its own
    // What it has written is in the pipe, which holds less than this.
    constexpr int reads_max = 64;
    for (int i = 0; i < reads_max && has_input(out_) && read_some(out_, &LiveProcess::take_output); i++) {
    }
    for (int i = 0; i < reads_max && has_input(err_) && read_some(err_, &LiveProcess::take_errors); i++) {
    }
    log_cutter_.close([this](const std::string& line, bool) { log_(line); });
    std::lock_guard guard(mutex_);
    waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED);
    reaped_ = true;
    end_ = end_of(info);
    cutter_.close([this](std::string&& line, bool too_long) { push_locked(std::move(line), too_long); });
    tell_locked();
    close(life_);
    close(in_);
    close(out_);
    close(err_);
    timer_.cancel();
  }
  static bool has_input(StreamDescriptor& pipe) {
    boost::system::error_code ignored;
    asio::posix::descriptor_base::bytes_readable ready;
    if (!pipe.is_open()) return false;
    pipe.io_control(ready, ignored);
    return ready.get() > 0;
  }
  static End end_of(const siginfo_t& info) {
    if (info.si_code == CLD_EXITED && info.si_status == 0) return {Code::ok, "it has ended"};
    if (info.si_code == CLD_EXITED)
      return {Code::unavailable, "it ended with status " + std::to_string(info.si_status)};
    return {Code::unavailable, "it was ended by signal " + std::to_string(info.si_status) + " (" +
                                   strsignal(info.si_status) + ")"};
  }

  void signal(int number) {
    std::lock_guard guard(mutex_);
    if (!reaped_) ::kill(-pid_, number);
  }
  void signal_after(std::chrono::milliseconds grace, int number, std::chrono::milliseconds again) {
    if (is_reaped()) return;
    timer_.expires_after(grace);
    timer_.async_wait([me = shared_from_this(), number, again](boost::system::error_code error) {
      if (error) return;
      me->signal(number);
      if (number != SIGKILL) me->signal_after(again, SIGKILL, again);
    });
  }

  template <class Io>
  static void close(Io& descriptor) {
    boost::system::error_code ignored;
    descriptor.close(ignored);
  }

  Shard& home_;
  const pid_t pid_;
  const std::function<void(std::string_view)> log_;

  // On the home shard:
  StreamDescriptor life_;
  asio::local::stream_protocol::socket in_;
  StreamDescriptor out_, err_;
  asio::steady_timer timer_;
  LineCutter cutter_, log_cutter_;
  bool writing_ = false;

  mutable std::mutex mutex_;  // of what follows
  std::string input_;
  std::deque<Line> lines_;
  std::size_t line_bytes_ = 0;
  bool held_ = false;  // the pipe is left alone until lines were taken
  bool closing_ = false;
  bool reaped_ = false;
  bool told_ = false;
  Shard* lane_ = nullptr;
  std::shared_ptr<Ready> ready_;  // weakly shared with what was posted to the reader's lane
  std::optional<End> end_;
};

}  // namespace

base::Result<std::shared_ptr<Process>> Process::start(Shard& home, ProcessSpec spec) {
  auto spawned = spawn(spec.command, spec.environment);
  if (!spawned) return std::unexpected(spawned.error());
  auto process = std::make_shared<LiveProcess>(home, std::move(spec), std::move(*spawned));
  process->begin();
  return process;
}

}  // namespace garden::runtime
