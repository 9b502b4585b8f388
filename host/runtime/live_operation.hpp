// LiveOperation: an operation from the inside, as this room sees it.
//
// The output side is under the slot's lock, because emit and finish come from any thread. The other side (the
// children, the deadline, what is told to the component) belongs to the lane and has no lock. An operation is
// counted as open until it has left its lane, which is the last thing done about it: so whoever waits until
// none is open may destroy instances and stop shards, although a plugin's thread may still be inside emit.
// Threads: each function says its own.
#pragma once
#include <atomic>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plugins/crash_journal.hpp"
#include "runtime/breaker.hpp"
#include "runtime/operation.hpp"
#include "runtime/operation_table.hpp"
#include "runtime/timer_wheel.hpp"

namespace garden::runtime {
class Child;
class LiveInstance;
struct HostContext;
struct Services;

class LiveOperation final : public Operation,
                            public TimerWheel::Timer,
                            public std::enable_shared_from_this<LiveOperation> {
 public:
  // What a child takes over from its parent; an operation that the host begins starts from nothing.
  struct Ancestry {
    unsigned depth = 0;
    base::Steady deadline;                 // it ends then at the latest
    std::shared_ptr<const Trace> trace{};  // co-owners: all operations of the run
  };
  static base::Result<std::shared_ptr<LiveOperation>> begin(Services& services, OperationRequest&& request,
                                                            Ancestry ancestry);  // [any]
  struct Parts;
  explicit LiveOperation(Parts&& parts);
  ~LiveOperation() override;

  garden_op id() const override { return id_; }
  const std::shared_ptr<Instance>& instance() const override { return instance_; }
  const std::shared_ptr<const Scope>& scope() const override { return scope_; }
  unsigned depth() const override { return ancestry_.depth; }
  base::Steady deadline() const override { return ancestry_.deadline; }
  const Trace& trace() const override {
    static const Trace none;
    return ancestry_.trace ? *ancestry_.trace : none;
  }
  const std::shared_ptr<const Trace>& shared_trace() const { return ancestry_.trace; }
  bool is_over() const override { return over_.load(std::memory_order_acquire); }
  bool take(Output& output) override;
  void cancel(base::Code why, std::string_view text) override;
  void drop_sink() override { sink_.reset(); }

  // What the component does. The slot's mutex is held; the operation belongs to the caller's instance.
  garden_status emit_locked(garden_kind kind, std::string_view bytes);
  garden_status wake_locked(std::uint64_t token);
  // Ends it, and takes the lock with it. False: it was over already.
  bool finish(std::unique_lock<std::mutex> lock, base::Code status, std::string_view body);

  // [lane] One event to the component, unless the operation is over (`always`: even then).
  void tell(garden_event_kind event, std::uint64_t token, base::Code status, garden_kind kind,
            std::string_view body, bool always = false);

  // [lane] The children.
  Child* find_child(std::uint64_t token) const;
  std::shared_ptr<Child> remove_child(std::uint64_t token);  // null: there is none
  void add_child(std::uint64_t token, std::shared_ptr<Child> child) {
    children_.emplace_back(token, std::move(child));
  }
  std::size_t child_count() const { return children_.size() + offloads_.size(); }

  // [lane] The tokens of accepted offload jobs whose DONE has not been told.
  bool has_offload(std::uint64_t token) const;
  void add_offload(std::uint64_t token) { offloads_.push_back(token); }
  void remove_offload(std::uint64_t token);

  // [lane] The last thing: nothing is waited for any more, the instance may end. See Shard::leave_lane.
  void leave_lane();

  Services& services() const { return services_; }
  LiveInstance& live_instance() const;
  Shard& lane() const { return lane_; }
  const HostContext* context() const { return context_; }

 private:
  // What the component may do about a full buffer: nothing before it was told WRITABLE.
  enum class Flow : std::uint8_t { open, full, writable_posted };

  void run_begin(std::string_view verb, std::string_view request);  // [lane]
  void rings() override;                                            // [lane] the deadline
  void broke_out(plugins::Callback callback);                       // [lane] the component threw across
  void signal_locked();
  void report_locked(base::Code status, std::string_view text);  // to the breaker, once
  void tell_wakes();                                             // [lane]
  std::shared_ptr<LiveOperation> end_locked(base::Code status, std::string_view body);  // null: over already
  void reopen();                                                                        // [lane]
  void drop_children();                                                                 // [lane]

  Services& services_;
  OperationSlot& slot_;
  garden_op id_;
  const HostContext* context_;
  // Co-owners of the instance: its operations, the scopes that name it, and whoever made it.
  std::shared_ptr<Instance> instance_;
  Shard& lane_;
  Shard& home_;
  std::shared_ptr<Sink> sink_;          // [home] co-owner: whoever began the operation
  std::shared_ptr<const Scope> scope_;  // co-owners: all operations of the scope, and its maker
  const Ancestry ancestry_;

  std::atomic<bool> over_{false};  // written under the slot's mutex
  // Under the slot's mutex:
  bool signalled_ = false;  // readable() is on its way, or the sink has not yet taken everything
  bool end_taken_ = false;
  Flow flow_ = Flow::open;
  base::Code status_ = base::Code::ok;
  std::optional<Breaker::Pass> pass_;  // until it has been reported how the instance does
  std::string out_;                    // as Output::records
  std::string body_;                   // once over
  std::vector<std::uint64_t> wakes_;   // tokens that the lane shall tell

  // On the lane:
  bool begun_ = false;
  // Few at a time: a search through a small array beats a tree. Co-owner of a child: whatever it waits for.
  std::vector<std::pair<std::uint64_t, std::shared_ptr<Child>>> children_;
  std::vector<std::uint64_t> offloads_;
};

}  // namespace garden::runtime
