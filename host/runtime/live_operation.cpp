#include "runtime/live_operation.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "runtime/child.hpp"
#include "runtime/crossing.hpp"
#include "runtime/live_instance.hpp"
#include "runtime/scope.hpp"
#include "runtime/services.hpp"

namespace garden::runtime {
namespace limits = base::limits;
using base::Code;

struct LiveOperation::Parts {
  Services& services;
  OperationTable::Claim claim;
  OperationRequest request;
  Ancestry ancestry;
  std::optional<Breaker::Pass> pass;
};

LiveOperation::LiveOperation(Parts&& parts)
    : services_(parts.services),
      slot_(*parts.claim.slot),
      id_(parts.claim.id),
      instance_(std::move(parts.request.instance)),
      lane_(live_instance().lane() ? *live_instance().lane() : parts.request.sink->home()),
      home_(parts.request.sink->home()),
      sink_(std::move(parts.request.sink)),
      scope_(std::move(parts.request.scope)),
      ancestry_(std::move(parts.ancestry)),
      pass_(std::move(parts.pass)) {
  context_ = &live_instance().context();
}

LiveOperation::~LiveOperation() {
  {
    std::lock_guard guard(slot_.mutex);
    slot_.id = 0;
    slot_.operation = nullptr;
  }
  context_->operations.release(slot_);
}

LiveInstance& LiveOperation::live_instance() const { return static_cast<LiveInstance&>(*instance_); }

base::Result<std::shared_ptr<LiveOperation>> LiveOperation::begin(Services& services,
                                                                  OperationRequest&& request,
                                                                  Ancestry ancestry) {
  auto& instance = static_cast<LiveInstance&>(*request.instance);
  if (auto admitted = instance.admit(ancestry.depth > 0); !admitted) return std::unexpected(admitted.error());
  std::optional<Breaker::Pass> pass;
  if (auto* breaker = request.past_breaker ? nullptr : instance.breaker()) {
    pass = breaker->enter();
    if (!pass) {
      instance.leave();
      instance.refused();
      return base::fail(Code::unavailable, "'" + instance.name() + "' " + breaker->refusal(),
                        instance.name());
    }
  }
  const auto claim = services.operations.claim();
  if (claim.slot == nullptr) {
    instance.leave();
    services.limit_hit("operations_max");
    return base::fail(Code::rate_limited, "too many operations are open; try again later", instance.name());
  }
  services.open_operations.fetch_add(1, std::memory_order_relaxed);
  std::string verb = std::move(request.verb);
  std::string text = std::move(request.request);
  auto operation = std::make_shared<LiveOperation>(
      Parts{services, claim, std::move(request), std::move(ancestry), std::move(pass)});
  {
    std::lock_guard guard(claim.slot->mutex);
    claim.slot->id = claim.id;
    claim.slot->operation = operation.get();
    claim.slot->alive = operation;
  }
  // A call that stays on its shard begins when its caller has returned, not behind all that waits: so a
  // request, which may be large, is not kept for the length of a queue.
  std::move_only_function<void()> run = [operation, verb = std::move(verb), text = std::move(text)] {
    operation->run_begin(verb, text);
  };
  if (!operation->lane_.after_component(run)) operation->lane_.post(std::move(run));
  return operation;
}

void LiveOperation::run_begin(std::string_view verb, std::string_view request) {
  if (is_over()) return;
  begun_ = true;
  {
    Crossing crossing(lane_, live_instance(), plugins::Callback::begin);
    const auto& functions = live_instance().functions();
    try {
      functions.begin(live_instance().self(), id_, {verb.data(), verb.size()},
                      {request.data(), request.size()});
    } catch (...) {
      broke_out(plugins::Callback::begin);
    }
  }
  if (!is_over()) lane_.timers().set(*this, ancestry_.deadline);
}

void LiveOperation::tell(garden_event_kind event, std::uint64_t token, Code status, garden_kind kind,
                         std::string_view body, bool always) {
  if (!always && is_over()) return;
  const garden_event told{
      sizeof told, event, token, static_cast<garden_status>(status), kind, {body.data(), body.size()}};
  Crossing crossing(lane_, live_instance(), plugins::Callback::event);
  const auto& functions = live_instance().functions();
  try {
    functions.event(live_instance().self(), id_, &told);
  } catch (...) {
    broke_out(plugins::Callback::event);
  }
}

// Rule 3 forbids it, and where it works at all it is luck: nothing of this component can be trusted now.
void LiveOperation::broke_out(plugins::Callback callback) {
  const std::string what = "an exception left its " + std::string(plugins::callback_name(callback));
  cancel(Code::internal, "component '" + live_instance().name() + "': " + what);
  live_instance().quarantine(what);
}

// ---- output ----------------------------------------------------------------------------------------------

void LiveOperation::signal_locked() {
  if (signalled_) return;
  signalled_ = true;
  home_.post([me = shared_from_this()] {
    if (auto sink = me->sink_) sink->readable(*me);
  });
}

garden_status LiveOperation::emit_locked(garden_kind kind, std::string_view bytes) {
  if (is_over()) return GARDEN_GONE;
  // Once full, full for everybody until the component has been told WRITABLE: one that emits from several
  // threads cannot starve the one that waits in its event().
  if (flow_ != Flow::open) return GARDEN_FULL;
  if (!out_.empty() && out_.size() + bytes.size() > limits::operation_buffer_bytes_max) {
    flow_ = Flow::full;
    return GARDEN_FULL;
  }
  const std::uint32_t header[2] = {kind, static_cast<std::uint32_t>(bytes.size())};
  static_assert(sizeof header == Output::header_bytes);
  out_.append(reinterpret_cast<const char*>(header), sizeof header).append(bytes);
  if (pass_) report_locked(Code::ok, {});  // who begins to answer is there
  signal_locked();
  return GARDEN_OK;
}

// What says that the other side is away, and what says that it is there: a model that refuses our key is of
// no use to anybody, a database that refuses a statement is well.
void LiveOperation::report_locked(Code status, std::string_view text) {
  auto pass = std::exchange(pass_, std::nullopt);
  const bool is_model = live_instance().functions().kind == GARDEN_LLM;
  switch (status) {
    case Code::unavailable:
    case Code::deadline:
    case Code::rate_limited: return pass->failed(text);
    case Code::denied: return is_model ? pass->failed(text) : pass->succeeded();
    case Code::cancelled:
    case Code::gone:
    case Code::internal: return;  // says nothing about the other side
    default: return pass->succeeded();
  }
}

bool LiveOperation::take(Output& output) {
  constexpr std::size_t kept_capacity = 4096;
  output.over = false;
  output.records.clear();
  if (output.records.capacity() > kept_capacity) output.records.shrink_to_fit();
  std::unique_lock lock(slot_.mutex);
  if (out_.empty() && (!over_ || end_taken_)) {
    signalled_ = false;
    return false;
  }
  output.records.swap(out_);
  if (over_) {
    output.over = end_taken_ = true;
    output.status = status_;
    output.body = std::move(body_);
    lock.unlock();
    auto last = std::move(sink_);  // it may be the sink's last owner: let go of it with nothing locked
    return true;
  }
  if (flow_ == Flow::full) {
    flow_ = Flow::writable_posted;
    lane_.post([me = shared_from_this()] { me->reopen(); });
  }
  return true;
}

void LiveOperation::reopen() {
  {
    std::lock_guard guard(slot_.mutex);
    flow_ = Flow::open;
  }
  tell(GARDEN_EV_WRITABLE, 0, Code::ok, GARDEN_RAW, {});
}

garden_status LiveOperation::wake_locked(std::uint64_t token) {
  if (is_over()) return GARDEN_GONE;
  // Wakes of one token that have not been told yet are one: a component may wake as often as it likes.
  if (std::ranges::find(wakes_, token) != wakes_.end()) return GARDEN_OK;
  if (wakes_.size() >= limits::children_per_operation_max) return GARDEN_RATE_LIMITED;
  if (wakes_.empty()) lane_.post([me = shared_from_this()] { me->tell_wakes(); });
  wakes_.push_back(token);
  return GARDEN_OK;
}

void LiveOperation::tell_wakes() {
  std::vector<std::uint64_t> tokens;
  {
    std::lock_guard guard(slot_.mutex);
    tokens.swap(wakes_);
  }
  for (const auto token : tokens) tell(GARDEN_EV_WAKE, token, Code::ok, GARDEN_RAW, {});
}

// ---- the end ---------------------------------------------------------------------------------------------

bool LiveOperation::finish(std::unique_lock<std::mutex> lock, Code status, std::string_view body) {
  auto me = end_locked(status, body);
  if (!me) return false;
  lock.unlock();
  if (lane_.is_here())
    lane_.leave_lane(std::move(me));
  else
    lane_.post([me] { me->leave_lane(); });
  return true;
}

void LiveOperation::cancel(Code why, std::string_view text) {
  std::unique_lock lock(slot_.mutex);
  auto me = end_locked(why, text);
  if (!me) return;
  lock.unlock();
  // The component is told later, never from here: this may be inside a call that it makes.
  lane_.post([me] {
    me->drop_children();
    if (me->begun_) me->tell(GARDEN_EV_CANCEL, 0, Code::cancelled, GARDEN_RAW, {}, true);
    me->leave_lane();
  });
}

std::shared_ptr<LiveOperation> LiveOperation::end_locked(Code status, std::string_view body) {
  if (is_over()) return nullptr;
  status_ = status;
  body_ = base::is_valid_utf8(body) ? std::string(body) : base::to_valid_utf8(body);
  if (pass_) report_locked(status, body_);
  over_.store(true, std::memory_order_release);
  signal_locked();
  return std::move(slot_.alive);
}

void LiveOperation::rings() {
  const auto name = live_instance().name();
  cancel(Code::deadline, "'" + name + "' did not finish in the time it was given");
}

void LiveOperation::drop_children() {
  lane_.timers().clear(*this);
  auto dropped = std::move(children_);
  children_.clear();
  for (auto& [token, child] : dropped) child->drop();
  if (!offloads_.empty()) live_instance().pool().forget(*this);
}

void LiveOperation::leave_lane() {
  drop_children();
  services_.open_operations.fetch_sub(1, std::memory_order_relaxed);
  live_instance().leave();
}

// ---- children --------------------------------------------------------------------------------------------

Child* LiveOperation::find_child(std::uint64_t token) const {
  for (const auto& [known, child] : children_)
    if (known == token) return child.get();
  return nullptr;
}

std::shared_ptr<Child> LiveOperation::remove_child(std::uint64_t token) {
  const auto found = std::ranges::find(children_, token, [](const auto& pair) { return pair.first; });
  if (found == children_.end()) return nullptr;
  auto child = std::move(found->second);
  *found = std::move(children_.back());
  children_.pop_back();
  return child;
}

bool LiveOperation::has_offload(std::uint64_t token) const {
  return std::ranges::find(offloads_, token) != offloads_.end();
}

void LiveOperation::remove_offload(std::uint64_t token) { std::erase(offloads_, token); }

}  // namespace garden::runtime
