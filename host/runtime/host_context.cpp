// The table of functions through which a component sees the host: sdk/include/garden/abi.h, the other side.
//
// Every function here is a wall: nothing is thrown to a plugin, a number that is not this instance's
// operation is GONE, and what belongs to a lane is DENIED elsewhere.
#include "runtime/host_context.hpp"

#include <mutex>

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "runtime/child.hpp"
#include "runtime/host_walls.hpp"
#include "runtime/live_instance.hpp"
#include "runtime/live_operation.hpp"
#include "runtime/process_table.hpp"
#include "runtime/services.hpp"

namespace garden::runtime {
namespace {
namespace limits = base::limits;
using base::Code;

// ---- [any] -----------------------------------------------------------------------------------------------

// " [trace]" of an operation of this instance, or nothing.
std::string trace_of(HostContext& context, garden_op id) {
  OperationSlot* slot = context.operations.find(id);
  if (slot == nullptr || id == 0) return {};
  std::lock_guard guard(slot->mutex);
  if (slot->id != id || slot->operation->context() != &context || slot->operation->trace().name.empty())
    return {};
  return " [" + slot->operation->trace().name + "]";
}

void log(const garden_host* host, garden_op id, int32_t level, garden_str message) noexcept {
  HostContext& context = context_of(host);
  LiveInstance* instance = context.enter();
  if (instance == nullptr) return;
  try {
    const auto clamped = std::clamp<int32_t>(level, GARDEN_LOG_DEBUG, GARDEN_LOG_ERROR);
    const auto wanted = static_cast<telemetry::Level>(clamped);
    auto& out = instance->services().log;
    if (out.enabled(wanted)) {
      std::string line = base::to_valid_utf8(view(message).substr(0, limits::plugin_log_bytes_max));
      // One call is one line: a library cannot forge the lines of another.
      for (char& c : line)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
      out.write(wanted, "plugin " + instance->name(), line + trace_of(context, id));
    }
  } catch (...) {  // out of memory: the line is lost, which is the smaller harm
  }
  context.leave();
}

void metric(const garden_host* host, garden_str name, double value, int32_t add_or_set) noexcept {
  HostContext& context = context_of(host);
  LiveInstance* instance = context.enter();
  if (instance == nullptr) return;
  try {
    instance->metric(view(name), value, add_or_set == GARDEN_METRIC_SET);
  } catch (...) {  // as above
  }
  context.leave();
}

int64_t clock_us(const garden_host*) noexcept {
  return base::SystemClock().wall().time_since_epoch().count();
}

void limit_hit(HostContext& context, std::string_view limit) noexcept {
  LiveInstance* instance = context.enter();
  if (instance == nullptr) return;
  try {
    instance->services().limit_hit(limit);
  } catch (...) {  // as above
  }
  context.leave();
}

garden_status emit(const garden_host* host, garden_op id, garden_kind kind, garden_str bytes) noexcept {
  const std::string_view text = view(bytes);
  if (text.size() > limits::emit_bytes_max) {
    limit_hit(context_of(host), "emit_bytes_max");
    return GARDEN_INVALID;
  }
  if (kind > GARDEN_JSON) return GARDEN_INVALID;
  // Checked here, piece by piece: what goes on to clients is put into JSON, where half a character is an
  // error.
  if (kind != GARDEN_RAW && !base::is_valid_utf8(text)) return GARDEN_INVALID;
  const garden_status status = with_operation(
      host, id, [&](auto&, LiveOperation& operation) { return operation.emit_locked(kind, text); });
  if (status == GARDEN_FULL) context_of(host).full.fetch_add(1, std::memory_order_relaxed);
  return status;
}

garden_status finish(const garden_host* host, garden_op id, garden_status status, garden_str body) noexcept {
  return with_operation(host, id, [&](auto& lock, LiveOperation& operation) -> garden_status {
    const bool known = status >= GARDEN_OK && status <= GARDEN_UNIMPLEMENTED && status != GARDEN_GONE &&
                       status != GARDEN_FULL;
    const bool was_open = known ? operation.finish(std::move(lock), static_cast<Code>(status), view(body))
                                : operation.finish(std::move(lock), Code::internal,
                                                   "the component finished with a status that is none: " +
                                                       std::to_string(status));
    return was_open ? GARDEN_OK : GARDEN_GONE;
  });
}

int32_t cancelled(const garden_host* host, garden_op id) noexcept {
  HostContext& context = context_of(host);
  OperationSlot* slot = context.operations.find(id);
  if (slot == nullptr || id == 0) return 1;
  std::lock_guard guard(slot->mutex);
  return slot->id != id || slot->operation->context() != &context || slot->operation->is_over();
}

int64_t remaining_ms(const garden_host* host, garden_op id) noexcept {
  HostContext& context = context_of(host);
  OperationSlot* slot = context.operations.find(id);
  if (slot == nullptr || id == 0) return 0;
  std::lock_guard guard(slot->mutex);
  if (slot->id != id || slot->operation->context() != &context || slot->operation->is_over()) return 0;
  const auto left = slot->operation->deadline() - std::chrono::steady_clock::now();
  return std::max<int64_t>(0, std::chrono::duration_cast<std::chrono::milliseconds>(left).count());
}

garden_status wake(const garden_host* host, garden_op id, uint64_t token) noexcept {
  return with_operation(host, id,
                        [&](auto&, LiveOperation& operation) { return operation.wake_locked(token); });
}

const void* extension(const garden_host* host, const char* id) noexcept {
  if (id == nullptr) return nullptr;
  if (std::string_view(id) == GARDEN_PROCESS_EXTENSION) return &process_table();
  if (std::string_view(id) != internal_extension) return nullptr;
  HostContext& context = context_of(host);
  LiveInstance* instance = context.enter();
  if (instance == nullptr) return nullptr;
  const void* internal = instance->internal();
  context.leave();
  return internal;
}

// ---- [lane] ----------------------------------------------------------------------------------------------

garden_status sleep(const garden_host* host, garden_op id, uint64_t token, uint32_t ms) noexcept {
  return with_new_child(host, id, token,
                        [&](LiveOperation& operation) { return start_sleep(operation, token, ms); });
}

garden_status call(const garden_host* host, garden_op id, uint64_t token, garden_str target, garden_str verb,
                   garden_str request, uint32_t timeout_ms) noexcept {
  return with_new_child(host, id, token, [&](LiveOperation& operation) {
    return start_call(operation, token, view(target), view(verb), view(request), timeout_ms);
  });
}

garden_status http(const garden_host* host, garden_op id, uint64_t token, garden_str request,
                   garden_str body) noexcept {
  return with_new_child(host, id, token, [&](LiveOperation& operation) {
    return start_http(operation, token, view(request), view(body));
  });
}

garden_status offload(const garden_host* host, garden_op id, uint64_t token, garden_work work,
                      void* argument) noexcept {
  if (work == nullptr) return GARDEN_INVALID;
  return with_new_child(host, id, token, [&](LiveOperation& operation) {
    return operation.live_instance().pool().add(operation.shared_from_this(), token, work, argument);
  });
}

garden_status pause(const garden_host* host, garden_op id, uint64_t token, int32_t on) noexcept {
  return on_lane(host, id, [&](LiveOperation& operation) -> garden_status {
    Child* child = operation.find_child(token);
    if (child == nullptr) return GARDEN_GONE;
    child->pause(on != 0);
    return GARDEN_OK;
  });
}

garden_status cancel(const garden_host* host, garden_op id, uint64_t token) noexcept {
  return on_lane(host, id, [&](LiveOperation& operation) -> garden_status {
    if (auto child = operation.remove_child(token)) {
      child->drop();
      return GARDEN_OK;
    }
    if (!operation.has_offload(token)) return GARDEN_GONE;
    operation.live_instance().pool().forget(operation, token);
    return GARDEN_OK;
  });
}

}  // namespace

HostContext::HostContext(OperationTable& operations_, LiveInstance& instance)
    : operations(operations_), instance_(&instance) {
  table.size = sizeof table;
  table.abi_minor = GARDEN_ABI_MINOR;
  table.ctx = this;
  table.log = &log;
  table.metric = &metric;
  table.clock_us = &clock_us;
  table.emit = &emit;
  table.finish = &finish;
  table.cancelled = &cancelled;
  table.remaining_ms = &remaining_ms;
  table.wake = &wake;
  table.sleep = &runtime::sleep;
  table.call = &call;
  table.http = &http;
  table.offload = &offload;
  table.pause = &runtime::pause;
  table.cancel = &cancel;
  table.extension = &extension;
}

}  // namespace garden::runtime
