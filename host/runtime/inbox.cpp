#include "runtime/inbox.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <system_error>
#include <utility>

namespace garden::runtime {
namespace {

int make_bell() {
  int descriptor = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "no bell for a shard");
  return descriptor;
}

}  // namespace

Inbox::Inbox(boost::asio::io_context& io) : io_(io), bell_(io, make_bell()) { listen(); }

void Inbox::listen() {
  bell_.async_read_some(boost::asio::buffer(&rings_, sizeof rings_),
                        [this](const boost::system::error_code& error, std::size_t) {
                          if (error) return;
                          hand_on();
                          if (is_open_) listen();
                        });
}

void Inbox::put(Job job) {
  {
    std::lock_guard lock(mutex_);
    if (is_open_) {
      jobs_.push_back(std::move(job));
      if (std::exchange(is_rung_, true)) return;
    }
  }
  if (job) return boost::asio::post(io_, std::move(job));  // it is closed
  const std::uint64_t one = 1;
  (void)!::write(bell_.native_handle(), &one, sizeof one);  // fails only when it is rung already
}

// Each takes its turn behind what the loop has to do already, and before what comes of the first of them.
void Inbox::hand_on() {
  {
    std::lock_guard lock(mutex_);
    taken_.swap(jobs_);
    is_rung_ = false;
  }
  if (taken_.size() == 1) {
    auto job = std::move(taken_.front());
    taken_.clear();
    return job();
  }
  for (auto& job : taken_) boost::asio::post(io_, std::move(job));
  taken_.clear();
}

void Inbox::close() {
  {
    std::lock_guard lock(mutex_);
    is_open_ = false;
  }
  hand_on();
  boost::system::error_code ignored;
  bell_.cancel(ignored);
}

}  // namespace garden::runtime
