#include "conversation/event_log.hpp"

namespace garden::conversation {

const Event& EventLog::append(EventType type, std::string payload) {
  bytes_ += payload.size() + event_overhead_bytes;
  events_.push_back({++last_id_, type, std::move(payload)});
  while (bytes_ > bytes_max && events_.size() > 1) {
    bytes_ -= events_.front().payload.size() + event_overhead_bytes;
    events_.pop_front();
  }
  return events_.back();
}

}  // namespace garden::conversation
