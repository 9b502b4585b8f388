// CallStream: what another instance answers, as it comes.
//
//   auto answer = ctx.stream("llm:fast", "generate", request);
//   while (auto message = co_await answer.next()) co_await ctx.emit(message->bytes, message->kind);
//
// Messages come one by one with their kind. It throws Failure when the other side fails, and ends its work
// when it is destroyed. What is not read waits at the host, within its limit. Threads: one lane.
#pragma once
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "garden/stream.hpp"

namespace garden {

// One emit of the other instance; the bytes hold until the next next().
struct Message {
  garden_kind kind;
  std::string_view bytes;
};

// How a call ended: all that was emitted, one piece after the other, or what went wrong.
struct Outcome {
  garden_status status = GARDEN_OK;
  std::string bytes;
  std::string error;

  bool ok() const { return status == GARDEN_OK; }
};

namespace detail {

class CallStreamState final : public Stream {
 public:
  static constexpr std::size_t idle_bytes_max = 4096;

  CallStreamState(Operation& operation, std::string_view target, std::string_view verb,
                  std::string_view request, std::uint32_t timeout_ms)
      : Stream(operation) {
    const auto* host = operation.host();
    begun(host->call(host, operation.id(), token_, borrow(target), borrow(verb), borrow(request), timeout_ms),
          "call to " + std::string(target) + ": ");
  }

  class Next : Wait {
   public:
    explicit Next(CallStreamState& call) : Wait(call, &CallStreamState::has_message), call_(call) {}
    using Wait::await_ready;
    using Wait::await_suspend;
    std::optional<Message> await_resume() const {
      if (Wait::await_resume()) return call_.cut();
      call_.check();
      return std::nullopt;
    }

   private:
    CallStreamState& call_;
  };

 private:
  struct Header {
    garden_kind kind;
    std::uint32_t size;
  };

  void take(const garden_event& event) override {
    const Header header{event.kind, static_cast<std::uint32_t>(event.body.size)};
    incoming_.append(reinterpret_cast<const char*>(&header), sizeof header).append(view(event.body));
  }
  static bool has_message(Stream& stream) {
    auto& me = static_cast<CallStreamState&>(stream);
    if (me.at_ < me.current_.size()) return true;
    me.current_.clear();
    if (me.current_.capacity() > idle_bytes_max) me.current_.shrink_to_fit();
    me.current_.swap(me.incoming_);
    me.at_ = 0;
    return !me.current_.empty();
  }
  Message cut() {
    Header header;
    std::memcpy(&header, current_.data() + at_, sizeof header);
    const auto bytes = std::string_view(current_).substr(at_ + sizeof header, header.size);
    at_ += sizeof header + header.size;
    return {header.kind, bytes};
  }

  std::string incoming_,
      current_;         // headers and bytes of messages: those that wait, those that are being read
  std::size_t at_ = 0;  // in current_
};

}  // namespace detail

class CallStream {
 public:
  explicit CallStream(std::unique_ptr<detail::CallStreamState> state) : state_(std::move(state)) {}

  // co_await: std::optional<Message>, nothing at the end.
  auto next() { return detail::CallStreamState::Next(*state_); }
  // After the end: the text the other side finished with.
  const std::string& result() const { return state_->closing(); }

 private:
  std::unique_ptr<detail::CallStreamState> state_;
};

}  // namespace garden
