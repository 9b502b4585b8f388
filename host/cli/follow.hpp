// Follow: one question asked in this process, its events handed to the thread that waits.
//
// The run works on a shard; the terminal belongs to main's thread. Events are copied over a queue, so a slow
// terminal never holds a shard. Threads: ask_and_follow blocks its caller; stop() [any].
#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "app/application.hpp"
#include "conversation/run.hpp"

namespace garden::cli {

// Cancels the run that is being followed, if there is one.
class Stopper {
 public:
  void set(std::shared_ptr<conversation::Run> run);
  bool stop();  // false: nothing is under way

 private:
  std::mutex mutex_;
  std::shared_ptr<conversation::Run> run_;  // co-owner: the conversation
};

// Calls `on_event` for each event until the terminal one. The session's id, or why the run could not begin.
base::Result<std::string> ask_and_follow(app::Application& application,
                                         conversation::Conversation& conversation,
                                         conversation::RunRequest request, Stopper& stopper,
                                         const std::function<void(const conversation::Event&)>& on_event);

}  // namespace garden::cli
