// A child that waits for another component: the callee's emits become DATA, its end becomes DONE.
//
// It is the callee's sink on the caller's lane. What was taken from the callee waits here while the caller
// has paused; then nothing more is taken, the callee's buffer fills, and the callee is told FULL.
#include <algorithm>
#include <utility>

#include "base/limits.hpp"
#include "runtime/child.hpp"
#include "runtime/handed_over.hpp"
#include "runtime/live_instance.hpp"
#include "runtime/live_operation.hpp"
#include "runtime/scope.hpp"
#include "runtime/services.hpp"

namespace garden::runtime {
namespace {
using base::Code;

class CallChild final : public Child, public Sink, public std::enable_shared_from_this<CallChild> {
 public:
  CallChild(LiveOperation& caller, std::uint64_t token)
      : Sink(caller.lane()), caller_(caller.shared_from_this()), token_(token) {}

  void set_callee(std::shared_ptr<LiveOperation> callee) { callee_ = std::move(callee); }

  void readable(Operation&) override { pump(); }

  void pause(bool on) override {
    if (std::exchange(paused_, on) == on || on) return;
    home().post([me = shared_from_this()] { me->pump(); });  // the component is on the stack
  }

  void drop() override {
    if (auto callee = std::exchange(callee_, nullptr)) {
      callee->drop_sink();
      callee->cancel(Code::cancelled, "its caller is over");
    }
  }

 private:
  // The one place from which the caller is told, in order.
  void pump() {
    auto me = shared_from_this();
    constexpr unsigned batches_max = 4;  // then others on this shard have their turn
    for (unsigned batch = 0; callee_ && !paused_; batch++) {
      if (batch == batches_max) {
        home().post([me] { me->pump(); });
        return;
      }
      if (at_ == output_.records.size() && !output_.over && !take()) return;
      const bool told = tell_records();
      if (!callee_ || paused_ || !output_.over) continue;
      if (!told) return tell_done();
      // What came with the end goes on to whoever waits for it before the end is worked upon.
      return home().post([me] { me->pump(); });
    }
  }

  bool take() {
    at_ = 0;
    return callee_->take(output_);
  }

  // False: there was none to tell.
  bool tell_records() {
    const auto before = at_;
    while (callee_ && !paused_ && at_ < output_.records.size()) {
      std::uint32_t header[2];
      std::memcpy(header, output_.records.data() + at_, Output::header_bytes);
      const std::string_view bytes(output_.records.data() + at_ + Output::header_bytes, header[1]);
      at_ += Output::header_bytes + header[1];
      caller_->tell(GARDEN_EV_DATA, token_, Code::ok, header[0], bytes);
    }
    return at_ != before;
  }

  void tell_done() {
    callee_.reset();
    auto me = caller_->remove_child(token_);
    caller_->tell(GARDEN_EV_DONE, token_, output_.status, GARDEN_TEXT, output_.body);
  }

  std::shared_ptr<LiveOperation> caller_;  // co-owner while the child lives; the caller drops its children
  std::shared_ptr<LiveOperation> callee_;  // null: nothing more is told. Co-owners: its slot, its lane
  const std::uint64_t token_;
  Output output_;
  std::size_t at_ = 0;  // what of output_.records has been told
  bool paused_ = false;
};

// A call that was refused with words: the caller hears them at the child's end.
class RefusedChild final : public Child {
 public:
  void drop() override {}
};

void tell_refusal(LiveOperation& operation, std::uint64_t token, base::Error error) {
  auto refused = std::make_shared<RefusedChild>();
  operation.add_child(token, refused);
  operation.lane().post([caller = operation.shared_from_this(), token, refused, error = std::move(error)] {
    if (caller->find_child(token) != refused.get()) return;  // it was dropped meanwhile
    caller->remove_child(token);
    caller->tell(GARDEN_EV_DONE, token, error.code, GARDEN_TEXT, error.message);
  });
}

}  // namespace

garden_status start_call(LiveOperation& operation, std::uint64_t token, std::string_view target,
                         std::string_view verb, std::string_view request, std::uint32_t timeout_ms) {
  auto callee =
      operation.scope() ? operation.scope()->resolve(target, *operation.instance()) : Scope::Target{};
  if (!callee.instance) return GARDEN_NOT_FOUND;
  if (operation.depth() + 1 > base::limits::call_depth_max) {
    operation.services().limit_hit("call_depth_max");
    return GARDEN_INVALID;
  }
  auto child = std::make_shared<CallChild>(operation, token);
  // A child may not outlive its parent's deadline.
  auto deadline = operation.deadline();
  if (timeout_ms != 0)
    deadline = std::min(deadline, std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms));
  auto begun = LiveOperation::begin(
      operation.services(),
      {.instance = std::move(callee.instance),
       .verb = std::move(callee.verb_prefix) + std::string(verb),
       .request = HandedOver::keep(request),
       .sink = child,
       .scope = operation.scope()},
      {.depth = operation.depth() + 1, .deadline = deadline, .trace = operation.shared_trace()});
  if (!begun) {
    if (begun.error().code != Code::unavailable) return static_cast<garden_status>(begun.error().code);
    tell_refusal(operation, token, std::move(begun.error()));
    return GARDEN_OK;
  }
  child->set_callee(std::move(*begun));
  operation.add_child(token, std::move(child));
  return GARDEN_OK;
}

}  // namespace garden::runtime
