// Walls: how a call of a component is let in: the number it names is looked up, and what it may not do
// refused.
//
// Nothing is thrown to a plugin, a number that is not this instance's operation is GONE, and what belongs to
// a lane is DENIED elsewhere. For the tables of functions that components get. Threads: [any].
#pragma once
#include <memory>
#include <mutex>
#include <string_view>

#include "base/limits.hpp"
#include "runtime/host_context.hpp"
#include "runtime/live_operation.hpp"
#include "runtime/services.hpp"

namespace garden::runtime {

inline std::string_view view(garden_str text) {
  return text.data == nullptr ? std::string_view() : std::string_view(text.data, text.size);
}

inline HostContext& context_of(const garden_host* host) { return *static_cast<HostContext*>(host->ctx); }

inline garden_status gone(HostContext& context) {
  context.gone.fetch_add(1, std::memory_order_relaxed);
  return GARDEN_GONE;
}

// Calls function(lock, operation) with the operation's slot locked.
template <class Function>
garden_status with_operation(const garden_host* host, garden_op id, Function&& function) noexcept {
  HostContext& context = context_of(host);
  OperationSlot* slot = context.operations.find(id);
  if (slot == nullptr || id == 0) return gone(context);
  try {
    std::unique_lock lock(slot->mutex);
    if (slot->id != id || slot->operation->context() != &context) return gone(context);
    const garden_status status = function(lock, *slot->operation);
    if (status == GARDEN_GONE) context.gone.fetch_add(1, std::memory_order_relaxed);
    return status;
  } catch (...) {
    return GARDEN_INTERNAL;
  }
}

// Calls function(operation) on the operation's lane, with nothing locked.
template <class Function>
garden_status on_lane(const garden_host* host, garden_op id, Function&& function) noexcept {
  std::shared_ptr<LiveOperation> operation;
  const garden_status found = with_operation(host, id, [&](auto&, LiveOperation& named) -> garden_status {
    if (named.is_over()) return GARDEN_GONE;
    if (!named.lane().is_here()) return GARDEN_DENIED;
    operation = named.shared_from_this();
    return GARDEN_OK;
  });
  if (found != GARDEN_OK) return found;
  try {
    return function(*operation);
  } catch (...) {
    return GARDEN_INTERNAL;
  }
}

// ... if it may have one more child under this token.
template <class Function>
garden_status with_new_child(const garden_host* host, garden_op id, std::uint64_t token,
                             Function&& function) noexcept {
  return on_lane(host, id, [&](LiveOperation& operation) -> garden_status {
    if (operation.find_child(token) != nullptr || operation.has_offload(token)) return GARDEN_INVALID;
    if (operation.child_count() >= base::limits::children_per_operation_max) {
      operation.services().limit_hit("children_per_operation_max");
      return GARDEN_RATE_LIMITED;
    }
    return function(operation);
  });
}

}  // namespace garden::runtime
