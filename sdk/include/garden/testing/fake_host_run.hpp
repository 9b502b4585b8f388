// The part of FakeHost that runs: beginning, delivering, closing. Include fake_host.hpp.
#pragma once
#include <algorithm>

#include "garden/testing/fake_host.hpp"

namespace garden::testing {

inline FakeOperation& FakeHost::begin(std::string verb, std::string_view request) {
  FakeOperation* op = nullptr;
  {
    const std::lock_guard lock(mutex_);
    const auto id = last_op_ += 0x101;
    op = (operations_[id] = std::make_unique<FakeOperation>(id, verb)).get();
  }
  if (deadline_ms_ > 0) {
    op->deadline_us_ = now_us() + deadline_ms_ * 1000;
    loop_.post({op->id(), 0, FakeLoop::deadline}, deadline_ms_ * 1000);
  }
  const std::string copy(request);  // borrowed until begin returns, and not a moment longer
  ++inside_;
  component_.begin(self_, op->id(), borrow(verb), borrow(copy));
  --inside_;
  if (op->over()) drop_children(*op);
  return *op;
}

inline FakeOperation& FakeHost::run(std::string verb, std::string_view request, int cancel_after) {
  auto& op = begin(std::move(verb), request);
  for (int events = 0; events != cancel_after && !op.over(); ++events)
    if (!step()) break;
  if (cancel_after >= 0) cancel(op);
  work();
  return op;
}

inline bool FakeHost::step() {
  const auto entry = loop_.next();
  if (!entry) return false;
  auto* const op = find(entry->op);
  if (!op) return true;
  if (op->over()) drop_children(*op);
  if (entry->event == FakeLoop::next_of_child) {
    deliver_next(*op, entry->token);
  } else if (entry->event == FakeLoop::deadline) {
    end(*op, GARDEN_DEADLINE, "the deadline has passed");
  } else if (entry->event == GARDEN_EV_CANCEL || !op->over()) {
    tell(*op, entry->event, entry->token);
  }
  return true;
}

inline void FakeHost::work() {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (step() || (threads_running_ > 0 && loop_.wait(until))) {
  }
  if (threads_running_ > 0) violation("offloaded work is still running after 30 s");
}

inline bool FakeHost::wait(const FakeOperation& op, std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  for (;;) {
    while (step()) {
    }
    if (op.over()) break;
    if (!loop_.wait(until)) return false;
  }
  work();
  return true;
}

inline void FakeHost::close() {
  if (!self_) return;
  std::vector<FakeOperation*> open;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, op] : operations_) open.push_back(op.get());
  }
  for (auto* op : open) cancel(*op);
  work();
  for (auto& thread : threads_) thread.join();
  if (started_ && component_.stop) component_.stop(self_);
  component_.destroy(std::exchange(self_, nullptr));
}

inline FakeOperation* FakeHost::find(garden_op id) const {
  const std::lock_guard lock(mutex_);
  const auto found = operations_.find(id);
  return found == operations_.end() ? nullptr : found->second.get();
}

inline void FakeHost::tell(FakeOperation& op, garden_event_kind event, std::uint64_t token,
                           garden_status status, garden_kind kind, std::string_view body) {
  const std::string copy(body);  // borrowed until event returns, and not a moment longer
  const garden_event told{sizeof told, event, token, status, kind, borrow(copy)};
  ++inside_;
  component_.event(self_, op.id(), &told);
  --inside_;
  if (op.over()) drop_children(op);
}

}  // namespace garden::testing
