#include "runtime/outgoing_bodies.hpp"

#include <algorithm>

#include "garden/common_prefix.hpp"

namespace garden::runtime {
namespace {

constexpr std::size_t small_bytes = 2048;  // is copied as it is

}  // namespace

std::size_t OutgoingBodies::Body::copy(std::size_t at, char* into, std::size_t room) const {
  std::size_t copied = 0;
  if (at < alike_) copied = like_->copy(into, std::min(room, alike_ - at), at);
  const auto from = at + copied - std::min(at + copied, alike_);
  if (copied < room && from < rest_.size()) copied += rest_.copy(into + copied, room - copied, from);
  return copied;
}

OutgoingBodies::Body OutgoingBodies::keep(std::string_view bytes) {
  Body body;
  if (bytes.size() > small_bytes) {
    // What differs earlier is of another agent, or the store's context is a new one.
    const auto enough = bytes.size() / 8 * 7;
    for (const auto& text : recent_)
      if (auto alike = common_prefix_bytes(bytes, *text); alike > std::max(enough, body.alike_)) {
        body.like_ = text;
        body.alike_ = alike;
        if (bytes.size() - alike <= small_bytes) break;  // no other will do better by much
      }
    if (!body.like_ && bytes.size() <= recent_bytes_max) {
      body.like_ = std::make_shared<const std::string>(bytes);
      body.alike_ = bytes.size();
      if (recent_.size() < recent_max)
        recent_.push_back(body.like_);
      else
        recent_[oldest_++ % recent_max] = body.like_;
    }
  }
  body.rest_ = bytes.substr(body.alike_);
  return body;
}

}  // namespace garden::runtime
