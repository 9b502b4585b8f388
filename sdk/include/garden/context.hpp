// Context: one operation, as the coroutine that answers it sees it.
//
// It says what is asked (verb, request) and offers everything that waits as something to co_await. When the
// operation is cancelled, or its deadline passes, every co_await throws Cancelled: destructors clean up,
// run() ends, and nothing has to be said to the host. A Context lives as long as run(). Whatever is awaited
// must be a direct co_await of this operation's coroutines. Threads: the lane, except what is tagged [any].
#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>

#include "garden/call.hpp"
#include "garden/emit.hpp"
#include "garden/host.hpp"
#include "garden/http.hpp"
#include "garden/offload.hpp"
#include "garden/operation.hpp"
#include "garden/task.hpp"

namespace garden {
namespace detail {

// The way to the host that closes when the instance is destroyed; owned by the instance and its signals
// together.
class Door {
 public:
  explicit Door(const garden_host* host) : host_(host) {}
  void wake(garden_op op, std::uint64_t token) {
    const std::shared_lock lock(mutex_);
    if (host_) host_->wake(host_, op, token);
  }
  void close() {
    const std::unique_lock lock(mutex_);
    host_ = nullptr;
  }

 private:
  std::shared_mutex mutex_;
  const garden_host* host_;
};

}  // namespace detail

class Context {
 public:
  Context(const garden_host* host, garden_op op, std::shared_ptr<detail::Door> door, std::string_view verb,
          std::string_view request)
      : operation_(host, op), door_(std::move(door)), verb_(verb), request_(request) {}
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  std::string_view verb() const { return verb_; }
  std::string_view request() const { return request_; }
  // The same, to be dropped when it has been read: a request may be large, and the work on it long. What
  // request() gave is empty from then on.
  std::string take_request() { return std::exchange(request_, {}); }
  // The same without any copy, of a verb that borrows (component.hpp): the host's own bytes, there until the
  // first co_await that waits, and empty from then on.
  std::string_view borrowed_request() const { return borrowed_; }
  garden_op op() const { return operation_.id(); }         // [any]
  Host host() const { return Host(operation_.host()); }    // [any]
  std::int64_t now_us() const { return host().now_us(); }  // [any]
  // [any] One line for the operator about this operation: no secret, no personal data.
  void log(std::int32_t level, std::string_view line) const {
    operation_.host()->log(operation_.host(), op(), level, borrow(line));
  }

  // [any] True if nobody wants the answer any more: work in offload() then returns.
  bool cancelled() const {
    return operation_.cancelled() || operation_.host()->cancelled(operation_.host(), op()) != 0;
  }
  // [any] Milliseconds until the host ends the operation; INT64_MAX without a deadline.
  std::int64_t remaining_ms() const { return operation_.host()->remaining_ms(operation_.host(), op()); }
  // [any] `wanted`, or what remains if that is less; at least 1. For timeouts of children.
  std::uint32_t within_ms(std::uint32_t wanted) const {
    const auto left = remaining_ms();
    return left < wanted ? static_cast<std::uint32_t>(left < 1 ? 1 : left) : wanted;
  }

  // co_await: sends a piece of the answer, at most 1 MiB; waits while the reader is slow.
  detail::Emit emit(std::string_view bytes, garden_kind kind = GARDEN_TEXT) {
    return {operation_, bytes, kind};
  }
  detail::Emit emit_json(std::string_view json) { return {operation_, json, GARDEN_JSON}; }
  // The same for work in offload(), on its thread, which it blocks. Throws Cancelled.
  void emit_blocking(std::string_view bytes, garden_kind kind) { blocking_.run(operation_, bytes, kind); }

  // co_await: at least `ms` pass; 0: lets everything else that is waiting go first.
  detail::Sleep sleep(std::uint32_t ms) { return {operation_, ms}; }
  // co_await: what function() returns or throws, run on the instance's own threads; may use locals by
  // reference.
  template <class Function>
  detail::Offload<Function> offload(Function function) {
    return {operation_, std::move(function)};
  }

  // co_await: the answer's head. Throws Failure when there is no answer.
  Task<HttpReply> http(HttpRequest request) {
    operation_.throw_if_cancelled();
    auto stream = std::make_unique<detail::HttpStream>(operation_, request.head_json(), request.body);
    std::string().swap(request.body);  // the host has its copy
    if (!co_await stream->wait_head()) stream->check();
    if (stream->head().empty()) throw Failure(GARDEN_UNAVAILABLE, "http: the answer has no head");
    co_return HttpReply(std::move(stream));
  }

  // Another instance's work, target "kind:name"; timeout_ms 0: as long as this operation may take.
  CallStream stream(std::string_view target, std::string_view verb, std::string_view request,
                    std::uint32_t timeout_ms = 0) {
    operation_.throw_if_cancelled();
    return CallStream(
        std::make_unique<detail::CallStreamState>(operation_, target, verb, request, timeout_ms));
  }
  // co_await: all that the other instance emits, one piece after the other. Throws Failure.
  Task<std::string> call(std::string target, std::string verb, std::string request,
                         std::uint32_t timeout_ms = 0) {
    auto answer = stream(target, verb, request, timeout_ms);
    std::string bytes;
    while (const auto message = co_await answer.next()) bytes += message->bytes;
    co_return bytes;
  }
  // co_await: the same with the failure as a value; throws only Cancelled.
  Task<Outcome> try_call(std::string target, std::string verb, std::string request,
                         std::uint32_t timeout_ms = 0) {
    Outcome outcome;
    try {
      outcome.bytes = co_await call(std::move(target), std::move(verb), std::move(request), timeout_ms);
    } catch (const Failure& failure) {
      outcome.status = failure.status();
      outcome.error = failure.text();
    }
    co_return outcome;
  }

  // For the SDK's own parts.
  detail::Operation& operation() { return operation_; }
  const std::shared_ptr<detail::Door>& door() const { return door_; }
  void lend(std::string_view request) { borrowed_ = request; }
  void deliver(const garden_event& event) {
    const bool releases = event.event == GARDEN_EV_WRITABLE || event.event == GARDEN_EV_CANCEL;
    operation_.deliver(event);
    if (releases) blocking_.notify();
  }

 private:
  detail::Operation operation_;
  detail::BlockingEmit blocking_;
  std::shared_ptr<detail::Door> door_;  // shared with the instance and the signals
  std::string verb_, request_;
  std::string_view borrowed_;
};

}  // namespace garden
