#include "cli/follow.hpp"

#include <condition_variable>
#include <deque>
#include <utility>

namespace garden::cli {
namespace {

// Events on their way from the run's shard to the waiting thread.
class Queue final : public conversation::RunListener {
 public:
  void on_events(conversation::Run& run) override {
    std::lock_guard guard(mutex_);
    run.log().each_after(place_, [this](const conversation::Event& event) {
      events_.push_back(event);
      place_ = event.id;
    });
    changed_.notify_one();
  }
  conversation::Event next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !events_.empty(); });
    auto event = std::move(events_.front());
    events_.pop_front();
    return event;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<conversation::Event> events_;
  std::uint64_t place_ = 0;
};

// What start() tells, handed to the waiting thread.
struct Beginning {
  std::mutex mutex;
  std::condition_variable changed;
  bool known = false;
  base::Result<std::shared_ptr<conversation::Run>> run;
};

}  // namespace

void Stopper::set(std::shared_ptr<conversation::Run> run) {
  std::lock_guard guard(mutex_);
  run_ = std::move(run);
}
bool Stopper::stop() {
  std::lock_guard guard(mutex_);
  if (run_) run_->cancel("interrupted at the terminal");
  return run_ != nullptr;
}

base::Result<std::string> ask_and_follow(app::Application& application,
                                         conversation::Conversation& conversation,
                                         conversation::RunRequest request, Stopper& stopper,
                                         const std::function<void(const conversation::Event&)>& on_event) {
  auto beginning = std::make_shared<Beginning>();  // shared with the callback of start()
  auto queue = std::make_shared<Queue>();          // shared with the run
  conversation.start(std::move(request), application.runtime().next_shard(),
                     [beginning, queue](base::Result<std::shared_ptr<conversation::Run>> run) {
                       if (run) (*run)->attach(queue);
                       std::lock_guard guard(beginning->mutex);
                       beginning->run = std::move(run);
                       beginning->known = true;
                       beginning->changed.notify_one();
                     });
  std::unique_lock lock(beginning->mutex);
  beginning->changed.wait(lock, [&] { return beginning->known; });
  if (!beginning->run) return std::unexpected(beginning->run.error());
  auto run = *beginning->run;
  lock.unlock();
  stopper.set(run);
  for (;;) {
    auto event = queue->next();
    on_event(event);
    if (conversation::is_terminal(event.type)) break;
  }
  stopper.set(nullptr);
  return run->session_id();
}

}  // namespace garden::cli
