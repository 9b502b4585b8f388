// The part of FakeHost that takes the answer: emit, finish, and the checks of both. Include fake_host.hpp.
#pragma once
#include "garden/json_check.hpp"
#include "garden/testing/fake_host.hpp"
#include "garden/utf8.hpp"

namespace garden::testing {

inline garden_status FakeHost::emit(FakeOperation& op, garden_kind kind, std::string_view bytes) {
  constexpr std::size_t emit_bytes_max = 1024 * 1024;
  const std::string where = op.verb_ + ": ";
  if (kind > GARDEN_JSON) violation(where + "emit of an unknown kind");
  if (bytes.size() > emit_bytes_max) {
    violation(where + "emit of more than 1 MiB");
    return GARDEN_INVALID;
  }
  if ((kind == GARDEN_TEXT || kind == GARDEN_THOUGHT) && !is_utf8(bytes))
    violation(where + "emit of text that is not UTF-8");
  if (kind == GARDEN_JSON && !json::valid(bytes))
    violation(where + "emit of JSON that is none: " + std::string(bytes.substr(0, 80)));
  const bool may_wait = !working_;
  bool refused = false;
  if (may_wait) {
    const std::lock_guard lock(mutex_);
    refused = full_every_ > 0 && ++emits_ % full_every_ == 0;
  }
  const std::lock_guard lock(op.mutex_);
  if (op.over_) {
    if (op.finished_) violation(where + "emit after finish");
    return GARDEN_GONE;
  }
  if (refused) {
    loop_.post({op.id(), 0, GARDEN_EV_WRITABLE});
    return GARDEN_FULL;
  }
  if (may_wait && op.buffered_bytes_ > 0 && op.buffered_bytes_ + bytes.size() > buffer_bytes_max_) {
    op.wants_writable_ = true;
    return GARDEN_FULL;
  }
  op.buffered_bytes_ += bytes.size();
  op.emitted_.push_back({kind, std::string(bytes)});
  return GARDEN_OK;
}

inline void FakeHost::drain(FakeOperation& op) {
  const std::lock_guard lock(op.mutex_);
  op.buffered_bytes_ = 0;
  if (std::exchange(op.wants_writable_, false)) loop_.post({op.id(), 0, GARDEN_EV_WRITABLE});
}

inline garden_status FakeHost::finish(FakeOperation& op, garden_status status, std::string_view result) {
  const std::string where = op.verb_ + ": ";
  if (!is_ending(status))
    violation(where + "finish with a status that is no ending: " + std::to_string(status));
  if (!is_utf8(result)) violation(where + "finish with a text that is not UTF-8");
  const std::lock_guard lock(op.mutex_);
  if (op.finished_) violation(where + "finish a second time");
  if (op.over_) return GARDEN_GONE;
  op.finished_ = op.over_ = true;
  op.status_ = status;
  op.result_ = result;
  loop_.post({op.id(), 0, FakeLoop::next_of_child});  // there is no child 0: ends the others, wakes wait()
  return GARDEN_OK;
}

// The host's own end of an operation: cancel, deadline.
inline void FakeHost::end(FakeOperation& op, garden_status status, std::string_view why) {
  {
    const std::lock_guard lock(op.mutex_);
    if (op.over_) return;
    op.over_ = true;
    op.status_ = status;
    op.result_ = why;
  }
  drop_children(op);
  loop_.post({op.id(), 0, GARDEN_EV_CANCEL});
}

}  // namespace garden::testing
