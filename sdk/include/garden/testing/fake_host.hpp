// FakeHost: tests a component without a host, in one thread, without waiting and without a network.
//
//   garden::testing::FakeHost host(garden::component<Acme>(GARDEN_LLM, "acme", "...", "{}"), R"({"key":
//   "k"})"); host.answer_http({.chunks = {"data: {\"text\": \"hi\"}\n\n"}}); auto& op = host.run("generate",
//   request); CHECK(op.text() == "hi"); CHECK(host.violations().empty());
//
// The test's thread is the lane. run() begins an operation and delivers events until nothing more can happen;
// when only timers are left the clock jumps to the next. Every rule of abi.h that a component can break
// towards its host is checked and, if broken, named in violations(). What the world answers is in
// fake_world.hpp. Threads: all calls from one thread; the component may use any.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "garden/component.hpp"
#include "garden/testing/fake_loop.hpp"
#include "garden/testing/fake_operation.hpp"
#include "garden/testing/fake_world.hpp"

namespace garden::testing {

class FakeHost : public FakeWorld {
 public:
  // Creates and starts the component; where that fails, create_status() and error() say how.
  explicit FakeHost(const garden_component& component, std::string_view config = "{}");
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;
  ~FakeHost() { close(); }

  garden_status create_status() const { return create_status_; }
  const garden_error& error() const { return error_; }

  // Each n-th emit is first answered FULL, and WRITABLE follows; 0: never.
  void full_every(unsigned n) { full_every_ = n; }
  // Emits beyond so many bytes are FULL until drain().
  void buffer_bytes_max(std::size_t bytes) { buffer_bytes_max_ = bytes; }
  void drain(FakeOperation& op);
  // Offloaded work runs on threads of its own instead of on the test's, where its emits are never FULL.
  void offload_on_threads(bool on) { offload_on_threads_ = on; }
  // Operations that are begun from now on have a deadline after so long; 0: none.
  void deadline_ms(std::uint32_t ms) { deadline_ms_ = ms; }
  std::int64_t now_us() const { return loop_.now_us(); }

  FakeOperation& begin(std::string verb, std::string_view request);
  // begin() and work(); cancelled after `cancel_after` events if that is not negative.
  FakeOperation& run(std::string verb, std::string_view request, int cancel_after = -1);
  // Delivers the next event, if one is to come.
  bool step();
  // Delivers events until none is to come, and no offloaded work is running.
  void work();
  // The same, and waits for threads of the component until the operation is over; false after `limit`.
  bool wait(const FakeOperation& op, std::chrono::milliseconds limit = std::chrono::seconds(10));
  void cancel(FakeOperation& op) { end(op, GARDEN_CANCELLED, "cancelled"); }
  // Cancels what is under way, stops and destroys the component.
  void close();

  const garden_host* table() const { return &table_; }

  // For fakes of extensions: a child of an operation whose events come from `source`, which is asked again
  // after each and after poke_stream(). DONE is its last. OK, or why it cannot be.
  garden_status open_stream(garden_op op, std::uint64_t token,
                            std::function<std::optional<PlannedEvent>()> source);
  void poke_stream(garden_op op, std::uint64_t token);
  bool has_child(garden_op op, std::uint64_t token) const;

 private:
  friend struct FakeTable;
  using Child = FakeOperation::Child;

  // [any] null: there is no such operation.
  FakeOperation* find(garden_op id) const;
  // [any] OK, or why this call is not allowed: GONE, or DENIED where it is not the lane.
  garden_status on_lane(FakeOperation* op, const char* function);
  garden_status emit(FakeOperation& op, garden_kind kind, std::string_view bytes);
  garden_status finish(FakeOperation& op, garden_status status, std::string_view result);
  // OK: the child is there and its plan has begun.
  garden_status start_child(FakeOperation& op, std::uint64_t token, Child child);
  garden_status pause(FakeOperation& op, std::uint64_t token, bool on);
  void drop_child(FakeOperation& op, std::uint64_t token);
  void end(FakeOperation& op, garden_status status, std::string_view why);
  void drop_children(FakeOperation& op);
  void schedule(FakeOperation& op, std::uint64_t token, Child& child);
  void deliver_next(FakeOperation& op, std::uint64_t token);
  void deliver_from_source(FakeOperation& op, std::uint64_t token, Child& child);
  void run_work(FakeOperation& op, std::uint64_t token, Child& child);
  void tell(FakeOperation& op, garden_event_kind event, std::uint64_t token, garden_status status = GARDEN_OK,
            garden_kind kind = GARDEN_RAW, std::string_view body = {});

  const garden_component component_;
  garden_host table_;
  garden_error error_{sizeof(garden_error), {}, {}};
  garden_status create_status_ = GARDEN_OK;
  void* self_ = nullptr;
  bool started_ = false;

  const std::thread::id lane_ = std::this_thread::get_id();
  int inside_ = 0;                    // begin() and event() calls on the stack
  std::atomic<bool> working_{false};  // offloaded work runs on the test's thread, which may not wait
  FakeLoop loop_;
  std::vector<std::thread> threads_;
  std::size_t threads_running_ = 0;

  unsigned full_every_ = 0;
  std::size_t buffer_bytes_max_ = SIZE_MAX;
  bool offload_on_threads_ = false;
  std::uint32_t deadline_ms_ = 0;

  mutable std::mutex mutex_;  // of what follows
  std::unordered_map<garden_op, std::unique_ptr<FakeOperation>> operations_;
  garden_op last_op_ = 0x1000;
  unsigned emits_ = 0;
};

}  // namespace garden::testing

#include "garden/testing/fake_host_children.hpp"  // IWYU pragma: export
#include "garden/testing/fake_host_emit.hpp"      // IWYU pragma: export
#include "garden/testing/fake_host_run.hpp"       // IWYU pragma: export
#include "garden/testing/fake_table.hpp"          // IWYU pragma: export
