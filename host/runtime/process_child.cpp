// The table of garden.process/1, and the child that reads a process's lines.
#include <mutex>
#include <utility>

#include "base/limits.hpp"
#include "runtime/child.hpp"
#include "runtime/host_walls.hpp"
#include "runtime/live_instance.hpp"
#include "runtime/process.hpp"
#include "runtime/process_set.hpp"
#include "runtime/process_table.hpp"
#include "runtime/shard.hpp"

namespace garden::runtime {
namespace {
using base::Code;

class ReadChild final : public Child, public std::enable_shared_from_this<ReadChild> {
 public:
  ReadChild(LiveOperation& operation, std::uint64_t token, std::uint64_t number,
            std::shared_ptr<Process> process)
      : operation_(operation.shared_from_this()),
        token_(token),
        number_(number),
        process_(std::move(process)) {}

  Code start() {
    return process_->read(operation_->lane(), [this] { ready(); });
  }
  void pause(bool on) override {
    if (std::exchange(paused_, on) && !on)  // not from here: the component is on the stack
      operation_->lane().post([weak = weak_from_this()] {
        if (const auto me = weak.lock()) me->ready();
      });
  }
  void drop() override {
    if (!std::exchange(dropped_, true)) process_->release();
  }

 private:
  // Each event may lead the component to hold or drop this child: look again after each.
  void ready() {
    auto me = shared_from_this();
    while (!dropped_ && !paused_) {
      if (const auto line = process_->take()) {
        operation_->tell(GARDEN_EV_DATA, token_, line->too_long ? Code::invalid : Code::ok, GARDEN_RAW,
                         line->bytes);
        continue;
      }
      const auto end = process_->ended();
      if (!end) return;
      auto removed = operation_->remove_child(token_);
      drop();
      operation_->live_instance().processes().remove(number_);
      operation_->tell(GARDEN_EV_DONE, token_, end->status, GARDEN_TEXT, end->how);
    }
  }

  std::shared_ptr<LiveOperation>
      operation_;  // co-owner while the child lives; the operation drops its children
  const std::uint64_t token_, number_;
  const std::shared_ptr<Process> process_;  // co-owners: the instance's set, and what waits on its home
  bool paused_ = false;
  bool dropped_ = false;
};

void explain(garden_error* error, const base::Error& why) {
  if (error == nullptr || !GARDEN_HAS(error, garden_error, message)) return;
  const auto copy = [](auto& to, std::string_view text) { to[text.copy(to, sizeof to - 1)] = '\0'; };
  copy(error->path, why.where);
  copy(error->message, why.message);
}

garden_status start(const garden_host* host, garden_op id, garden_str request, garden_process* process,
                    garden_error* error) noexcept {
  if (process == nullptr) return GARDEN_INVALID;
  return on_lane(host, id, [&](LiveOperation& operation) {
    auto started = operation.live_instance().processes().start(operation.lane(), view(request));
    if (!started) {
      if (started.error().code == Code::rate_limited)
        operation.services().limit_hit("processes_per_instance_max");
      explain(error, started.error());
      return static_cast<garden_status>(started.error().code);
    }
    *process = *started;
    return garden_status{GARDEN_OK};
  });
}

// Calls function(process) for a process of this instance.
template <class Function>
garden_status with_process(const garden_host* host, garden_process number, Function&& function) noexcept {
  HostContext& context = context_of(host);
  LiveInstance* instance = context.enter();
  if (instance == nullptr) return GARDEN_GONE;
  garden_status status = GARDEN_NOT_FOUND;
  try {
    if (const auto process = instance->processes().find(number)) status = function(*process);
  } catch (...) {
    status = GARDEN_INTERNAL;
  }
  context.leave();
  return status;
}

garden_status write(const garden_host* host, garden_process number, garden_str line) noexcept {
  return with_process(
      host, number, [&](Process& process) { return static_cast<garden_status>(process.write(view(line))); });
}

garden_status read(const garden_host* host, garden_op id, uint64_t token, garden_process number) noexcept {
  return with_new_child(host, id, token, [&](LiveOperation& operation) -> garden_status {
    auto process = operation.live_instance().processes().find(number);
    if (!process) return GARDEN_NOT_FOUND;
    auto child = std::make_shared<ReadChild>(operation, token, number, std::move(process));
    if (const auto refused = child->start(); refused != Code::ok) return static_cast<garden_status>(refused);
    operation.add_child(token, std::move(child));
    return GARDEN_OK;
  });
}

garden_status end(const garden_host* host, garden_process number, uint32_t grace_ms) noexcept {
  return with_process(host, number, [&](Process& process) -> garden_status {
    process.end(std::chrono::milliseconds(grace_ms));
    return GARDEN_OK;
  });
}

}  // namespace

const garden_process_host& process_table() {
  static constexpr garden_process_host table{sizeof(garden_process_host), 0, &start, &write, &read, &end};
  return table;
}

}  // namespace garden::runtime
