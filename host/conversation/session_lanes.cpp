#include "conversation/session_lanes.hpp"

#include <utility>
#include <vector>

#include "base/limits.hpp"

namespace garden::conversation {

SessionLanes::Place::Place(Place&& other) noexcept
    : lanes_(std::exchange(other.lanes_, nullptr)), key_(std::move(other.key_)), number_(other.number_) {}

SessionLanes::Place& SessionLanes::Place::operator=(Place&& other) noexcept {
  if (this != &other) {
    leave();
    lanes_ = std::exchange(other.lanes_, nullptr);
    key_ = std::move(other.key_);
    number_ = other.number_;
  }
  return *this;
}

void SessionLanes::Place::leave() {
  if (auto* lanes = std::exchange(lanes_, nullptr)) lanes->leave(key_, number_);
}

base::Result<> SessionLanes::enter(std::string key, OnBusy on_busy, Callbacks callbacks,
                                   const std::function<void(Place)>& take) {
  std::vector<std::function<void()>> interrupts;
  std::function<void()> ready;
  {
    std::lock_guard guard(mutex_);
    auto& lane = lanes_[key];
    if (!lane.empty() && on_busy == OnBusy::reject)
      return base::fail(base::Code::denied,
                        "the session is answering another message; wait for its end, or send "
                        "\"on_busy\": \"enqueue\" or \"interrupt\"");
    if (on_busy == OnBusy::interrupt)
      for (const auto& before : lane) interrupts.push_back(before.callbacks.interrupt);
    else if (lane.size() > base::limits::session_queue_max)
      return base::fail(base::Code::full,
                        "the session already has " + std::to_string(base::limits::session_queue_max) +
                            " messages waiting; send this one again when they are answered");
    auto number = ++last_number_;
    take(Place(this, key, number));
    if (lane.empty()) ready = callbacks.ready;
    lane.push_back({number, std::move(callbacks)});
  }
  for (auto& interrupt : interrupts) interrupt();
  if (ready) ready();
  return {};
}

void SessionLanes::leave(const std::string& key, std::uint64_t number) {
  std::function<void()> ready;
  {
    std::lock_guard guard(mutex_);
    auto found = lanes_.find(key);
    if (found == lanes_.end()) return;
    auto& lane = found->second;
    bool was_active = !lane.empty() && lane.front().number == number;
    std::erase_if(lane, [number](const Waiting& waiting) { return waiting.number == number; });
    if (lane.empty())
      lanes_.erase(found);
    else if (was_active)
      ready = lane.front().callbacks.ready;
  }
  if (ready) ready();
}

std::size_t SessionLanes::active_sessions() const {
  std::lock_guard guard(mutex_);
  return lanes_.size();
}

}  // namespace garden::conversation
