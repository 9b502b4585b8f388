#include "runtime/shard.hpp"

#include <system_error>

#include "runtime/http_client.hpp"
#include "runtime/live_operation.hpp"
#include "runtime/timer_wheel.hpp"

namespace garden::runtime {

Shard::Shard(unsigned number, const HttpClientOptions& http, HttpClientCounters& counters,
             plugins::CrashJournal::Mark mark)
    : number_(number),
      timers_(std::make_unique<TimerWheel>(io_)),
      http_(make_http_client(io_, *timers_, http, counters)),
      mark_(std::move(mark)) {}

Shard::~Shard() { stop(); }

base::Result<> Shard::start() {
  work_.emplace(io_.get_executor());
  try {
    thread_ = std::thread([this] {
      here = this;
      io_.run();
    });
  } catch (const std::system_error& error) {
    return base::fail(base::Code::unavailable, std::string("no thread for a shard: ") + error.what());
  }
  return {};
}

void Shard::stop() {
  if (!thread_.joinable()) return;
  post([this] {
    http_->stop();
    timers_->stop();
    work_.reset();
  });
  thread_.join();
}

void Shard::leave_lane(std::shared_ptr<LiveOperation> operation) {
  if (running_.instance.load(std::memory_order_relaxed) != nullptr)
    deferred_.push_back(std::move(operation));
  else
    operation->leave_lane();
}

bool Shard::after_component(std::move_only_function<void()>& next) {
  if (!is_here() || running_.instance.load(std::memory_order_relaxed) == nullptr) return false;
  after_.push_back(std::move(next));
  return true;
}

void Shard::run_deferred() {
  while (!deferred_.empty()) {
    auto operation = std::move(deferred_.back());
    deferred_.pop_back();
    operation->leave_lane();
  }
  if (in_after_) return;  // the outermost goes on: a chain of calls must not become a tower of frames
  in_after_ = true;
  while (!after_.empty()) {
    auto next = std::move(after_.front());
    after_.pop_front();
    next();
  }
  in_after_ = false;
}

}  // namespace garden::runtime
