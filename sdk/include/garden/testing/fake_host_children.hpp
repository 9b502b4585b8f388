// The part of FakeHost that keeps what an operation waits for: sleeps, calls, requests, offloads. Include
// fake_host.hpp.
//
// A child has a plan of events; only its next one is on the loop, so pausing cannot change their order.
#pragma once
#include "garden/testing/fake_host.hpp"

namespace garden::testing {

inline garden_status FakeHost::on_lane(FakeOperation* op, const char* function) {
  if (!op || op->over()) return GARDEN_GONE;
  if (std::this_thread::get_id() == lane_ && inside_ > 0) return GARDEN_OK;
  violation(op->verb_ + ": " + function + " called outside of the lane");
  return GARDEN_DENIED;
}

inline garden_status FakeHost::start_child(FakeOperation& op, std::uint64_t token, Child child) {
  const auto [place, is_new] = op.children_.try_emplace(token, std::move(child));
  if (!is_new) {
    violation(op.verb_ + ": a child with a token that is in use");
    return GARDEN_INVALID;
  }
  auto& started = place->second;
  if (!started.work || !offload_on_threads_) {
    schedule(op, token, started);
    return GARDEN_OK;
  }
  ++threads_running_;
  threads_.emplace_back([this, id = op.id(), token, work = started.work, arg = started.arg] {
    work(arg);
    loop_.post({id, token, FakeLoop::next_of_child});
  });
  return GARDEN_OK;
}

inline void FakeHost::schedule(FakeOperation& op, std::uint64_t token, Child& child) {
  child.due = loop_.post({op.id(), token, FakeLoop::next_of_child}, child.plan.front().gap_us);
}

inline void FakeHost::deliver_next(FakeOperation& op, std::uint64_t token) {
  const auto found = op.children_.find(token);
  if (found == op.children_.end()) return;
  auto& child = found->second;
  child.due = 0;
  if (child.work) return run_work(op, token, child);
  if (child.paused) return;  // until pause(0)
  if (child.source) return deliver_from_source(op, token, child);
  const auto next = std::move(child.plan.front());
  child.plan.pop_front();
  if (child.plan.empty()) {
    op.children_.erase(found);
  } else {
    schedule(op, token, child);
  }
  tell(op, next.event, token, next.status, next.kind, next.body);
}

inline void FakeHost::deliver_from_source(FakeOperation& op, std::uint64_t token, Child& child) {
  const auto next = child.source();
  if (!next) return;  // until poke_stream()
  if (next->event == GARDEN_EV_DONE) {
    op.children_.erase(token);
  } else {
    child.due = loop_.post({op.id(), token, FakeLoop::next_of_child});
  }
  tell(op, next->event, token, next->status, next->kind, next->body);
}

inline garden_status FakeHost::open_stream(garden_op id, std::uint64_t token,
                                           std::function<std::optional<PlannedEvent>()> source) {
  auto* const op = find(id);
  if (const auto refused = on_lane(op, "a stream")) return refused;
  Child child;
  child.plan.emplace_back();  // the first look at the source
  child.source = std::move(source);
  child.pausable = true;
  return start_child(*op, token, std::move(child));
}

inline void FakeHost::poke_stream(garden_op id, std::uint64_t token) {
  auto* const op = find(id);
  if (!op) return;
  const auto found = op->children_.find(token);
  if (found == op->children_.end() || found->second.due != 0) return;
  found->second.due = loop_.post({id, token, FakeLoop::next_of_child});
}

inline bool FakeHost::has_child(garden_op id, std::uint64_t token) const {
  const auto* const op = find(id);
  return op && op->children_.contains(token);
}

inline void FakeHost::run_work(FakeOperation& op, std::uint64_t token, Child& child) {
  if (offload_on_threads_) {
    --threads_running_;
  } else if (child.plan.front().status == GARDEN_OK) {
    const int inside = std::exchange(inside_, 0);  // the work is not on the lane
    working_ = true;
    child.work(child.arg);
    working_ = false;
    inside_ = inside;
  }
  const auto status = child.plan.front().status;
  op.children_.erase(token);
  tell(op, GARDEN_EV_DONE, token, status);
}

inline garden_status FakeHost::pause(FakeOperation& op, std::uint64_t token, bool on) {
  const auto found = op.children_.find(token);
  if (found == op.children_.end()) return GARDEN_GONE;
  auto& child = found->second;
  if (!child.pausable) {
    violation(op.verb_ + ": pause of what is no stream");
    return GARDEN_INVALID;
  }
  if (std::exchange(child.paused, on) && !on && child.due == 0)
    child.due = loop_.post({op.id(), token, FakeLoop::next_of_child});
  return GARDEN_OK;
}

inline void FakeHost::drop_child(FakeOperation& op, std::uint64_t token) {
  const auto found = op.children_.find(token);
  if (found == op.children_.end()) return;
  auto& child = found->second;
  if (child.work) {  // rule 9: its DONE comes all the same; without having run if it has not begun
    if (!offload_on_threads_) child.plan.front().status = GARDEN_CANCELLED;
    return;
  }
  if (child.due != 0) loop_.drop(child.due);
  op.children_.erase(found);
}

inline void FakeHost::drop_children(FakeOperation& op) {
  std::vector<std::uint64_t> tokens;
  for (const auto& [token, child] : op.children_) tokens.push_back(token);
  for (const auto token : tokens) drop_child(op, token);
}

}  // namespace garden::testing
