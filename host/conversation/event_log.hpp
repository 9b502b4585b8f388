// EventLog: the last events of a run, in memory, so that a client which lost its connection can go on where
// it was.
//
// Events are numbered from 1 without gaps. The log keeps as many of the newest as fit its bytes; what it has
// dropped is in the state store. It has no listeners and no threads of its own: its run, on its shard, is the
// only user.
#pragma once
#include <cstddef>
#include <deque>

#include "conversation/event.hpp"

namespace garden::conversation {

class EventLog {
 public:
  static constexpr std::size_t bytes_max = 256 * 1024;
  static constexpr std::size_t event_overhead_bytes = 64;  // what an event costs beside its payload

  // Numbers the event and keeps it. The reference holds until the next append.
  const Event& append(EventType type, std::string payload);

  std::uint64_t last_id() const { return last_id_; }
  // True if everything after `id` is still here (an id beyond the end is not).
  bool holds_after(std::uint64_t id) const { return id <= last_id_ && id + events_.size() >= last_id_; }

  template <class Function>
  void each_after(std::uint64_t id, Function&& function) const {
    auto skip = id + events_.size() > last_id_ ? id + events_.size() - last_id_ : 0;
    for (auto i = skip; i < events_.size(); ++i) function(events_[i]);
  }

 private:
  std::deque<Event> events_;
  std::size_t bytes_ = 0;
  std::uint64_t last_id_ = 0;
};

}  // namespace garden::conversation
