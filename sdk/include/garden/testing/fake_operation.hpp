// FakeOperation: one operation that a test began: what the component has answered so far.
//
// Threads: the getters of the answer [any]; the rest is the lane's, which is the test's own thread.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "garden/testing/answers.hpp"
#include "garden/testing/fake_plan.hpp"

namespace garden::testing {

class FakeOperation {
 public:
  FakeOperation(garden_op id, std::string verb) : id_(id), verb_(std::move(verb)) {}

  garden_op id() const { return id_; }
  // The component has finished it. An operation that was cancelled, or met its deadline, is over without
  // that.
  bool finished() const { return read(finished_); }
  bool over() const { return read(over_); }
  // How it ended, and the text of that; CANCELLED or DEADLINE if the host ended it.
  garden_status status() const { return read(status_); }
  std::string result() const { return read(result_); }

  std::vector<Emitted> emitted() const { return read(emitted_); }
  // All pieces of a kind, one after the other.
  std::string bytes(garden_kind kind) const {
    std::string all;
    for (const auto& piece : emitted())
      if (piece.kind == kind) all += piece.bytes;
    return all;
  }
  std::string text() const { return bytes(GARDEN_TEXT); }
  // The pieces of JSON, in order.
  std::vector<std::string> json() const {
    std::vector<std::string> all;
    for (const auto& piece : emitted())
      if (piece.kind == GARDEN_JSON) all.push_back(piece.bytes);
    return all;
  }
  // Children that have not ended: sleeps, calls, requests, offloads.
  std::size_t children() const { return children_.size(); }

 private:
  friend class FakeHost;
  friend struct FakeTable;

  struct Child {
    Plan plan;
    std::uint64_t due = 0;  // the entry of the loop that brings the next event; 0: none, it is held by pause
    bool pausable = false, paused = false;
    std::function<std::optional<PlannedEvent>()> source = {};  // instead of a plan: asked for each event
    garden_work work = nullptr;                                // of an offload
    void* arg = nullptr;
  };

  template <class Field>
  Field read(const Field& field) const {
    const std::lock_guard lock(mutex_);
    return field;
  }

  const garden_op id_;
  const std::string verb_;
  std::map<std::uint64_t, Child> children_;
  std::int64_t deadline_us_ = INT64_MAX;

  mutable std::mutex mutex_;  // of what follows
  std::vector<Emitted> emitted_;
  std::string result_;
  garden_status status_ = GARDEN_OK;
  bool finished_ = false, over_ = false, wants_writable_ = false;
  std::size_t buffered_bytes_ = 0;
};

}  // namespace garden::testing
